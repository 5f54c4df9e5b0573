import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeParts } from '../../../../domain/record/merge-parts.ts';
import type { TraceEntry, TracePart } from '../../../../domain/record/trace-part.ts';
import { shift } from '../../../../domain/values/time.ts';
import { NOW } from '../make.ts';

const entry = fc
  .record({
    state: fc.constantFrom('LoadContext', 'Commit', 'Close'),
    at: fc.nat(1_000),
    took: fc.nat(1_000),
    retries: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    error: fc.option(fc.record({ error: fc.string(), cause: fc.string() }), { nil: undefined }),
  })
  .map(
    ({ state, at, took, retries, error }): TraceEntry => ({
      state,
      entered: shift(NOW, at),
      left: shift(NOW, at + took),
      ...(retries ? { retries } : {}),
      ...(error ? { error } : { began: shift(NOW, at), ended: shift(NOW, at + took) }),
    }),
  );

/** Parts that together cover one trace. The last state of some had not ended when they were written. */
const traceInParts = fc.array(entry, { minLength: 1, maxLength: 12 }).chain((entries) =>
  fc
    .array(
      fc.record({
        from: fc.nat(entries.length),
        length: fc.nat(entries.length),
        isOwn: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    .chain((cuts) => {
      const part = (from: number, to: number, isOwn: boolean): TracePart => {
        const some = entries.slice(from, to);
        const last = some.at(-1);
        if (isOwn && last) {
          const { left: _, ended: __, error: ___, retries: ____, ...begun } = last;
          some[some.length - 1] = begun;
        }
        return { execution: 'one', from, entries: some };
      };
      const half = Math.floor(entries.length / 2);
      const whole = [part(0, half, false), part(half, entries.length, false)];
      const parts = [...whole, ...cuts.map(({ from, length, isOwn }) => part(from, from + length, isOwn))];
      return fc
        .shuffledSubarray(parts, { minLength: parts.length })
        .map((shuffled) => ({ entries, shuffled }));
    }),
);

describe('the parts of a trace', () => {
  it('make the whole again, however they overlap and in whatever order they are read', () => {
    fc.assert(
      fc.property(traceInParts, ({ entries, shuffled }) => {
        expect(mergeParts(shuffled)).toEqual(entries);
      }),
    );
  });

  it('leave a hole where none of them has an entry', () => {
    const close: TraceEntry = { state: 'Close', entered: NOW };
    expect(mergeParts([{ execution: 'one', from: 2, entries: [close] }])).toEqual([
      undefined,
      undefined,
      close,
    ]);
  });

  it('say nothing where there is none', () => {
    expect(mergeParts([])).toEqual([]);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromRows, toRows } from '../../../adapters/trace-columns.ts';
import { TraceEntry } from '../../../domain/record/trace-part.ts';

const time = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const entry: fc.Arbitrary<TraceEntry> = fc
  .record(
    {
      state: fc.string(),
      entered: time,
      left: time,
      began: time,
      ended: time,
      retries: fc.integer({ min: 1, max: 30 }),
      error: fc.record({ error: fc.string(), cause: fc.string() }),
    },
    { requiredKeys: ['state', 'entered'] },
  )
  .map((fields) => TraceEntry.parse(fields));

it('a trace in columns comes back as it was, also where the clocks of the machines differ', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
      expect(fromRows(JSON.parse(JSON.stringify(toRows(entries))))).toStrictEqual(entries);
    }),
  );
});

it('takes less than 40 bytes for a stay of a few milliseconds', () => {
  const at = (ms: number) => new Date(1_780_000_000_000 + ms).toISOString();
  const rows = toRows([
    { state: 'LoadContext', entered: at(0), began: at(3), ended: at(9), left: at(11) },
    { state: 'ApplyGuardrails', entered: at(11), began: at(12), ended: at(14), left: at(15) },
  ]);
  expect(JSON.stringify(rows[1]).length).toBeLessThan(40);
});

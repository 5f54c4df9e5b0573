import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExecutionLogRecord,
  readTraces,
  type Trace,
  type TraceState,
  UNKNOWN_STATE,
} from '../../../adapters/execution-trace.ts';

/** The log of one execution, a line a record: three of its calls had to be made twice. */
const LINES = readFileSync(new URL('./fixtures/express-log.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const RECORDS: ExecutionLogRecord[] = LINES.map((line) => JSON.parse(line));

const read = (records: unknown[]): Trace => {
  const [trace, ...others] = readTraces(records);
  if (trace === undefined || others.length > 0) throw new Error('there is not one trace');
  return trace;
};
const whole = read(RECORDS);
const attemptsOf = ({ states }: Trace) => states.flatMap(({ attempts }) => attempts);
const only = (...ids: number[]) => RECORDS.filter(({ id }) => ids.includes(Number(id)));
const without = (...ids: number[]) => RECORDS.filter(({ id }) => !ids.includes(Number(id)));
const idOf = (type: string, name: string): number =>
  Number(RECORDS.find(({ type: each, details }) => each === type && details['name'] === name)?.id);

/** A line as JSON, or as it stands where it was cut. */
const parsedOr = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
};

/** Most records, in any order. */
const kept = fc.shuffledSubarray(RECORDS, { minLength: 1 });
/** About so many in a hundred are left out. */
const dropped = (percent: number) =>
  fc
    .array(fc.integer({ min: 1, max: 100 }), { minLength: RECORDS.length, maxLength: RECORDS.length })
    .map((draws) => RECORDS.filter((_, at) => (draws[at] ?? 0) > percent))
    .filter((records) => records.length > 0);

describe('the trace of a whole log', () => {
  it('has no gap, and every attempt', () => {
    expect(whole).toMatchObject({ status: 'succeeded' });
    expect(whole.states).toHaveLength(16);
    expect(attemptsOf(whole).filter(({ status }) => status !== 'succeeded')).toHaveLength(3);
    expect(JSON.stringify(whole)).not.toContain('"missing');
  });
});

describe('the trace of a damaged log', () => {
  it('is the same, shuffled and doubled', () => {
    const doubled = fc.shuffledSubarray([...RECORDS, ...RECORDS], { minLength: 2 * RECORDS.length });
    fc.assert(
      fc.property(doubled, (records) => {
        expect(read(records)).toEqual(whole);
      }),
    );
  });

  it('tells how many records are missing up to the last one, wherever they are', () => {
    fc.assert(
      fc.property(fc.oneof(kept, dropped(5)), (records) => {
        const trace = read(records);
        const last = Math.max(...records.map(({ id }) => Number(id)));
        expect(trace.missing ?? 0).toBe(last - records.length);
        const inPlaces = trace.states.map(({ missing = 0, missingBefore = 0 }) => missing + missingBefore);
        expect(inPlaces.reduce((a, b) => a + b, trace.missingAtEnd ?? 0)).toBe(trace.missing ?? 0);
      }),
      { numRuns: 500 },
    );
  });

  it('never tells a success that no record shows', () => {
    fc.assert(
      fc.property(fc.oneof(kept, dropped(5)), (records) => {
        const ended = records.some(({ type }) => type === 'ExecutionSucceeded');
        expect(read(records).status).toBe(ended ? 'succeeded' : 'unfinished');
      }),
      { numRuns: 500 },
    );
  });

  it('never tells a success of an execution that failed, though one that succeeded is in the same log', () => {
    const failed = RECORDS.map((record) => ({
      ...record,
      execution_arn: `${record.execution_arn}-failed`,
      ...(record.type === 'ExecutionSucceeded'
        ? { type: 'ExecutionFailed', details: { error: 'Left' } }
        : {}),
    }));
    fc.assert(
      fc.property(fc.shuffledSubarray([...failed, ...RECORDS], { minLength: 1 }), (records) => {
        for (const { executionArn, status } of readTraces(records))
          if (executionArn.endsWith('-failed')) expect(['failed', 'unfinished']).toContain(status);
      }),
      { numRuns: 500 },
    );
  });

  it('never tells a success of a log that breaks off, wherever it does', () => {
    const log = LINES.join('\n');
    // What is shorter than this has not a whole record.
    const first = LINES[0]?.length ?? 0;
    fc.assert(
      fc.property(fc.integer({ min: first, max: log.length - 1 }), (length) => {
        const { status } = read(log.slice(0, length).split('\n').map(parsedOr));
        expect(status).toBe('unfinished');
      }),
      { numRuns: 500 },
    );
  });

  it('never tells an attempt that was not made, nor one of another state', () => {
    const made = (state: TraceState) => state.attempts.length;
    const limits = Object.fromEntries(whole.states.map((state) => [state.name, made(state)]));
    fc.assert(
      fc.property(fc.oneof(kept, dropped(5)), (records) => {
        const trace = read(records);
        expect(attemptsOf(trace).length).toBeLessThanOrEqual(attemptsOf(whole).length);
        for (const state of trace.states)
          if (state.name !== UNKNOWN_STATE) expect(made(state)).toBeLessThanOrEqual(limits[state.name] ?? 0);
        for (const attempt of attemptsOf(trace))
          if (attempt.status !== 'unfinished')
            expect(attemptsOf(whole)).toContainEqual(
              expect.objectContaining({ status: attempt.status, endedAt: attempt.endedAt }),
            );
      }),
      { numRuns: 1000 },
    );
  });

  it('passes over a line that was cut, and shows its gap', () => {
    const at = idOf('TaskStateEntered', 'Commit');
    const trace = read(LINES.map((line, index) => parsedOr(index === at - 1 ? line.slice(0, 90) : line)));
    expect(trace.missing).toBe(1);
    expect(trace.states.find(({ name }) => name === 'Commit')).toMatchObject({ missingBefore: 1 });
  });

  it('says where a payload was cut', () => {
    const records = RECORDS.map((record) =>
      record.type === 'TaskStateExited' && record.details['name'] === 'LoadContext'
        ? { ...record, details: { ...record.details, assignedVariablesDetails: { truncated: true } } }
        : record,
    );
    expect(
      read(records)
        .states.filter(({ truncated }) => truncated)
        .map(({ name }) => name),
    ).toEqual(['LoadContext']);
  });
});

describe('a gap', () => {
  it('at the beginning stands before the first state', () => {
    expect(read(without(1, 2)).states[0]).toMatchObject({ missingBefore: 2 });
  });

  it('within a state belongs to it', () => {
    const entered = idOf('TaskStateEntered', 'LoadContext');
    const trace = read(without(entered + 2));
    expect(trace.states.find(({ name }) => name === 'LoadContext')).toMatchObject({ missing: 1 });
    expect(trace.states.filter(({ missingBefore }) => missingBefore !== undefined)).toEqual([]);
  });

  it('of whole states stands before the next one that is shown', () => {
    const [from, to] = [idOf('TaskStateEntered', 'Commit'), idOf('ChoiceStateEntered', 'CheckCommitted')];
    const gap = Array.from({ length: to - from }, (_, at) => from + at);
    const trace = read(without(...gap));
    expect(trace.states.find(({ name }) => name === 'CheckCommitted')).toMatchObject({
      missingBefore: gap.length,
    });
    expect(trace.states.map(({ name }) => name)).not.toContain('Commit');
  });

  it('before the end stands behind the last state', () => {
    const trace = read(without(RECORDS.length - 1, RECORDS.length - 2));
    expect(trace).toMatchObject({ status: 'succeeded', missing: 2, missingAtEnd: 2 });
  });

  it('behind the last record can not be told: such an execution is unfinished', () => {
    const trace = read(only(1, 2, 3, 4));
    expect(trace.status).toBe('unfinished');
    expect(trace.missing).toBeUndefined();
  });
});

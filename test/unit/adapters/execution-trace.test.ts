import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTraces, type Trace, UNKNOWN_STATE } from '../../../adapters/execution-trace.ts';
import { packText } from '../../../adapters/packed.ts';
import type { ExpressLogRecord } from '../../../local/engine/index.ts';
import { answers, fault, never, pass, run, START, task } from '../engine/support.ts';

const at = (ms: number) => new Date(START + ms).toISOString();
const retried = { Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 2, MaxAttempts: 2 }] };

const read = (records: unknown[]): Trace => {
  const [trace] = readTraces(records);
  if (trace === undefined) throw new Error('there is no trace');
  return trace;
};

/** A choice, a task that fails once and is retried, another task, and a last state. */
const twoTasks = async () => {
  const next = answers<unknown>(fault('X'), { first: 1 }, { second: 2 });
  const { records } = await run(
    {
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'First' }] },
      First: task({
        ...retried,
        Assign: { got: '{% $states.result.Payload %}' },
        Output: {},
        Next: 'Second',
      }),
      Second: task({ Output: '{% $states.result.Payload %}', Next: 'Last' }),
      Last: pass(),
    },
    { input: { n: 1 }, work: () => next() as never },
  );
  return records;
};

describe('a trace', () => {
  it('tells the states in order, with their times, attempts, payloads and variables', async () => {
    const { states, ...trace } = read(await twoTasks());
    expect(trace).toMatchObject({
      status: 'succeeded',
      startedAt: at(0),
      endedAt: at(2000),
      input: { n: 1 },
      output: { second: 2 },
    });
    expect(states.map(({ name, type, enteredAt, exitedAt }) => [name, type, enteredAt, exitedAt])).toEqual([
      ['Choose', 'Choice', at(0), at(0)],
      ['First', 'Task', at(0), at(2000)],
      ['Second', 'Task', at(2000), at(2000)],
      ['Last', 'Pass', at(2000), at(2000)],
    ]);
    expect(states[1]).toMatchObject({
      input: { n: 1 },
      output: {},
      variables: { got: { first: 1 } },
      error: { error: 'X' },
      attempts: [
        { status: 'failed', error: 'X', startedAt: at(0), endedAt: at(0) },
        {
          status: 'succeeded',
          startedAt: at(2000),
          input: { Payload: { n: 1 } },
          output: { Payload: { first: 1 } },
        },
      ],
    });
  });

  it('tells the error of an execution that failed, and of the state it failed in', async () => {
    const { records } = await run({ Stop: { Type: 'Fail', Error: 'Broken', Cause: 'by hand' } });
    expect(read(records)).toMatchObject({
      status: 'failed',
      error: 'Broken',
      cause: 'by hand',
      states: [{ name: 'Stop', error: { error: 'Broken' } }],
    });
  });

  it('tells a task that timed out from one that failed', async () => {
    const { records } = await run({ Slow: task({ TimeoutSeconds: 2 }) }, { work: never });
    expect(read(records)).toMatchObject({
      status: 'failed',
      states: [{ attempts: [{ status: 'timed-out', error: 'States.Timeout', endedAt: at(2000) }] }],
    });
  });

  it('tells an execution whose time ran out', async () => {
    const { records } = await run({ Slow: task() }, { work: never, top: { TimeoutSeconds: 3 } });
    const trace = read(records);
    expect(trace).toMatchObject({ status: 'timed-out', endedAt: at(3000) });
    expect(trace.states[0]?.attempts[0]?.status).toBe('unfinished');
  });

  it('tells an evaluation that failed as the error of its state', async () => {
    const { records } = await run({ Look: pass({ Output: '{% $states.input.missing %}' }) });
    expect(read(records).states[0]?.error).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('keeps a payload that the log has cut as text, and says that it was cut', () => {
    const trace = read([
      record(1, 'ExecutionStarted', { input: '{"long":"xx', inputDetails: { truncated: true } }),
      record(2, 'PassStateEntered', { name: 'A', input: '{"long":"xx', inputDetails: { truncated: true } }),
    ]);
    expect(trace).toMatchObject({ input: '{"long":"xx', truncated: true, states: [{ truncated: true }] });
  });

  it('keeps the executions apart, oldest first', async () => {
    const [one, two] = [await twoTasks(), await twoTasks()];
    const later = two.map((each) => ({
      ...each,
      execution_arn: 'arn:later',
      event_timestamp: String(Number(each.event_timestamp) + 1),
    }));
    const mixed = later.flatMap((each, index) => [each, ...one.slice(index, index + 1)]);
    expect(readTraces(mixed).map(({ executionArn, states }) => [executionArn, states.length])).toEqual([
      [one[0]?.execution_arn, 4],
      ['arn:later', 4],
    ]);
  });

  it('tells both runs of an execution that Express restarted from the beginning', async () => {
    const records = await twoTasks();
    const again = records.map((each) => ({
      ...each,
      event_timestamp: String(Number(each.event_timestamp) + 5000),
    }));
    const trace = read([...records.slice(0, 7), ...again]);
    expect(trace.status).toBe('succeeded');
    expect(trace.states.map(({ name }) => name)).toEqual([
      'Choose',
      'First',
      'Choose',
      'First',
      'Second',
      'Last',
    ]);
  });

  it('passes over lines that are no records', async () => {
    const records = await twoTasks();
    expect(readTraces(['half a li', null, { id: 3 }, ...records])).toEqual(readTraces(records));
  });

  it('has nothing to tell without records', () => {
    expect(readTraces([])).toEqual([]);
  });
});

describe('a trace of damaged records', () => {
  it('does not depend on their order, nor on how often each is there', async () => {
    const records = await twoTasks();
    const whole = readTraces(records);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 }),
        (damaged) => {
          expect(readTraces(damaged)).toEqual(whole);
        },
      ),
    );
  });

  it('never tells a success, a state or an attempt that the records do not show', async () => {
    const records = await twoTasks();
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 1 }), (kept) => {
        const trace = read(kept);
        const types = kept.map(({ type }) => type);
        expect(trace.status).toBe(types.includes('ExecutionSucceeded') ? 'succeeded' : 'unfinished');
        const attempts = trace.states.flatMap((state) => state.attempts);
        const count = (status: string) => attempts.filter((each) => each.status === status).length;
        expect(count('succeeded')).toBe(types.filter((type) => type === 'TaskSucceeded').length);
        expect(count('failed')).toBe(types.filter((type) => type === 'TaskFailed').length);
        expect(trace.states.filter(({ exitedAt }) => exitedAt !== undefined)).toHaveLength(
          types.filter((type) => type.endsWith('Exited')).length,
        );
        const shown = kept.map(({ details }) => details['name']);
        for (const { name } of trace.states) expect([...shown, UNKNOWN_STATE]).toContain(name);
      }),
      { numRuns: 500 },
    );
  });

  it('gives every attempt to the state it was made in, or to an unknown one', async () => {
    const records = await twoTasks();
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 1 }), (kept) => {
        for (const { name, attempts } of read(kept).states) {
          const answered = attempts.flatMap(({ output }) => Object.keys(payloadOf(output)));
          if (name === 'First') expect(answered).not.toContain('second');
          if (name === 'Second') expect(answered).not.toContain('first');
          if (name === 'Choose' || name === 'Last') expect(attempts).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does not end an open attempt with the success of a later one', async () => {
    const records = await twoTasks();
    const failed = records.findIndex(({ type }) => type === 'TaskFailed');
    const succeeded = records.findIndex(({ type }) => type === 'TaskSucceeded');
    const kept = [...records.slice(0, failed), ...records.slice(succeeded)];
    expect(read(kept).states[1]?.attempts.map(({ status }) => status)).toEqual(['unfinished', 'succeeded']);
  });

  it('names a state by its way out when its way in is missing', async () => {
    const records = await twoTasks();
    const kept = records.filter(
      ({ type, details }) => !(type === 'TaskStateEntered' && details['name'] === 'Second'),
    );
    expect(read(kept).states.map(({ name }) => name)).toEqual(['Choose', 'First', 'Second', 'Last']);
  });

  it('calls a state unknown when neither its way in nor its way out is there', async () => {
    const records = await twoTasks();
    const kept = records.filter(({ details }) => details['name'] !== 'Second');
    expect(read(kept).states.map(({ name }) => name)).toEqual(['Choose', 'First', UNKNOWN_STATE, 'Last']);
  });
});

const payloadOf = (output: unknown): object => (output as { Payload?: object } | undefined)?.Payload ?? {};

const record = (id: number, type: string, details: Record<string, unknown>): ExpressLogRecord => ({
  id: String(id),
  type,
  details,
  previous_event_id: String(id === 2 ? 0 : id - 1),
  event_timestamp: String(START),
  execution_arn: 'arn:one',
});

describe('what a payload holds packed', () => {
  it('is told as it was before, wherever it stands', async () => {
    const value = { price: 1_090, trail: [{ guardrail: 'map' }] };
    const { records } = await run(
      {
        Work: task({
          Assign: { got: '{% $states.result.Payload %}' },
          Output: '{% $states.result.Payload.inner %}',
        }),
      },
      { input: packText(value), work: () => ({ inner: packText(value) }) as never },
    );
    const { input, output, states } = read(records);
    expect([input, output]).toEqual([value, value]);
    expect(states[0]?.variables).toEqual({ got: { inner: value } });
    expect(states[0]?.attempts[0]?.output).toMatchObject({ Payload: { inner: value } });
  });
});

import { describe, expect, it } from 'vitest';
import { fault, output, pass, run, task } from './support.ts';

/** Runs a task whose attempts report these errors in turn and then succeed. Returns the start of each attempt, in s. */
async function attempts(Retry: object[], errors: string[], random?: () => number) {
  const starts: number[] = [];
  const { result, records, took } = await run(
    { A: task({ Retry }) },
    {
      ...(random && { random }),
      work: () => {
        const error = errors[starts.length];
        starts.push(starts.length);
        return error === undefined ? 'done' : (fault(error) as never);
      },
    },
  );
  const began = records.filter(({ type }) => type === 'TaskScheduled').map((r) => Number(r.event_timestamp));
  return { result, took, seconds: began.map((at) => (at - (began[0] ?? 0)) / 1000) };
}
const times = (count: number, error: string) => Array.from({ length: count }, () => error);

describe('Retry', () => {
  it('waits 1, 2 and 4 seconds and then gives up, by default', async () => {
    const { result, seconds } = await attempts([{ ErrorEquals: ['X'] }], times(9, 'X'));
    expect(seconds).toEqual([0, 1, 3, 7]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'X' });
  });

  it('ends with the first attempt that succeeds', async () => {
    const { result, seconds } = await attempts([{ ErrorEquals: ['X'] }], ['X']);
    expect(seconds).toEqual([0, 1]);
    expect(result.status).toBe('SUCCEEDED');
  });

  it('grows the interval by the back-off rate', async () => {
    const retry = { ErrorEquals: ['X'], IntervalSeconds: 2, BackoffRate: 1.5, MaxAttempts: 3 };
    expect((await attempts([retry], times(9, 'X'))).seconds).toEqual([0, 2, 5, 9.5]);
  });

  it('keeps the interval at a back-off rate of 1', async () => {
    const retry = { ErrorEquals: ['X'], IntervalSeconds: 3, BackoffRate: 1, MaxAttempts: 3 };
    expect((await attempts([retry], times(9, 'X'))).seconds).toEqual([0, 3, 6, 9]);
  });

  it('never waits longer than MaxDelaySeconds', async () => {
    const retry = { ErrorEquals: ['X'], IntervalSeconds: 2, MaxDelaySeconds: 5, MaxAttempts: 4 };
    expect((await attempts([retry], times(9, 'X'))).seconds).toEqual([0, 2, 6, 11, 16]);
  });

  it('does not try again with MaxAttempts 0', async () => {
    const { seconds } = await attempts(
      [{ ErrorEquals: ['X'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }],
      ['X'],
    );
    expect(seconds).toEqual([0]);
  });

  it('spreads the delay between 0 and its whole with FULL jitter', async () => {
    const retry = { ErrorEquals: ['X'], IntervalSeconds: 4, JitterStrategy: 'FULL', MaxAttempts: 2 };
    expect((await attempts([retry], times(9, 'X'), () => 0.25)).seconds).toEqual([0, 1, 3]);
    expect((await attempts([retry], times(9, 'X'), () => 0)).seconds).toEqual([0, 0, 0]);
  });

  it('spreads the delay after cutting it to MaxDelaySeconds', async () => {
    const retry = {
      ErrorEquals: ['X'],
      IntervalSeconds: 8,
      MaxDelaySeconds: 4,
      JitterStrategy: 'FULL',
      MaxAttempts: 1,
    };
    expect((await attempts([retry], times(9, 'X'), () => 0.5)).seconds).toEqual([0, 2]);
  });

  it('takes no random numbers without jitter', async () => {
    const random = () => {
      throw new Error('not asked for');
    };
    expect((await attempts([{ ErrorEquals: ['X'], JitterStrategy: 'NONE' }], ['X'], random)).seconds).toEqual(
      [0, 1],
    );
  });

  it('counts the attempts of each retrier on its own', async () => {
    const retriers = [
      { ErrorEquals: ['X'], IntervalSeconds: 1, MaxAttempts: 2 },
      { ErrorEquals: ['Y'], IntervalSeconds: 10, MaxAttempts: 1 },
    ];
    const { result, seconds } = await attempts(retriers, ['X', 'Y', 'X', 'X']);
    expect(seconds).toEqual([0, 1, 11, 13]);
    expect(result.error).toBe('X');
  });

  it('takes the first retrier that matches', async () => {
    const retriers = [
      { ErrorEquals: ['X', 'Y'], IntervalSeconds: 5, MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 1 },
    ];
    expect((await attempts(retriers, ['Y'])).seconds).toEqual([0, 5]);
    expect((await attempts(retriers, ['Z'])).seconds).toEqual([0, 1]);
  });

  it.each([
    ['X', 'X', true],
    ['X', 'Y', false],
    ['States.TaskFailed', 'Y', true],
    ['States.ALL', 'Y', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.TaskFailed', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.TaskFailed', 'States.Runtime', false],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.Timeout', 'States.Timeout', true],
  ])('for %s tries again after %s: %s', async (name, error, expected) => {
    const { seconds } = await attempts([{ ErrorEquals: [name] }], [error]);
    expect(seconds.length > 1).toBe(expected);
  });

  it('starts counting anew when the state is entered again', async () => {
    let calls = 0;
    const states = {
      Init: { Type: 'Pass', Assign: { round: 0 }, Next: 'Work' },
      Work: task({
        Retry: [{ ErrorEquals: ['X'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['X'], Next: 'Next', Assign: { round: '{% $round + 1 %}' } }],
      }),
      Next: { Type: 'Choice', Choices: [{ Condition: '{% $round < 3 %}', Next: 'Work' }], Default: 'End' },
      End: pass({ Output: '{% $round %}' }),
    };
    const work = () => {
      calls += 1;
      return fault('X') as never;
    };
    expect(await output(states, { work })).toBe(3);
    expect(calls).toBe(6);
  });
});

import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../local/engine/index.ts';
import { fault, never, pass, run, START, task, types } from './support.ts';

const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
const Caught = pass({ Output: 'caught' });

describe('TimeoutSeconds of a task', () => {
  it.each([
    ['a number', 7],
    ['an expression', '{% $states.input.limit + 2 %}'],
  ])('as %s ends a task that never answers with States.Timeout', async (_, TimeoutSeconds) => {
    const { result, took } = await run({ A: task({ TimeoutSeconds }) }, { input: { limit: 5 }, work: never });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(took).toBe(7000);
  });

  it('can be caught', async () => {
    const { result } = await run({ A: task({ TimeoutSeconds: 1, ...caught }), Caught }, { work: never });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: 'caught' });
  });

  it('counts for each attempt', async () => {
    const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 2 }];
    const { took } = await run({ A: task({ TimeoutSeconds: 10, Retry }) }, { work: never });
    expect(took).toBe(32_000);
  });

  it('does not touch a task that answers in time', async () => {
    const clock = virtualClock(START);
    const work = async () => {
      await clock.sleep(999);
      return 'in time';
    };
    const { result } = await run({ A: task({ TimeoutSeconds: 1 }) }, { clock, work });
    expect(result.output).toMatchObject({ Payload: 'in time' });
  });

  it.each(['answer', 'error'])('ignores a late %s', async (kind) => {
    const clock = virtualClock(START);
    const work = async () => {
      await clock.sleep(5000);
      if (kind === 'error') throw new Error('late');
      return 'late';
    };
    const states = {
      A: task({ TimeoutSeconds: 1, ...caught }),
      Caught: { Type: 'Wait', Seconds: 60, Output: 'caught', End: true },
    };
    const { result, records } = await run(states, { clock, work });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: 'caught' });
    expect(types(records)).not.toContain('TaskSucceeded');
    expect(types(records)).not.toContain('TaskFailed');
  });
});

describe('the time of an execution', () => {
  it.each([
    ['is five minutes', {}, 300],
    ['can be less', { TimeoutSeconds: 20 }, 20],
    ['cannot be more', { TimeoutSeconds: 3600 }, 300],
  ])('%s', async (_, top, seconds) => {
    const { result, took, clock } = await run({ A: task({ ...caught }), Caught }, { top, work: never });
    expect(result).toEqual({
      status: 'TIMED_OUT',
      error: 'States.Timeout',
      startedAt: START,
      stoppedAt: START + seconds * 1000,
    });
    expect(took).toBe(seconds * 1000);
    expect(clock.sleeping()).toBe(0);
  });

  const failing = () => fault('X') as never;
  it.each<[string, Record<string, unknown>, () => never | Promise<never>]>([
    ['while it waits', { A: { Type: 'Wait', Seconds: 301, End: true } }, never],
    ['while it waits exactly as long', { A: { Type: 'Wait', Seconds: 300, End: true } }, never],
    ['while it backs off', { A: task({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 400 }] }) }, failing],
    ['in a task with a longer time-out', { A: task({ TimeoutSeconds: 301, ...caught }), Caught }, never],
    ['in a task with the same time-out', { A: task({ TimeoutSeconds: 300, ...caught }), Caught }, never],
  ])('ends it %s', async (_, states, work) => {
    const { result, took, records } = await run(states, { work });
    expect(result.status).toBe('TIMED_OUT');
    expect(took).toBe(300_000);
    expect(records.at(-1)).toMatchObject({ type: 'ExecutionTimedOut', details: { error: 'States.Timeout' } });
  });

  it('ends it between two states, in a loop that does not wait', async () => {
    const clock = virtualClock(START);
    let passed = 0;
    // Every read of the clock takes half a second, as on a very slow machine.
    const now = () => {
      if (passed > 5000) throw new Error('The loop never ended');
      return START + 500 * passed++;
    };
    const states = {
      Again: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }], Default: 'Again' },
      End: pass(),
    };
    const { result } = await run(states, { clock: { ...clock, now } });
    expect(result.status).toBe('TIMED_OUT');
  });
});

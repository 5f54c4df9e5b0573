import { describe, expect, it, vi } from 'vitest';
import {
  type ExecutionServices,
  type ExpressLogRecord,
  InvalidExecutionInput,
  startExecution,
  systemClock,
  virtualClock,
} from '../../../local/engine/index.ts';
import { machine, never, pass, START, task } from './support.ts';

const services = (changes: Partial<ExecutionServices> = {}): ExecutionServices => ({
  integrations: { invokeFunction: never, sendMessage: never, putEvents: never, updateItem: never },
  clock: virtualClock(START),
  random: () => 0,
  newId: () => 'new-id',
  ...changes,
});

describe('startExecution', () => {
  it('returns the started execution at once', () => {
    const { execution } = startExecution(
      machine({ A: task() }),
      { name: 'mine', input: '{"a":1}' },
      services(),
    );
    expect(execution).toEqual({
      arn: 'arn:aws:states:us-east-1:000000000000:express:Sample:mine:new-id',
      name: 'mine',
      startedAt: START,
      input: { a: 1 },
    });
  });

  it('names an execution with a new id', () => {
    expect(startExecution(machine({ A: pass() }), { input: '{}' }, services()).execution.name).toBe('new-id');
  });

  it('refuses an input that is not JSON, before anything is logged', () => {
    const records: ExpressLogRecord[] = [];
    const start = () =>
      startExecution(machine({ A: pass() }), { input: '{' }, services({ log: (r) => records.push(r) }));
    expect(start).toThrow(InvalidExecutionInput);
    expect(records).toEqual([]);
  });

  it('runs many executions of one machine concurrently, each with its own variables', async () => {
    const shared = services();
    const states = machine({
      A: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: '{% 100 - $n %}', Next: 'B' },
      B: pass({ Output: '{% $n %}' }),
    });
    const all = Array.from(
      { length: 50 },
      (_, n) => startExecution(states, { input: `{"n":${n}}` }, shared).done,
    );
    const results = await Promise.all(all);
    expect(results.map(({ output }) => output)).toEqual(all.map((_, n) => n));
    expect(results.map(({ stoppedAt }) => (stoppedAt - START) / 1000)).toEqual(all.map((_, n) => 100 - n));
  });

  it('schedules nothing for an execution that does not wait', async () => {
    let sleeps = 0;
    const clock = {
      now: () => START,
      sleep: async () => {
        sleeps += 1;
      },
    };
    const states = machine({
      A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'B' }] },
      B: pass(),
    });
    await startExecution(states, { input: '{}' }, services({ clock })).done;
    expect(sleeps).toBe(0);
  });

  it('leaves no timer behind when a task has answered', async () => {
    vi.useFakeTimers();
    const integrations = {
      ...services().integrations,
      invokeFunction: async () => {
        expect(vi.getTimerCount()).toBe(1);
        return { payload: '1' };
      },
    };
    const on = services({ clock: systemClock, integrations });
    await startExecution(machine({ A: task({ TimeoutSeconds: 60 }) }), { input: '{}' }, on).done;
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('leaves no timer behind when an execution with a task that never answers has ended', async () => {
    vi.useFakeTimers();
    const { done } = startExecution(
      machine({ A: task() }),
      { input: '{}' },
      services({ clock: systemClock }),
    );
    await vi.advanceTimersByTimeAsync(300_000);
    expect(await done).toMatchObject({ status: 'TIMED_OUT' });
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('rejects when the log throws, which is not an error of the workflow', async () => {
    const log = () => {
      throw new Error('disk full');
    };
    await expect(
      startExecution(machine({ A: pass() }), { input: '{}' }, services({ log })).done,
    ).rejects.toThrow('disk full');
  });
});

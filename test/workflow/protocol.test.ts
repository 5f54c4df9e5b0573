import { describe, expect, it } from 'vitest';
import { busy, reader, walk } from './protocol/runs.ts';

// Every interleaving of the real workflow and tasks, over stores that hold plain data.
describe('the write protocol', () => {
  it.each([
    ['two events, one execution killed', { executions: ['raise', 'lower'], crashes: 1 }],
    ['two events, one step fails before or after its effect', { executions: ['raise', 'lower'], errors: 1 }],
    ['two events, Redis loses its data once', { executions: ['raise', 'lower'], flushes: 1 }],
    ['an event delivered twice, one execution killed', { executions: ['raise', 'raise'], crashes: 1 }],
    ['an event delivered twice, one step fails', { executions: ['raise', 'raise'], errors: 1 }],
    ['a price and a hold, one execution killed', { executions: ['raise', 'hold'], crashes: 1 }],
    [
      'an event, restarted by the sweeper while it is alive',
      { executions: ['raise', 'raise'], liveSweeps: 1 },
    ],
    [
      'an operator event delivered twice, one execution killed',
      { executions: ['reprice', 'reprice'], crashes: 1 },
    ],
    [
      'two readers beside an event, Redis loses its data once',
      { executions: ['raise'], readers: [reader, reader], flushes: 1 },
    ],
    [
      'two events of a busy product, one execution killed',
      { executions: ['raise', 'lower'], crashes: 1, world: busy() },
    ],
    [
      'two events of a busy product, one step fails',
      { executions: ['raise', 'lower'], errors: 1, world: busy() },
    ],
    [
      'an event of a busy product delivered twice, and restarted while it is alive',
      { executions: ['raise', 'raise'], liveSweeps: 1, world: busy() },
    ],
    ['two readers beside two events', { executions: ['raise', 'lower'], readers: [reader, reader] }],
  ])('keeps every promise: %s', async (_name, run) => {
    const { violations } = await walk(run);
    expect(Object.fromEntries(violations)).toEqual({});
  });

  it.each([
    [
      'epoch',
      { executions: ['raise', 'lower'], flushes: 1 },
      'Redis shows another price than the one in force',
    ],
    [
      'marks',
      { executions: ['raise', 'hold'], crashes: 1 },
      'an event that was committed as priced ended as superseded',
    ],
    [
      'condition on the decision',
      { executions: ['raise', 'raise'], errors: 1 },
      'an event that was committed as priced ended as dead-lettered',
    ],
    [
      'fence',
      { executions: ['raise', 'raise'], errors: 1 },
      'an event that was committed as priced ended as dead-lettered',
    ],
    [
      'condition on the price state',
      { executions: ['raise', 'lower'] },
      'Redis shows another price than the one in force',
    ],
    [
      'revision compare in the cache',
      { executions: ['raise', 'lower'] },
      'Redis shows another price than the one in force',
    ],
  ] as const)('is broken without its %s', async (without, run, violation) => {
    const { violations } = await walk({ ...run, executions: [...run.executions], without });
    expect([...violations.keys()]).toContain(violation);
  });
});

import { describe, expect, it } from 'vitest';
import { busy, reader, readerTwice, unlisted, walk } from './protocol/runs.ts';

const MINUTES = 30 * 60_000;
const late = () => ({ isListedLate: true, world: unlisted() });

// Explores every interleaving of the real workflow and tasks, over stores of plain data.
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
    ['an event, and any store away for as long as it likes', { executions: ['raise'], outages: 1 }],
    ['an event that is held, and two outages', { executions: ['hold'], outages: 2 }],
    ['a reader beside two events', { executions: ['raise', 'lower'], readers: [reader] }],
    [
      'an event of a product that is listed late, delivered twice',
      { executions: ['raise', 'raise'], ...late() },
    ],
    [
      'an event of a product that is listed late, delivered twice, one execution killed',
      { executions: ['raise', 'raise'], crashes: 1, ...late() },
    ],
    ['an event and a seed of a product that is listed late', { executions: ['raise', 'seed'], ...late() }],
    [
      'somebody writes to Redis beside an event and a reader',
      { executions: ['raise'], readers: [readerTwice], forgeries: 1 },
    ],
    ['somebody writes to Redis beside two events', { executions: ['raise', 'lower'], forgeries: 1 }],
    [
      'somebody writes to Redis, which loses its data, beside an event and a reader',
      { executions: ['raise'], readers: [reader], forgeries: 1, flushes: 1 },
    ],
    ['a rollback beside an event, one execution killed', { executions: ['raise', 'rollback'], crashes: 1 }],
    ['a rollback beside an event, one step fails', { executions: ['raise', 'rollback'], errors: 1 }],
    [
      'a rollback delivered twice, one execution killed',
      { executions: ['rollback', 'rollback'], crashes: 1 },
    ],
    ['two events by one order, one execution killed', { executions: ['rollback', 'again'], crashes: 1 }],
    ['two events by one order, one step fails', { executions: ['rollback', 'again'], errors: 1 }],
    [
      'a rollback, restarted by the sweeper while it is alive',
      { executions: ['rollback', 'rollback'], liveSweeps: 1 },
    ],
    ['a forged event beside a rollback, one step fails', { executions: ['forged', 'rollback'], errors: 1 }],
    ['a forged event, one execution killed', { executions: ['forged', 'forged'], crashes: 1 }],
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
    ['look at the own row', { executions: ['reprice', 'reprice'] }, 'an event was decided twice'],
    [
      'note of the first decision',
      { executions: ['raise', 'raise'], ...late() },
      'an event that was committed as priced ended as dead-lettered',
    ],
    [
      'fence',
      { executions: ['raise', 'raise'], errors: 1 },
      'an event that was committed as priced ended as dead-lettered',
    ],
    ['waiting queue', { executions: ['raise'], outages: 1 }, 'an accepted event is nowhere'],
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
    [
      'look at the record before Redis is believed to be newer',
      { executions: ['raise'], forgeries: 1 },
      'Redis shows another price than the one in force',
    ],
    [
      'look at the record before a price in Redis is answered',
      { executions: [], readers: [reader], forgeries: 1 },
      'reader 0 failed: Error: a reader got a price that was never in force',
    ],
    ['order', { executions: ['forged'] }, 'a price was set that nobody ordered'],
    [
      'price of the order',
      { executions: ['raise', 'rollback'] },
      'an order replaced another price than the one that it was given on',
    ],
    [
      'one event an order',
      { executions: ['rollback', 'again'] },
      'an order was carried out by an event that does not have it',
    ],
  ] as const)('is broken without its %s', async (without, run, violation) => {
    const { violations } = await walk({ ...run, executions: [...run.executions], without });
    expect([...violations.keys()]).toContain(violation);
  });
});

// Takes minutes.
it.runIf(process.env['PRICEWIRE_FAULTS'] === 'all')(
  'the write protocol keeps every promise: two readers beside two events',
  async () => {
    const { violations } = await walk({ executions: ['raise', 'lower'], readers: [reader, reader] });
    expect(Object.fromEntries(violations)).toEqual({});
  },
  MINUTES,
);

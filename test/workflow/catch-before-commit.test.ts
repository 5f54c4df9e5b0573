import { describe, expect, it } from 'vitest';
import { OUTAGES, UNCLEAR } from '../../workflows/passing-errors.ts';
import { EMPTY } from '../empty.ts';
import { NOW, state } from '../unit/domain/make.ts';
import { stageOf, targetOf, tasks } from './support/definition.ts';
import { inventory } from './support/envelopes.ts';
import { failing, failingAfter, hanging } from './support/faults.ts';
import type { Options } from './support/pipeline.ts';
import { byModel, openRow, play, SCENARIOS } from './support/scenarios.ts';
import { rowOf, shown, stateOf } from './support/world.ts';

const leadingTo = (next: string) =>
  tasks.filter(([, { Catch = [] }]) => Catch.some(({ Next }) => Next === next));

const faultAt = ([name, task]: (typeof tasks)[number], fault = failing('TypeError')): Options['faults'] => ({
  [targetOf(name, task)]: fault,
});

it('covers every state that a Catch leads to', () => {
  const places = ['CheckFailure', 'FallbackPrice', 'CheckPassing', 'LeaveForSweeper', 'Done'].flatMap(
    (next) => leadingTo(next),
  );
  expect(places.map(([name]) => name).sort()).toEqual(tasks.map(([name]) => name).sort());
});

// ReceiveEvent opens the row that the others find, so it has tests of its own.
const beforeCommit = tasks.filter(([name, task]) => stageOf(task) && name !== 'ReceiveEvent');

describe.each(beforeCommit)('a fault in %s, before the commit', (name, task) => {
  const failed = (error: string) => play({ options: { faults: faultAt([name, task], failing(error)) } });

  it('dead-letters a lasting fault, with stage and error in message and row', async () => {
    const { world, ran } = await failed('TypeError');
    const said = { stage: name, reason: 'TypeError: injected' };
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', closedAt: NOW, ...said });
    expect(world.deadLetters).toMatchObject([{ eventId: 'event-2', error: 'TypeError', ...said }]);
    expect(ran).toMatchObject({ status: 'FAILED', error: 'DeadLettered', cause: said.reason });
  });

  it.each([...OUTAGES])(
    'dead-letters no event for %s, however often, and prices it afterwards',
    async (error) => {
      const { world, ran, faults, restartWaiting } = await failed(error);
      for (let again = 0; again < 40; again += 1) await restartWaiting();
      expect(ran).toMatchObject({ status: 'FAILED', error: 'Waiting' });
      expect(rowOf(world, 'event-2')).toMatchObject({ sweeps: 0 });
      expect(rowOf(world, 'event-2').outcome).toBeUndefined();
      expect(world.deadLetters).toEqual([]);
      faults.plan({});
      await restartWaiting();
      expect(rowOf(world, 'event-2').outcome).toBe('priced');
    },
  );

  it.each([...UNCLEAR])(
    'dead-letters an event that ends in %s thirty-one times, and not before',
    async (error) => {
      const { world, restartWaiting } = await failed(error);
      for (let again = 0; again < 29; again += 1) await restartWaiting();
      expect(rowOf(world, 'event-2').outcome).toBeUndefined();
      await restartWaiting();
      expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', stage: name });
      expect(world.deadLetters).toHaveLength(1);
      expect(world.waiting).toEqual([]);
    },
  );

  it('raises only the revision of the state, and leaves no mark', async () => {
    const { world } = await failed('TypeError');
    expect(stateOf(world)).toEqual({ ...state(), revision: 2 });
  });

  it('publishes and announces nothing', async () => {
    const { world } = await failed('TypeError');
    expect(shown(world)).toBe(1_000);
    expect(world.bus).toEqual([]);
  });

  it('names a time-out, which has no message', async () => {
    const { world } = await play({
      options: { faults: faultAt([name, task], hanging) },
      envelope: { ...inventory(), waiting: { failures: 30, outage: false } },
    });
    expect(rowOf(world, 'event-2')).toMatchObject({
      stage: name,
      reason: expect.stringMatching('^States.Timeout:'),
    });
    expect(world.deadLetters).toMatchObject([{ error: 'States.Timeout' }]);
  });
});

describe('a fault in ReceiveEvent', () => {
  it.each([...OUTAGES, ...UNCLEAR, 'TypeError', 'AccessDeniedException'])(
    'keeps the event waiting for as long as its row cannot be opened, for %s',
    async (error) => {
      const { world, ran, faults, restartWaiting } = await play({
        options: { faults: { ReceiveEvent: failing(error), 'ledger.read': failing(error) } },
      });
      for (let again = 0; again < 40; again += 1) await restartWaiting();
      expect(ran).toMatchObject({ status: 'FAILED', error: 'Waiting' });
      expect(world.ledger.rows).toEqual({});
      expect(stateOf(world)).toEqual(state());
      expect(world.deadLetters).toEqual([]);
      faults.plan({});
      // Too many unclear failures would dead-letter the event, but without a row they are not counted.
      await restartWaiting();
      expect(rowOf(world, 'event-2').outcome).toBe('priced');
      expect(world.waiting).toEqual([]);
    },
  );

  it('is the cause that an event without a row waits for', async () => {
    const { world, ran } = await play({ options: { faults: { ReceiveEvent: failing('TypeError') } } });
    expect(ran).toMatchObject({ error: 'Waiting', cause: expect.stringMatching('^TypeError: .*injected') });
    expect(world.waiting).toHaveLength(1);
  });

  it('dead-letters the event if its row was opened, and leaves no mark', async () => {
    const { world, ran } = await play({ options: { faults: { ReceiveEvent: failingAfter('TypeError') } } });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', stage: 'ReceiveEvent' });
    expect(world.deadLetters).toHaveLength(1);
    expect(stateOf(world)).toEqual({ ...state(), revision: 2 });
    expect(ran.error).toBe('DeadLettered');
  });

  it('does not prevent an older event from ending as superseded', async () => {
    const { world, ran } = await play({
      envelope: inventory({ sequence: 1 }),
      options: { faults: { ReceiveEvent: failingAfter('TypeError') } },
    });
    expect(ran.output).toEqual({ eventId: 'event-2', outcome: 'superseded' });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'superseded' });
    expect(world.deadLetters).toEqual([]);
  });

  it('does not prevent a decided event from ending in its outcome', async () => {
    const { world, faults, sweep } = await play({
      ...SCENARIOS['an event that was priced before a crash'],
      arrange: (line) => {
        openRow(line);
        line.faults.plan({ ReceiveEvent: failingAfter('TypeError') });
      },
    });
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2').outcome).toBe('priced');
    expect(world.deadLetters).toEqual([]);
  });
});

describe('a fault in Commit that came after its effect', () => {
  it.each(['TypeError', 'StoreUnavailable'])('is never dead-lettered: %s', async (error) => {
    const { world, sweep, restartWaiting, faults } = await play({
      options: { faults: { Commit: failingAfter(error) } },
    });
    expect(world.deadLetters).toEqual([]);
    faults.plan({});
    await restartWaiting();
    await sweep();
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'priced' });
    expect(world.deadLetters).toEqual([]);
  });

  it('ends in the committed outcome when a retry finds it', async () => {
    const { world, ran } = await play({
      options: { faults: { Commit: [failingAfter('StoreUnavailable')] } },
    });
    expect(ran.status).toBe('SUCCEEDED');
    expect(stateOf(world)).toMatchObject({ revision: 2, price: { amount: 1_500 }, unsettled: EMPTY });
    expect(world.bus).toHaveLength(1);
  });
});

describe('a fault in PredictPrice', () => {
  it('ends in a price, not in a dead letter', async () => {
    const { world } = await play({ options: { ...byModel, faults: { PredictPrice: failing('TypeError') } } });
    expect(rowOf(world, 'event-2').outcome).toBe('priced');
    expect(world.deadLetters).toEqual([]);
  });
});

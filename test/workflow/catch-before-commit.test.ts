import { describe, expect, it } from 'vitest';
import { NOW, state } from '../unit/domain/make.ts';
import { targetOf, tasks } from './support/definition.ts';
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

it('knows every place that a Catch leads to', () => {
  const places = ['DeadLetter', 'FallbackPrice', 'LeaveForSweeper', 'Done'].flatMap((next) =>
    leadingTo(next),
  );
  expect(places.map(([name]) => name).sort()).toEqual(tasks.map(([name]) => name).sort());
});

// ReceiveEvent opens the row that the others find; it has its own tests below.
const beforeCommit = leadingTo('DeadLetter').filter(([name]) => name !== 'ReceiveEvent');

describe.each(beforeCommit)('a fault in %s, before the commit', (name, task) => {
  const failed = (error: string) => play({ options: { faults: faultAt([name, task], failing(error)) } });

  it.each(['TypeError', 'StoreUnavailable'])(
    'dead-letters %s, its stage and error in message and row',
    async (error) => {
      const { world, ran } = await failed(error);
      const said = { stage: name, reason: `${error}: injected` };
      expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', closedAt: NOW, ...said });
      expect(world.deadLetters).toMatchObject([{ eventId: 'event-2', error, ...said }]);
      expect(ran).toMatchObject({ status: 'FAILED', error: 'DeadLettered', cause: said.reason });
    },
  );

  it('raises the revision of the state alone, and leaves no mark', async () => {
    const { world } = await failed('TypeError');
    expect(stateOf(world)).toEqual({ ...state(), revision: 2 });
  });

  it('publishes and announces nothing', async () => {
    const { world } = await failed('TypeError');
    expect(shown(world)).toBe(1_000);
    expect(world.bus).toEqual([]);
  });

  it('names a time-out, which has no message', async () => {
    const { world } = await play({ options: { faults: faultAt([name, task], hanging) } });
    expect(rowOf(world, 'event-2')).toMatchObject({
      stage: name,
      reason: expect.stringMatching('^States.Timeout:'),
    });
    expect(world.deadLetters).toMatchObject([{ error: 'States.Timeout' }]);
  });
});

describe('a fault in ReceiveEvent', () => {
  it('leaves no trace where the row could not be opened', async () => {
    const { world, ran } = await play({
      options: { faults: { 'ledger.open': failing('StoreUnavailable') } },
    });
    expect(ran).toMatchObject({ status: 'FAILED', error: 'LeftForSweeper' });
    expect(ran.cause).toMatch(/^Unfenced: /);
    expect(world.ledger.rows).toEqual({});
    expect(stateOf(world)).toEqual(state());
    expect(world.deadLetters).toEqual([]);
  });

  it('dead-letters the event where the row was opened, and leaves no mark', async () => {
    const { world, ran } = await play({ options: { faults: { ReceiveEvent: failingAfter('TypeError') } } });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', stage: 'ReceiveEvent' });
    expect(world.deadLetters).toHaveLength(1);
    expect(stateOf(world)).toEqual({ ...state(), revision: 2 });
    expect(ran.error).toBe('DeadLettered');
  });

  it('does not keep an older event from ending as superseded', async () => {
    const { world, ran } = await play({
      envelope: inventory({ sequence: 1 }),
      options: { faults: { ReceiveEvent: failingAfter('TypeError') } },
    });
    expect(ran.output).toEqual({ eventId: 'event-2', outcome: 'superseded' });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'superseded' });
    expect(world.deadLetters).toEqual([]);
  });

  it('does not keep an event that was decided before from ending so', async () => {
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
    const { world, sweep, faults } = await play({ options: { faults: { Commit: failingAfter(error) } } });
    expect(world.deadLetters).toEqual([]);
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'priced' });
    expect(world.deadLetters).toEqual([]);
  });

  it('ends in the committed outcome when a retry finds it', async () => {
    const { world, ran } = await play({
      options: { faults: { Commit: [failingAfter('StoreUnavailable')] } },
    });
    expect(ran.status).toBe('SUCCEEDED');
    expect(stateOf(world)).toMatchObject({ revision: 2, price: { amount: 1_500 }, unsettled: {} });
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

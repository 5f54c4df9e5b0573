import { describe, expect, it } from 'vitest';
import { EMPTY } from '../empty.ts';
import { ID, NOW, state } from '../unit/domain/make.ts';
import { inventory } from './support/envelopes.ts';
import { play, SCENARIOS, type Scenario } from './support/scenarios.ts';
import { rowOf, shown, stateOf } from './support/world.ts';

const REFUSED: [error: string, scenario: Scenario][] = [
  ['SequenceJump', SCENARIOS['a sequence far too high']],
  ['UnknownPolicy', { options: { policy: null } }],
  ['UnknownProduct', { options: { product: null } }],
];

describe.each(REFUSED)('an event of a product with a price state, refused as %s', (error, scenario) => {
  it('raises the revision, but neither the sequence nor the stock', async () => {
    const { world } = await play(scenario);
    expect(stateOf(world)).toEqual({ ...state(), revision: 2 });
    expect(shown(world)).toBe(1_000);
    expect(world.bus).toEqual([]);
  });

  it('is in the queue and in the row with its stage and error', async () => {
    const { world, ran } = await play(scenario);
    const said = { stage: 'LoadContext', reason: expect.stringMatching(`^${error}: `) };
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', closedAt: NOW, ...said });
    expect(world.deadLetters).toEqual([
      {
        eventId: 'event-2',
        productId: ID,
        error,
        ...said,
        executions: [ran.records[0]?.execution_arn],
        deadLetteredAt: NOW,
        envelope: JSON.stringify(scenario.envelope ?? inventory()),
      },
    ]);
    expect(ran).toMatchObject({ status: 'FAILED', error: 'DeadLettered' });
  });
});

describe('an event of a product without a price state', () => {
  it('is fenced off in its row if the product is unknown', async () => {
    const { world } = await play({ options: { product: null, state: null } });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', fencedAt: NOW });
    expect(world.states).toEqual({});
    expect(world.deadLetters).toMatchObject([{ error: 'UnknownProduct' }]);
  });

  it('is fenced off in a first price state if the product is known', async () => {
    const { world } = await play({ options: { policy: null, state: null } });
    expect(rowOf(world, 'event-2').outcome).toBe('dead-lettered');
    expect(stateOf(world)).toMatchObject({ revision: 1, unsettled: EMPTY });
    expect(stateOf(world).price).toBeUndefined();
  });
});

describe('an event after a dead letter of its product', () => {
  it('is decided as if there had been no dead letter', async () => {
    const { world, start } = await play(SCENARIOS['a sequence far too high']);
    await start(inventory({ sequence: 3 }, 'event-3'));
    expect(rowOf(world, 'event-3').outcome).toBe('priced');
    expect(stateOf(world)).toMatchObject({ revision: 3, sequence: 3, price: { amount: 1_500 } });
  });
});

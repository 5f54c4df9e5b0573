import { describe, expect, it } from 'vitest';
import { inForce, minutesAgo, product, state } from '../unit/domain/make.ts';
import { inventory, release, reprice, rollback, seed } from './support/envelopes.ts';
import { play, type Scenario } from './support/scenarios.ts';
import { raising, rowOf, shown, stateOf } from './support/world.ts';

const inDollars = state({ price: inForce(1_000, { currency: 'USD' }) });
const guardrails = (settings: NonNullable<Parameters<typeof raising>[0]>['guardrails']) => ({
  policy: raising({ guardrails: settings ?? {} }),
});

const HELD: [reason: string, scenario: Scenario][] = [
  ['paused', { options: { policy: raising({ mode: 'paused' }) } }],
  ['retired', { options: { product: product({ status: 'retired' }) } }],
  ['retired', { options: { product: product({ status: 'retired' }) }, envelope: release(900) }],
  ['retired', { options: { product: product({ status: 'retired' }) }, envelope: rollback(900) }],
  ['out-of-stock', { envelope: inventory({ stock: 0 }) }],
  [
    'judgement: the price in force is the right one',
    { options: { state: state({ stock: undefined }) }, envelope: reprice() },
  ],
  ['has-a-price', { envelope: seed() }],
  ['dead-band: the price in force is the right one', { envelope: inventory({ stock: 50 }) }],
  ['dead-band: a change by EUR 5.00 is below 60%', { options: guardrails({ deadBand: { percent: 60 } }) }],
  [
    'cooldown: the price in force has stood since',
    {
      options: {
        ...guardrails({ cooldown: { minutes: 10 } }),
        state: state({ price: inForce(1_000, { since: minutesAgo(1) }) }),
      },
    },
  ],
  [
    'reversal-limit: 0 changes of direction',
    {
      options: {
        ...guardrails({ reversalLimit: { max: 0, windowMinutes: 60 } }),
        state: state({ movement: { direction: 'down', reversals: [] } }),
      },
    },
  ],
];

const REJECTED: [reason: string, scenario: Scenario][] = [
  ['floor-known: the product has neither', { options: { product: product({ unitCost: undefined }) } }],
  ['review-jump: 50.0% away from', { options: guardrails({ reviewJump: { ofPriceInForcePercent: 20 } }) }],
  ['sane-number: the price in force is in USD', { options: { state: inDollars } }],
  [
    'map: no price is allowed',
    { options: { product: product({ highestPrice: 900, minimumAdvertisedPrice: 950 }) } },
  ],
];

const SHADOWED: [reason: string, scenario: Scenario][] = [
  ['approved', { options: { policy: raising({ mode: 'shadow' }) } }],
  [
    'max-step: ',
    { options: { policy: raising({ mode: 'shadow', guardrails: { maxStep: { percent: 10 } } }) } },
  ],
];

const cases = Object.entries({ held: HELD, rejected: REJECTED, shadowed: SHADOWED }).flatMap(
  ([outcome, each]) => each.map(([reason, scenario]) => ({ outcome, reason, scenario })),
);

describe.each(cases)('an event $outcome for the reason "$reason"', ({ outcome, reason, scenario }) => {
  const { id, detail } = (scenario.envelope ?? inventory()) as ReturnType<typeof inventory>;

  it('closes its row with that reason, and without a price', async () => {
    const { world, ran } = await play(scenario);
    const row = rowOf(world, id);
    expect(row).toMatchObject({ outcome, revision: 2, reason: expect.stringContaining(reason) });
    expect(row).not.toHaveProperty(['price.revision']);
    expect(row.publishedAt).toBeUndefined();
    expect(ran.output).toEqual({ eventId: id, outcome });
  });

  it('is committed, so that it counts as decided, and keeps the price', async () => {
    const { world } = await play(scenario);
    const { revision, sequence, price, unsettled } = stateOf(world);
    expect({ revision, sequence, unsettled }).toEqual({
      revision: 2,
      sequence: detail['sequence'] ?? 1,
      unsettled: {},
    });
    expect(price).toMatchObject({ amount: 1_000, revision: 1 });
  });

  it('publishes and announces nothing', async () => {
    const { world, faults } = await play(scenario);
    expect(shown(world)).toBe(1_000);
    expect(faults.calls('PublishPrice')).toBe(0);
    expect(world.bus).toEqual([]);
  });
});

describe('an event whose price in force stands', () => {
  it('asks neither the model nor the rules', async () => {
    const { ran, world } = await play({
      options: { policy: raising({ mode: 'paused', model: { use: true } }) },
    });
    expect(ran.visited).not.toContain('PredictPrice');
    expect(ran.visited).not.toContain('FallbackPrice');
    expect(world.ledger.evidence['event-2#1']).not.toHaveProperty('proposal');
  });
});

describe('a decision in shadow mode', () => {
  it('records the price that it would have put in force', async () => {
    const { world } = await play({ options: { policy: raising({ mode: 'shadow' }) } });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'shadowed', source: 'rules', price: 1_500 });
  });
});

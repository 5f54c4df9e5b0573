import { cacheNames } from '../../adapters/cache-names.ts';
import type { Opening } from '../../adapters/ledger.ts';
import type { PublishedPrice } from '../../adapters/price-cache.ts';
import type { Challenge } from '../../domain/decision/challenge.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import { PolicyTerms } from '../../domain/policy/policy.ts';
import { Product } from '../../domain/product/product.ts';
import { type Closing, type Evidence, type Outcome, shardOf } from '../../domain/record/ledger.ts';
import { type Mark, noState, PriceState } from '../../domain/state/price-state.ts';

/** Namespace of the tests in Redis. */
export const NAMES = cacheNames('test');

/** Minutes after noon. */
export const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 22, 12, minutes)).toISOString();

/** The same price in force at any revision, with every field that a state can have. */
export const stateAt = (revision: number, changes: Partial<PriceState> = {}): PriceState => ({
  ...PriceState.parse({
    ...noState('SKU1'),
    revision,
    sequence: 40 + revision,
    stock: 7,
    stockAt: at(0),
    salesRate: { units: 1.5, hours: 2, priceHours: 1998 },
    demand: {
      sales: { units: 12.5, indexHours: 6.25, at: at(0) },
      expectation: { model: 'demand@0123456789ab', index: 0.75, unitsPerHour: 1.5 },
      pending: { from: at(0), until: at(5), indexHours: 0.0625, units: 0.125 },
      calibration: { model: 'demand@0123456789ab', soldUnits: 9.5, expectedUnits: 8.25, at: at(0) },
    },
    supply: { sold: 3, deliveredAt: at(0), intervals: [168, 160.5], expectedAt: at(600) },
    modelAnswer: {
      ...{ at: at(0), policy: 'default@1', listPrice: 1_000, unitCost: 400, saleEndsAt: at(60) },
      priceRevision: revision,
    },
    price: { amount: 999, currency: 'EUR', revision, since: at(0), eventId: 'e1', referencePrice: 950 },
    dailyLows: { '2026-11-22': 950 },
    hourlyRanges: { '2026-11-22T12': { lowest: 950, highest: 999 } },
    movement: { direction: 'up', reversals: [at(0)] },
    frozenPrices: { storm: 900 },
    decidedAt: at(0),
    repriceAt: at(30),
  }),
  ...changes,
});

export const markAt = (revision: number): Mark => ({ outcome: 'priced', revision, reason: 'ok', at: at(0) });

/** A state that `eventId` is about to commit at `revision`. */
export const committing = (
  revision: number,
  eventId: string,
  changes: Partial<PriceState> = {},
): PriceState => stateAt(revision, { unsettled: { [eventId]: markAt(revision) }, ...changes });

export const opening = (eventId: string, changes: Partial<Opening> = {}): Opening => ({
  eventId,
  productId: 'SKU1',
  kind: 'inventory',
  acceptedAt: at(0),
  receivedAt: at(1),
  envelope: '{"id":"e1"}',
  execution: 'run-1',
  ...changes,
});

export const evidenceOn = (
  eventId: string,
  context: number,
  outcome: Decision['outcome'] = 'held',
): Evidence => ({
  eventId,
  productId: 'SKU1',
  context,
  proposal: { source: 'rules', amount: 999, currency: 'EUR', by: 'list-price', evidence: { stock: 7 } },
  decision: {
    verdict: 'hold',
    outcome,
    reason: 'cooldown',
    currency: 'EUR',
    trail: [{ guardrail: 'cooldown', verdict: 'hold', before: 999, after: 999 }],
    policy: { policyId: 'default', version: 1, mode: 'live' },
    halfLifeMinutes: 60,
    frozenPrices: {},
    decidedAt: at(2),
  },
});

/** The challenger's result for the decision on this context, `minutes` after noon. */
export const challengeOn = (
  eventId: string,
  context: number,
  minutes: number,
  changes: Partial<Challenge> = {},
): Challenge => {
  const { proposal, decision } = evidenceOn(eventId, context);
  return {
    eventId,
    productId: 'SKU1',
    context,
    challenger: 'next',
    challengedAt: at(minutes),
    liveSource: 'model',
    currency: 'EUR',
    ...(proposal ? { proposal } : {}),
    decision,
    comparison: {
      livePrice: 999,
      challengerPrice: 899,
      agree: false,
      byLiveModel: { live: 1234.5, challenger: -3 },
    },
    ...changes,
  };
};

export const closing = (outcome: Outcome = 'held', changes: Partial<Closing> = {}): Closing => ({
  outcome,
  reason: 'cooldown',
  closedAt: at(3),
  ...changes,
});

/** Event ids in the same shard, for which the order is defined. */
export const idsInOneShard = (count: number): string[] =>
  Array.from({ length: 500 }, (_, number) => `e${number}`)
    .filter((id) => shardOf(id) === 0)
    .slice(0, count);

export const product = (productId = 'SKU1', changes: Partial<Product> = {}): Product => ({
  ...Product.parse({ productId, name: 'Kettle', category: 'kitchen', currency: 'EUR', listPrice: 1000 }),
  ...changes,
});

/** Terms that differ in their interval. */
export const terms = (policyId: string, repriceAfterMinutes = 30): PolicyTerms =>
  PolicyTerms.parse({ policyId, model: { use: false }, guardrails: {}, repriceAfterMinutes });

export const published = (revision: number, changes: Partial<PublishedPrice> = {}): PublishedPrice => ({
  price: 900 + revision,
  currency: 'EUR',
  'price.revision': revision,
  referencePrice: 950,
  decidedAt: at(0),
  eventId: `e${revision}`,
  ...changes,
});

/** Collects an async iterable. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

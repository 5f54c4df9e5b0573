import type * as z from 'zod';
import type { Circumstances } from '../../../domain/context/circumstances.ts';
import { Order, type PriceOrder } from '../../../domain/context/order.ts';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { type Decision, decide } from '../../../domain/decision/decision.ts';
import { PriceEvent } from '../../../domain/events/price-event.ts';
import type { TrailEntry } from '../../../domain/guardrails/trail.ts';
import { type GuardrailSettings, Policy } from '../../../domain/policy/policy.ts';
import { Product } from '../../../domain/product/product.ts';
import { PriceState } from '../../../domain/state/price-state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, shift } from '../../../domain/values/time.ts';

/** The default time of tests: noon, so that a few hours either way stay in the same day. */
export const NOW = '2026-11-22T12:00:00.000Z';
export const ID = 'SKU1';

export const minutesAgo = (minutes: number, at = NOW): string => shift(at, -minutes * MINUTE_MS);
export const hoursAgo = (hours: number, at = NOW): string => shift(at, -hours * HOUR_MS);
export const daysAgo = (days: number, at = NOW): string => shift(at, -days * DAY_MS);

/** An active product listed at EUR 10.00 that costs EUR 4.00. */
export const product = (changes: Partial<z.input<typeof Product>> = {}): Product =>
  Product.parse({
    productId: ID,
    name: 'Kettle',
    category: 'kitchen',
    currency: 'EUR',
    listPrice: 1_000,
    unitCost: 400,
    ...changes,
  });

/**
 * A live policy without the model and rules, with the mandatory guardrails only. It takes the model's slope as given and hardly
 * forgets sales, unless it says otherwise.
 */
export const policy = (changes: Partial<z.input<typeof Policy>> = {}): Policy =>
  Policy.parse({
    policyId: 'default',
    version: 1,
    mode: 'live',
    guardrails: {},
    ...changes,
    model: {
      use: false,
      slope: { sd: 0 },
      ...changes.model,
      level: { leastCv: 0.01, ...changes.model?.level },
    },
  });

/** A policy with these guardrail settings. */
export const guarded = (guardrails: z.input<typeof GuardrailSettings>): Policy => policy({ guardrails });

type PriceInput = NonNullable<z.input<typeof PriceState>['price']>;

/** A price in force since yesterday. */
export const inForce = (amount: number, changes: Partial<PriceInput> = {}): PriceInput => ({
  amount,
  currency: 'EUR',
  revision: 1,
  since: daysAgo(1),
  eventId: 'before',
  ...changes,
});

/** The state of a product with 50 units, seen an hour ago, and EUR 10.00 in force. */
export const state = (changes: Partial<z.input<typeof PriceState>> = {}): PriceState =>
  PriceState.parse({
    productId: ID,
    revision: 1,
    sequence: 1,
    stock: 50,
    stockAt: hoursAgo(1),
    price: inForce(1_000),
    decidedAt: hoursAgo(1),
    ...changes,
  });

type Event<Kind extends PriceEvent['kind']> = Extract<PriceEvent, { kind: Kind }>;
type Changes<Kind extends PriceEvent['kind']> = Partial<Omit<Event<Kind>, 'kind'>>;

const event = (fields: object): PriceEvent =>
  PriceEvent.parse({ eventId: 'event-2', acceptedAt: NOW, productId: ID, ...fields });

/** "Stock is now 50", the sequence that follows on `state()`. */
export const inventory = (changes: Changes<'inventory'> = {}): Event<'inventory'> =>
  event({ kind: 'inventory', stock: 50, sequence: 2, occurredAt: NOW, ...changes }) as Event<'inventory'>;

export const seed = (changes: Changes<'seed'> = {}): Event<'seed'> =>
  event({ kind: 'seed', ...changes }) as Event<'seed'>;

export const reprice = (changes: Changes<'reprice'> = {}): Event<'reprice'> =>
  event({ kind: 'reprice', why: 'time has passed', ...changes }) as Event<'reprice'>;

export const release = (price: number, changes: Changes<'release'> = {}): Event<'release'> =>
  event({ kind: 'release', orderId: orderIdAt('release', price), ...changes }) as Event<'release'>;

export const rollback = (price: number, changes: Changes<'rollback'> = {}): Event<'rollback'> =>
  event({ kind: 'rollback', orderId: orderIdAt('rollback', price), ...changes }) as Event<'rollback'>;

/** An order id that contains the price, so that a test need not pass the order on. */
export const orderIdAt = (kind: PriceOrder['kind'], price: number): string => `${kind}-at-${price}`;

/** The order that an event names by `orderIdAt`, by Ann and, if it needs two people, by Ben; undefined for other events. */
export function orderFor(
  event: { kind: string; productId: string; orderId?: string },
  onPriceRevision: number,
  changes: Partial<PriceOrder> = {},
): PriceOrder | undefined {
  const { kind, productId, orderId = '' } = event;
  const [, price] = /-at-(\d+)$/.exec(orderId) ?? [];
  if (price === undefined) return undefined;
  return Order.parse({
    kind,
    orderId,
    productId,
    price: Number(price),
    onPriceRevision,
    by: 'ann',
    why: 'asked for',
    givenAt: NOW,
    audit: { day: '2026-11-22', seq: 1 },
    ...(kind === 'release' ? { second: 'ben', ofEventId: 'event-1' } : { since: daysAgo(1) }),
    ...changes,
  }) as PriceOrder;
}

/** An event of each kind; release and rollback have orders for EUR 11.00. */
export const everyEvent = (): PriceEvent[] => [
  inventory(),
  seed(),
  reprice(),
  release(1_100),
  rollback(1_100),
];

/** The circumstances of an ordinary event, changed by `given`. An order is given now, on the price in force. */
export const on = (changes: Partial<Circumstances> = {}): Circumstances => ({
  ...ordered({
    product: product(),
    policy: policy(),
    state: state(),
    event: inventory(),
    now: NOW,
    ...changes,
  }),
  ...changes,
});

/** The circumstances with the order that their event names, given now, on the price in force. */
export function ordered(circumstances: Circumstances): Circumstances {
  const { event, state: before, now } = circumstances;
  const order = orderFor(event, before.price?.revision ?? 0, { givenAt: now });
  return order === undefined ? circumstances : { ...circumstances, order: { order, usedBy: event.eventId } };
}

/** The model's proposal of `amount`. */
export const proposal = (amount: number | null, changes: Partial<Proposal> = {}): Proposal => ({
  source: 'model',
  amount,
  currency: 'EUR',
  by: 'test',
  evidence: {},
  ...changes,
});

/** The decision for a proposal of `amount`. */
export const decided = (amount: number, circumstances: Partial<Circumstances> = {}): Decision =>
  decide(on(circumstances), proposal(amount));

/** The trail entry of the guardrail `name`. Throws if it was not asked. */
export function said(decision: Decision, name: string): TrailEntry {
  const entry = decision.trail.find(({ guardrail }) => guardrail === name);
  if (entry === undefined) throw new Error(`${name} is not in the trail: ${JSON.stringify(decision.trail)}`);
  return entry;
}

/** The short result of a decision: its price, or else its outcome. */
export const ending = ({ outcome, price }: Decision): number | Decision['outcome'] =>
  outcome === 'priced' && price !== undefined ? price : outcome;

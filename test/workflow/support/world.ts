import type { PriceOrder } from '../../../domain/context/order.ts';
import { parseEvent } from '../../../domain/events/envelope.ts';
import type { Policy, PolicyTerms } from '../../../domain/policy/policy.ts';
import type { Product } from '../../../domain/product/product.ts';
import type { LedgerRow } from '../../../domain/record/ledger.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import type { DeadLetterMessage } from '../../../tasks/dead-letter.ts';
import type { CatalogData } from '../../fakes/memory-catalog.ts';
import type { LedgerData } from '../../fakes/memory-ledger.ts';
import type { OrdersData } from '../../fakes/memory-orders.ts';
import type { PriceCacheData } from '../../fakes/memory-price-cache.ts';
import { ID, orderFor, policy, product, state } from '../../unit/domain/make.ts';

/** An entry that was put on the bus. */
export interface BusEntry {
  Source: string;
  DetailType: string;
  EventBusName: string;
  Detail: Record<string, unknown>;
}

/** Everything that the workflow reads and writes, as plain data. */
export interface World {
  catalog: CatalogData;
  /** By productId. */
  states: Record<string, PriceState>;
  ledger: LedgerData;
  cache: PriceCacheData;
  orders: OrdersData;
  deadLetters: DeadLetterMessage[];
  bus: BusEntry[];
  /** Messages of the queue of waiting events. */
  waiting: { messageId: string; body: string; delaySeconds: number }[];
}

export interface Setting {
  /** Null: not in the catalog. */
  product?: Product | null;
  policy?: Policy | null;
  /** Null: no decision yet. */
  state?: PriceState | null;
}

/** Raises the list price of EUR 10.00 by half when fewer than 10 units are left. */
export const raising = (changes: Parameters<typeof policy>[0] = {}): Policy =>
  policy({ rules: [{ kind: 'low-stock', below: 10, raisePercent: 50 }], ...changes });

/** A product with EUR 10.00 in force, also in Redis, changed by `setting`. */
export function worldOf(setting: Setting): World {
  const { product: of = product(), policy: terms = raising(), state: before = state() } = setting;
  return {
    catalog: {
      products: of ? { [of.productId]: of } : {},
      policies: terms ? { [terms.policyId]: storedPolicy(terms) } : {},
    },
    states: before ? { [before.productId]: structuredClone(before) } : {},
    ledger: { rows: {}, evidence: {} },
    cache: { hashes: before?.price ? { [`price:${ID}`]: hashOf(before.price) } : {}, messages: [] },
    orders: { orders: {}, used: {} },
    deadLetters: [],
    bus: [],
    waiting: [],
  };
}

/** Stores the order that the envelope names by its price, on the price in force, as its sender would. */
export function giveOrder(
  { orders, states }: World,
  envelope: unknown,
  changes: Partial<PriceOrder> = {},
): void {
  const parsed = parseEvent(envelope);
  if (!parsed.ok) return;
  const { event } = parsed;
  const order = orderFor(event, states[event.productId]?.price?.revision ?? 0, changes);
  if (order !== undefined) orders.orders[order.orderId] ??= order;
}

function storedPolicy({ version, mode, ...terms }: Policy): CatalogData['policies'][string] {
  return { current: { version, mode }, versions: { [version]: terms as PolicyTerms } };
}

/** The event's row; it must be there. */
export function rowOf(world: World, eventId: string): LedgerRow {
  const row = world.ledger.rows[eventId];
  if (row === undefined) throw new Error(`no row for ${eventId}, only for ${Object.keys(world.ledger.rows)}`);
  return row;
}

/** The product's price state, which must exist, without marks that its next commit removes. */
export function stateOf(world: World): PriceState {
  const state = world.states[ID];
  if (state === undefined) throw new Error('there is no price state');
  for (const [id, { outcome }] of Object.entries(state.unsettled))
    if (world.ledger.rows[id]?.outcome === outcome) delete state.unsettled[id];
  return state;
}

/** The price in Redis. */
export const shown = (world: World): number => Number(world.cache.hashes[`price:${ID}`]?.['price']);

const hashOf = (price: NonNullable<PriceState['price']>): Record<string, string> => ({
  epoch: 'first',
  'price.revision': String(price.revision),
  price: String(price.amount),
  currency: price.currency,
  referencePrice: '',
  decidedAt: price.since,
  eventId: price.eventId,
});

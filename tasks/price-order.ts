import type { PriceStates } from '../adapters/price-state.ts';
import type { PriceEvent } from '../domain/inventory-event.ts';
import type { PriceInForce } from '../domain/price-state.ts';

/** The price in force of each product. */
export type PricesInForce = ReadonlyMap<string, PriceInForce | undefined>;

// These put a price of their own in force, whatever the stock.
const isPriceOrder = ({ kind }: PriceEvent): boolean => kind === 'release' || kind === 'rollback';

/** What has to be known to start these events late; one consistent read. */
export async function pricesInForce(
  { priceStates }: { priceStates: Pick<PriceStates, 'readPrices'> },
  events: PriceEvent[],
): Promise<PricesInForce> {
  const products = new Set(events.filter(isPriceOrder).map(({ productId }) => productId));
  if (products.size === 0) return new Map();
  const states = await priceStates.readPrices([...products]);
  return new Map(states.map(({ productId, price }) => [productId, price]));
}

/**
 * Why a `release` or `rollback` must not change the price any more: a price that was asked for earlier must not undo a later one,
 * and it has no sequence that would make it an older event. Undefined for every other event.
 */
export function overtakenOrder(event: PriceEvent, prices: PricesInForce): string | undefined {
  const newest = prices.get(event.productId)?.since ?? '';
  if (!isPriceOrder(event) || newest <= event.acceptedAt) return undefined;
  return `another price came in force at ${newest}, after this ${event.kind} was asked for; ask for it anew`;
}

/**
 * The envelope of a `release` or `rollback` that is started late, bound to the price in force: one that comes before its commit
 * stands. One that is overtaken already is bound to what was in force before, and so ends `held`.
 */
export function boundToPrice<Envelope extends Record<string, unknown>>(
  envelope: Envelope,
  event: PriceEvent,
  prices: PricesInForce,
): Envelope {
  if (!isPriceOrder(event)) return envelope;
  const revision = prices.get(event.productId)?.revision ?? 0;
  const onPriceRevision = overtakenOrder(event, prices) === undefined ? revision : revision - 1;
  return { ...envelope, detail: { onPriceRevision, ...(envelope['detail'] as object) } };
}

import type { PriceStates } from '../adapters/price-state.ts';
import type { PriceEvent } from '../domain/inventory-event.ts';

/** When the price in force of each product came in force. */
export type PricesSince = ReadonlyMap<string, string>;

// These put a price of their own in force, whatever the stock.
const isPriceOrder = ({ kind }: PriceEvent): boolean => kind === 'release' || kind === 'rollback';

/** What `overtakenOrder` has to know of these events; one consistent read. */
export async function pricesSince(
  { priceStates }: { priceStates: Pick<PriceStates, 'readPrices'> },
  events: PriceEvent[],
): Promise<PricesSince> {
  const products = new Set(events.filter(isPriceOrder).map(({ productId }) => productId));
  if (products.size === 0) return new Map();
  const states = await priceStates.readPrices([...products]);
  return new Map(states.map(({ productId, price }) => [productId, price?.since ?? '']));
}

/**
 * Why a `release` or `rollback` must not be started any more: a price that was asked for earlier must not undo a later one,
 * and it has no sequence that would make it an older event. Undefined for every other event.
 */
export function overtakenOrder(event: PriceEvent, since: PricesSince): string | undefined {
  const newest = since.get(event.productId) ?? '';
  if (!isPriceOrder(event) || newest <= event.acceptedAt) return undefined;
  return `another price came in force at ${newest}, after this ${event.kind} was asked for; ask for it anew`;
}

import { priceKey } from '../fakes/memory-price-cache.ts';
import type { Facts } from './conservation.ts';
import { UNIT_COST } from './goods.ts';
import { rowsOf } from './market.ts';
import type { World } from './world.ts';

/** The contents of the stores in memory. */
export function factsOf({ data }: World): Facts {
  const evidence = Map.groupBy(Object.values(data.ledger.evidence), ({ eventId }) => eventId);
  const productIds = new Set([...Object.keys(data.catalog.products), ...Object.keys(data.states)]);
  return {
    accepted: data.accepted.map(({ id }) => id),
    rows: rowsOf(data),
    evidenceOf: (eventId) => evidence.get(eventId) ?? [],
    letters: data.letters,
    orders: Object.values(data.orders.orders),
    products: [...productIds].map((productId) => ({
      productId,
      state: data.states[productId],
      hash: data.cache.hashes[priceKey(productId)] ?? {},
      floor: UNIT_COST,
    })),
  };
}

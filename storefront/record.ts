import type { PublishedPrice } from '../adapters/price-cache.ts';
import { CacheUnavailable } from '../domain/errors.ts';
import { type Publisher, publishPriceInForce, toPublished } from '../tasks/publish-price.ts';

/**
 * Reads a product's price from the record (strongly consistent; undefined when none is in force), and makes it visible in
 * Redis on the way. After Redis lost its data everybody asks for the same product: those who come while it is being read
 * share the answer, unless it is below the revision that they need. Throws StoreUnavailable.
 */
export function recordReader(need: Publisher) {
  const reading = new Map<string, Promise<PublishedPrice | undefined>>();

  const start = (productId: string, repair: boolean) => {
    const started = read(need, productId, repair).finally(() => {
      if (reading.get(productId) === started) reading.delete(productId);
    });
    reading.set(productId, started);
    return started;
  };

  return async (
    productId: string,
    needed: { floor: number; repair: boolean },
  ): Promise<PublishedPrice | undefined> => {
    const underWay = reading.get(productId);
    if (underWay !== undefined) {
      const shared = await underWay;
      // What was read before we came may be older than what we know of: then we read for ourselves.
      if ((shared?.['price.revision'] ?? 0) >= needed.floor) return shared;
    }
    return start(productId, needed.repair);
  };
}

async function read(
  need: Publisher,
  productId: string,
  repair: boolean,
): Promise<PublishedPrice | undefined> {
  if (repair) {
    try {
      return (await publishPriceInForce(need, productId))?.price;
    } catch (error) {
      // Redis is a cache: losing it costs latency, never truth.
      if (!(error instanceof CacheUnavailable)) throw error;
    }
  }
  const state = await need.priceStates.read(productId);
  return state?.price && toPublished(state.price);
}

import type { PublishedPrice } from '../adapters/price-cache.ts';
import { CacheUnavailable } from '../domain/values/errors.ts';
import { inForce, type Publisher, publishPriceInForce } from '../tasks/publish-price.ts';

/**
 * Reads a product's price from the record (strongly consistent; undefined when none is in force), and publishes it in Redis.
 * After Redis lost its data many readers ask for the same product: concurrent readers share one read, unless its answer is
 * below the revision that they need. Throws StoreUnavailable.
 */
export function recordReader(deps: Publisher) {
  const reading = new Map<string, Promise<PublishedPrice | undefined>>();

  const start = (productId: string, repair: boolean) => {
    const started = read(deps, productId, repair).finally(() => {
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
      // A shared read may have started before the revision that we know of; then read again.
      if ((shared?.['price.revision'] ?? 0) >= needed.floor) return shared;
    }
    return start(productId, needed.repair);
  };
}

async function read(
  deps: Publisher,
  productId: string,
  repair: boolean,
): Promise<PublishedPrice | undefined> {
  if (repair) {
    try {
      return await publishPriceInForce(deps, productId);
    } catch (error) {
      // Redis is a cache: losing it costs latency, never truth.
      if (!(error instanceof CacheUnavailable)) throw error;
    }
  }
  return inForce(deps.priceStates, productId);
}

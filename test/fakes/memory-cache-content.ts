import type { CacheContent } from '../../adapters/cache-content.ts';
import { type PriceCacheData, priceKey } from './memory-price-cache.ts';
import { copy } from './plain.ts';

/** The hashes of a memory price cache. Each key is listed twice, as SCAN may do. */
export const memoryCacheContent = (data: PriceCacheData): CacheContent => ({
  async *productIds() {
    const ids = Object.keys(data.hashes)
      .filter((key) => key.startsWith(priceKey('')))
      .map((key) => key.slice(priceKey('').length));
    yield ids;
    yield ids;
  },
  hashes: async (productIds) => productIds.map((id) => copy(data.hashes[priceKey(id)])),
});

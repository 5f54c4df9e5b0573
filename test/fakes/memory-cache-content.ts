import type { CacheContent } from '../../adapters/cache-content.ts';
import type { PriceCacheData } from './memory-price-cache.ts';
import { copy } from './plain.ts';

/** What lies in the hashes of a memory price cache; each key is told twice, as SCAN may. */
export const memoryCacheContent = (data: PriceCacheData): CacheContent => ({
  async *productIds() {
    const ids = Object.keys(data.hashes)
      .filter((key) => key.startsWith('price:'))
      .map((key) => key.slice('price:'.length));
    yield ids;
    yield ids;
  },
  hashes: async (productIds) => productIds.map((id) => copy(data.hashes[`price:${id}`])),
});

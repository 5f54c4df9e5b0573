import type { Redis } from 'ioredis';
import { CacheUnavailable } from '../domain/values/errors.ts';
import type { CacheNames } from './cache-names.ts';

/** The raw fields of a key; undefined for no key, `unreadable` for a key that is not a hash. */
type CacheHash = Record<string, string> | 'unreadable' | undefined;

/** The raw content of Redis, for the checker, which must not share mistakes with the writer. */
export interface CacheContent {
  /** The product id of every key that exists during the whole scan, some more than once. */
  productIds(): AsyncIterable<string[]>;
  /** In the order of `productIds`. */
  hashes(productIds: string[]): Promise<CacheHash[]>;
}

const KEYS_A_SCAN = 500;

export const redisContent = (redis: Redis, names: CacheNames): CacheContent => ({
  async *productIds() {
    let cursor = '0';
    do {
      const [next, keys] = await redis
        .scan(cursor, 'MATCH', `${names.prices}*`, 'COUNT', KEYS_A_SCAN)
        .catch(unavailable);
      yield keys.map((key) => key.slice(names.prices.length));
      cursor = next;
    } while (cursor !== '0');
  },

  async hashes(productIds) {
    if (productIds.length === 0) return [];
    const asked = productIds.map((id) => ['hgetall', names.price(id)]);
    const replies = (await redis.pipeline(asked).exec().catch(unavailable)) ?? [];
    return replies.map(([error, hash]) => {
      if (error?.message.startsWith('WRONGTYPE')) return 'unreadable';
      if (error) return unavailable(error);
      const fields = hash as Record<string, string>;
      return Object.keys(fields).length === 0 ? undefined : fields;
    });
  },
});

function unavailable(error: Error): never {
  throw new CacheUnavailable(error.message, { cause: error });
}

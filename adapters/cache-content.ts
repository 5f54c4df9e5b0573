import type { Redis } from 'ioredis';
import { CacheUnavailable } from '../domain/errors.ts';

/** A key's fields as they are; undefined for no key, `unreadable` for one that is no hash. */
export type CacheHash = Record<string, string> | 'unreadable' | undefined;

/** What lies in Redis, read as it is: for the checker, which must not share the writer's mistakes. */
export interface CacheContent {
  /** The product id of every key that is there throughout, some of them more than once. */
  productIds(): AsyncIterable<string[]>;
  /** In the order asked for. */
  hashes(productIds: string[]): Promise<CacheHash[]>;
}

const PREFIX = 'price:';
const KEYS_A_SCAN = 500;

export const redisContent = (redis: Redis): CacheContent => ({
  async *productIds() {
    let cursor = '0';
    do {
      const [next, keys] = await redis
        .scan(cursor, 'MATCH', `${PREFIX}*`, 'COUNT', KEYS_A_SCAN)
        .catch(unavailable);
      yield keys.map((key) => key.slice(PREFIX.length));
      cursor = next;
    } while (cursor !== '0');
  },

  async hashes(productIds) {
    if (productIds.length === 0) return [];
    const asked = productIds.map((id) => ['hgetall', `${PREFIX}${id}`]);
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

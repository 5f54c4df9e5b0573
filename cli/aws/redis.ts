import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import type { ApiNeed } from '../../console/server/api/need.ts';
import type { CacheCare } from '../../tasks/cache-care.ts';
import { CliFailure } from '../shared/failure.ts';

/** A stage's Redis that can be reached from here, such as through a forwarded port. */
export interface StageRedis {
  cacheCare(need: CareNeed): Promise<CacheCare>;
  storefront(need: CareNeed): Promise<Hono>;
}

type CareNeed = Pick<ApiNeed, 'catalog' | 'priceStates' | 'ledger' | 'clock' | 'underWayMs'>;

const ANSWER_WITHIN_MS = 10_000;

/** The Redis at this address; undefined without one. It is connected to when it is first asked. Throws CliFailure. */
export function redisOf(url: string | undefined): StageRedis | undefined {
  if (url === undefined) return undefined;
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol))
    throw new CliFailure(
      2,
      'PRICEWIRE_REDIS_URL is not the address of a Redis, such as rediss://127.0.0.1:6379',
    );
  const connected = async () => {
    const { Redis } = await import('ioredis');
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: ANSWER_WITHIN_MS,
      commandTimeout: ANSWER_WITHIN_MS,
      maxRetriesPerRequest: 1,
      retryStrategy: () => null,
    });
    redis.on('error', () => {});
    await redis.connect().catch((error: Error) => {
      throw new CliFailure(3, `the Redis at PRICEWIRE_REDIS_URL does not answer: ${error.message}`);
    });
    // A command is over when it has its answers; an open connection must not keep the process.
    redis.stream?.unref();
    return redis;
  };
  const cacheNeed = async (need: CareNeed) => {
    const [redis, { redisPriceCache }, { redisCacheSentinel }, { redisContent }] = await Promise.all([
      connected(),
      import('../../adapters/price-cache.ts'),
      import('../../adapters/cache-sentinel.ts'),
      import('../../adapters/cache-content.ts'),
    ]);
    return {
      ...need,
      cache: redisPriceCache(redis),
      sentinel: redisCacheSentinel(redis, randomUUID),
      content: redisContent(redis),
      newEpoch: randomUUID,
    };
  };
  return {
    async cacheCare(need) {
      const { directCacheCare } = await import('../../tasks/cache-care.ts');
      return directCacheCare(await cacheNeed(need));
    },
    async storefront(need) {
      const { storefrontApp } = await import('../../storefront/app.ts');
      return storefrontApp(await cacheNeed(need));
    },
  };
}

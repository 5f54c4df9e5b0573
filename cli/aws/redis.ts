import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import type { ApiDeps } from '../../api/deps.ts';
import type { CacheCare } from '../../upkeep/cache-care.ts';
import { CliFailure } from '../shared/failure.ts';

/** A stage's Redis that can be reached from here, such as through a forwarded port. */
export interface StageRedis {
  cacheCare(deps: CareDeps): Promise<CacheCare>;
  storefront(deps: CareDeps): Promise<Hono>;
}

/** The dependencies of cache care and prices, without Redis. */
export type CareDeps = Pick<ApiDeps, 'catalog' | 'priceStates' | 'ledger' | 'clock' | 'underWayMs'>;

const ANSWER_WITHIN_MS = 10_000;

/** The Redis at this address; undefined without an address. Connects at first use. Throws CliFailure. */
export function redisOf(url: string | undefined, stage: string): StageRedis | undefined {
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
    const { CacheRefused, refuseCluster } = await import('../../adapters/cache-claim.ts');
    await refuseCluster(redis, 'the Redis at PRICEWIRE_REDIS_URL').catch((error: Error) => {
      redis.disconnect();
      throw new CliFailure(error instanceof CacheRefused ? 2 : 3, error.message);
    });
    // A command ends with its answer; an open connection must not keep the process alive.
    redis.stream?.unref();
    return redis;
  };
  const cacheDeps = async (deps: CareDeps) => {
    const [redis, { cacheNames }, { redisPriceCache }, { redisCacheSentinel }, { redisContent }] =
      await Promise.all([
        connected(),
        import('../../adapters/cache-names.ts'),
        import('../../adapters/price-cache.ts'),
        import('../../adapters/cache-sentinel.ts'),
        import('../../adapters/cache-content.ts'),
      ]);
    const names = cacheNames(stage);
    return {
      ...deps,
      cache: redisPriceCache(redis, names),
      sentinel: redisCacheSentinel(redis, names, randomUUID),
      content: redisContent(redis, names),
      newEpoch: randomUUID,
    };
  };
  return {
    async cacheCare(deps) {
      const { directCacheCare } = await import('../../upkeep/cache-care.ts');
      return directCacheCare(await cacheDeps(deps));
    },
    async storefront(deps) {
      const { storefrontApp } = await import('../../storefront/app.ts');
      return storefrontApp(await cacheDeps(deps));
    },
  };
}

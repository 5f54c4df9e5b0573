import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type * as z from 'zod';
import { redisContent } from '../../adapters/cache-content.ts';
import { type CacheNames, cacheNames } from '../../adapters/cache-names.ts';
import { redisCacheSentinel } from '../../adapters/cache-sentinel.ts';
import { redisPriceCache } from '../../adapters/price-cache.ts';
import { tables } from './clients.ts';
import { type Dependency, dependency } from './dependency.ts';
import { CacheVariables, cacheClient, connected } from './redis.ts';

type CacheEnv = z.infer<z.ZodObject<typeof CacheVariables>>;

let shared: Redis | undefined;

/** All Redis dependencies of a function share one client. Each call waits until it is connected. */
const ofRedis = <Value>(make: (redis: Redis, names: CacheNames) => Value): Dependency<Value> =>
  dependency(
    CacheVariables,
    (env: CacheEnv) => {
      shared ??= cacheClient(env, tables().config);
      return make(shared, cacheNames(env.STAGE));
    },
    async () => {
      if (shared) await connected(shared);
    },
  );

export const cache = ofRedis(redisPriceCache);
export const content = ofRedis(redisContent);
export const sentinel = ofRedis((redis, names) => redisCacheSentinel(redis, names, randomUUID));

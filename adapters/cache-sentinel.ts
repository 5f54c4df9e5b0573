import type { Redis } from 'ioredis';
import { reached } from './price-cache.ts';

/**
 * Tells whether this Redis server was ever filled whole. A server that lost its data, was restored from a backup or took
 * over from another is not: what the sentinel holds is gone, or names another server. Every fault is CacheUnavailable.
 */
export interface CacheSentinel {
  isComplete(): Promise<boolean>;
  /** Before the cache is filled: what `complete` is to be called with. */
  begin(): Promise<Filling>;
  /** The cache was filled; false if Redis has lost its data since `begin`. */
  complete(filling: Filling): Promise<boolean>;
  /** Something was found to be missing: let it be filled again. */
  forget(): Promise<void>;
}

export interface Filling {
  generation: string;
  server: string;
}

/** No product's: those begin with `price:`. */
export const SENTINEL_KEY = 'pricewire:filled';

const COMPLETE = `
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'server', ARGV[2])
return 1
`;

type Scripted = Redis & { completeFilling(key: string, generation: string, server: string): Promise<number> };

export function redisCacheSentinel(redis: Redis, newGeneration: () => string): CacheSentinel {
  redis.defineCommand('completeFilling', { numberOfKeys: 1, lua: COMPLETE });
  const scripted = redis as Scripted;

  return {
    isComplete: () =>
      reached(async () => {
        const [filled, server] = await Promise.all([redis.hget(SENTINEL_KEY, 'server'), serverId(redis)]);
        return filled === server;
      }),

    begin: () =>
      reached(async () => {
        const server = await serverId(redis);
        await redis.hsetnx(SENTINEL_KEY, 'generation', newGeneration());
        return { generation: (await redis.hget(SENTINEL_KEY, 'generation')) ?? '', server };
      }),

    complete: ({ generation, server }) =>
      reached(async () => (await scripted.completeFilling(SENTINEL_KEY, generation, server)) === 1),

    forget: () => reached(async () => void (await redis.hdel(SENTINEL_KEY, 'server'))),
  };
}

// Another process has another run_id, also one that took over all data.
const serverId = async (redis: Redis): Promise<string> =>
  /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1] ?? 'unknown';

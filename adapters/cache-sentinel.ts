import type { Redis } from 'ioredis';
import type { CacheNames } from './cache-names.ts';
import { reached } from './price-cache.ts';

/**
 * Records whether this Redis server was ever filled completely. After a loss of data, a restore from a backup or a failover the
 * sentinel is missing or names another server. Every fault is CacheUnavailable.
 */
export interface CacheSentinel {
  isComplete(): Promise<boolean>;
  /** Call it before filling the cache. Its result is the argument of `complete`. */
  begin(): Promise<Filling>;
  /** Marks the cache as filled; false if Redis has lost its data since `begin`. */
  complete(filling: Filling): Promise<boolean>;
  /** Requests a new fill, because something is missing. */
  forget(): Promise<void>;
}

interface Filling {
  generation: string;
  server: string;
}

const COMPLETE = `
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'server', ARGV[2])
return 1
`;

type Scripted = Redis & { completeFilling(key: string, generation: string, server: string): Promise<number> };

export function redisCacheSentinel(
  redis: Redis,
  { filled }: CacheNames,
  newGeneration: () => string,
): CacheSentinel {
  redis.defineCommand('completeFilling', { numberOfKeys: 1, lua: COMPLETE });
  const scripted = redis as Scripted;

  return {
    isComplete: () =>
      reached(async () => {
        const [filledServer, server] = await Promise.all([redis.hget(filled, 'server'), serverId(redis)]);
        return filledServer === server;
      }),

    begin: () =>
      reached(async () => {
        const server = await serverId(redis);
        await redis.hsetnx(filled, 'generation', newGeneration());
        return { generation: (await redis.hget(filled, 'generation')) ?? '', server };
      }),

    complete: ({ generation, server }) =>
      reached(async () => (await scripted.completeFilling(filled, generation, server)) === 1),

    forget: () => reached(async () => void (await redis.hdel(filled, 'server'))),
  };
}

// Every server process has its own run_id, also one that took over all data.
const serverId = async (redis: Redis): Promise<string> =>
  /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1] ?? 'unknown';

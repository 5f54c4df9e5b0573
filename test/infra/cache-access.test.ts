import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisContent } from '../../adapters/cache-content.ts';
import { redisCacheSentinel } from '../../adapters/cache-sentinel.ts';
import { type PriceCache, redisPriceCache } from '../../adapters/price-cache.ts';
import { CACHE_USERS, type CacheUser, cacheAccess } from '../../infra/constructs/cache-users.ts';
import { RedisServer, withoutRedisServer } from '../contract/redis-server.ts';
import { NAMES, published } from '../contract/samples.ts';

const ACCESS = cacheAccess('test');
const users = CACHE_USERS;

/** The work of each client in the cache, through the adapters of its function. */
const WORK: Record<CacheUser, (redis: Redis) => () => Promise<unknown>> = {
  publish: (redis) => publishing(redisPriceCache(redis, NAMES)),
  storefront(redis) {
    const cache = redisPriceCache(redis, NAMES);
    const publish = publishing(cache);
    return () => publish().then(() => cache.readMany(['SKU1', 'SKU2']));
  },
  repair(redis) {
    const cache = redisPriceCache(redis, NAMES);
    const publish = publishing(cache);
    const sentinel = redisCacheSentinel(redis, NAMES, randomUUID);
    return async () => {
      await sentinel.isComplete();
      const filling = await sentinel.begin();
      for await (const ids of redisContent(redis, NAMES).productIds()) await cache.heads(ids);
      await cache.heads(['SKU1'], 'A');
      await cache.putMany([{ productId: 'SKU1', epoch: 'A', price: published(1) }]);
      await publish();
      await sentinel.complete(filling);
    };
  },
  check(redis) {
    const content = redisContent(redis, NAMES);
    const sentinel = redisCacheSentinel(redis, NAMES, randomUUID);
    return async () => {
      for await (const ids of content.productIds()) await content.hashes(ids);
      await content.hashes(['SKU9']);
      await sentinel.isComplete();
      await sentinel.forget();
    };
  },
};

const publishing = (cache: PriceCache) => async () => {
  await cache.startEpoch('SKU1', 'A');
  const epoch = (await cache.epoch('SKU1')) ?? '';
  await cache.put('SKU1', epoch, published(2));
  await cache.discard('SKU1', epoch);
};

/** From the second call on, a script is called by its hash. */
async function twice(work: () => Promise<unknown>): Promise<void> {
  await work();
  await work();
}

/** The commands that an access string allows, without INFO, which every connection needs. */
const commandsOf = (user: CacheUser): string[] =>
  ACCESS[user].split(' ').filter((word) => word.startsWith('+') && word !== '+info');

const each = users.flatMap((user) => commandsOf(user).map((command) => [user, command] as const));

describe.skipIf(withoutRedisServer)('the users of the cache', () => {
  let server: RedisServer;
  let admin: Redis;
  let redis: Redis | undefined;
  beforeAll(async () => {
    server = await RedisServer.start();
    admin = await server.connected();
  });
  beforeEach(() => admin.flushall().then(() => admin.script('FLUSH')));
  afterEach(() => redis?.disconnect());
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  const as = async (user: CacheUser, access: string): Promise<Redis> => {
    await admin.acl('SETUSER', user, 'reset', '>secret', ...access.split(' '));
    redis = await server.connected({ username: user, password: 'secret', disableClientInfo: true });
    return redis;
  };

  it.each(users)('%s may make the calls of its code', async (user) => {
    const client = await as(user, ACCESS[user]);
    await twice(WORK[user](client));
  });

  it.each(each)('%s fails without %s', async (user, command) => {
    const words = ACCESS[user].split(' ').filter((word) => word !== command);
    const client = await as(user, words.join(' '));
    await expect(twice(WORK[user](client))).rejects.toThrow(/permission|can't run this command/);
  });

  it.each(users)('%s can neither empty the cache nor see other keys', async (user) => {
    const client = await as(user, ACCESS[user]);
    await expect(client.flushall()).rejects.toThrow(/permission/);
    await expect(client.config('GET', '*')).rejects.toThrow(/permission/);
    await expect(client.hget('another:1', 'price')).rejects.toThrow(/permission/);
  });

  it.each(['publish', 'storefront', 'repair'] as const)(
    '%s can publish on no other channel',
    async (user) => {
      await expect((await as(user, ACCESS[user])).publish('others', 'text')).rejects.toThrow(/permission/);
    },
  );

  it.each(['publish', 'storefront'] as const)('%s can not mark the cache as filled', async (user) => {
    const client = await as(user, ACCESS[user]);
    await expect(client.hset(NAMES.filled, 'server', 'me')).rejects.toThrow(/permission/);
  });
});

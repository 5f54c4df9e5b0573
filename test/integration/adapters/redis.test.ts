import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisContent } from '../../../adapters/cache-content.ts';
import { redisCacheSentinel, SENTINEL_KEY } from '../../../adapters/cache-sentinel.ts';
import { PRICES_CHANNEL, priceKey, redisPriceCache } from '../../../adapters/price-cache.ts';
import { cacheContentContract, type OpenContent } from '../../contract/cache-content.contract.ts';
import {
  cacheSentinelContract,
  inOneServer,
  type OpenSentinel,
} from '../../contract/cache-sentinel.contract.ts';
import { type OpenCache, priceCacheContract } from '../../contract/price-cache.contract.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { published } from '../../contract/samples.ts';

describe('the price cache in ioredis-mock', () => {
  const [redis, subscriber] = [new RedisMock() as unknown as Redis, new RedisMock() as unknown as Redis];

  priceCacheContract(() => openCache(redis, subscriber));
  describe('its sentinel', () => inOneServer(() => openSentinel(redis)));
  describe('its content', () => cacheContentContract(() => openContent(redis)));
});

describe.skipIf(withoutRedisServer)('the price cache in redis-server', () => {
  let server: RedisServer;
  let redis: Redis;
  let subscriber: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    [redis, subscriber] = [await server.connected(), await server.connected()];
  });
  afterAll(async () => {
    redis.disconnect();
    subscriber.disconnect();
    await server.stop();
  });

  priceCacheContract(() => openCache(redis, subscriber));
  describe('its content', () => cacheContentContract(() => openContent(redis)));
  describe('its sentinel', () =>
    cacheSentinelContract(async () => {
      const opened = await openSentinel(redis);
      return {
        ...opened,
        // The data is carried over to a new process.
        async moveToAnotherServer() {
          const hash = await redis.hgetall(SENTINEL_KEY);
          await server.stop();
          await server.start();
          [redis, subscriber] = [await server.connected(), await server.connected()];
          await redis.hset(SENTINEL_KEY, hash);
          opened.reconnect(redis);
        },
      };
    }));

  it('tells of a key of another type that it is no price, and of the others what they are', async () => {
    const { cache } = await openCache(redis, subscriber);
    await redis.set(priceKey('SKU1'), 'no hash');
    const epoch = await cache.startEpoch('SKU2', 'A');

    expect(await cache.heads(['SKU1', 'SKU2'])).toEqual(['unreadable', { epoch }]);
    expect(await cache.heads(['SKU1', 'SKU2'], 'B')).toEqual(['unreadable', { epoch }]);
    expect(await redisContent(redis).hashes(['SKU1', 'SKU2'])).toEqual(['unreadable', { epoch }]);
  });

  it('tells no price of fields that are none', async () => {
    const { cache } = await openCache(redis, subscriber);
    const epoch = await cache.startEpoch('SKU1', 'A');
    await cache.put('SKU1', epoch, published(1));
    await redis.hset(priceKey('SKU1'), 'price', 'much');

    expect(await cache.heads(['SKU1'])).toEqual([{ epoch }]);
  });

  it('puts many with a script that Redis has forgotten', async () => {
    const { cache } = await openCache(redis, subscriber);
    const ids = ['SKU1', 'SKU2'];
    const heads = await cache.heads(ids, 'A');
    await redis.script('FLUSH');

    const puts = ids.map((productId, at) => {
      const { epoch = '' } = heads[at] as { epoch?: string };
      return { productId, epoch, price: published(1) };
    });
    expect(await cache.putMany(puts)).toEqual([{ kind: 'put' }, { kind: 'put' }]);
  });

  it('holds a price as the hash that is documented', async () => {
    const { cache } = await openCache(redis, subscriber);
    const epoch = await cache.startEpoch('SKU1', 'A');
    await cache.put('SKU1', epoch, published(3));

    expect(await redis.hgetall('price:SKU1')).toEqual({
      epoch,
      price: '903',
      currency: 'EUR',
      'price.revision': '3',
      referencePrice: '950',
      decidedAt: published(3).decidedAt,
      eventId: 'e3',
    });
  });

  it('puts with a script that Redis has forgotten', async () => {
    const { cache } = await openCache(redis, subscriber);
    const epoch = await cache.startEpoch('SKU1', 'A');
    await cache.put('SKU1', epoch, published(1));
    await redis.script('FLUSH');

    expect(await cache.put('SKU1', epoch, published(2))).toEqual({ kind: 'put' });
  });

  it('fails as CacheUnavailable on a key of another type', async () => {
    const { cache } = await openCache(redis, subscriber);
    await redis.set(priceKey('SKU1'), 'no hash');
    const unavailable = expect.objectContaining({
      name: 'CacheUnavailable',
      message: expect.stringContaining('WRONGTYPE'),
    });

    await expect(cache.read('SKU1')).rejects.toThrow(unavailable);
    await expect(cache.readMany(['SKU2', 'SKU1'])).rejects.toThrow(unavailable);
    await expect(cache.put('SKU1', 'A', published(1))).rejects.toThrow(unavailable);
  });
});

async function openContent(redis: Redis): Promise<OpenContent> {
  await redis.flushall();
  return { content: redisContent(redis), set: async (key, hash) => void (await redis.hset(key, hash)) };
}

async function openSentinel(
  redis: Redis,
): Promise<Omit<OpenSentinel, 'moveToAnotherServer'> & { reconnect(to: Redis): void }> {
  await redis.flushall();
  let generations = 0;
  const on = (client: Redis) => redisCacheSentinel(client, () => `generation-${++generations}`);
  let sentinel = on(redis);
  return {
    sentinel: {
      isComplete: () => sentinel.isComplete(),
      begin: () => sentinel.begin(),
      complete: (filling) => sentinel.complete(filling),
      forget: () => sentinel.forget(),
    },
    flush: async () => void (await redis.flushall()),
    reconnect(to) {
      sentinel = on(to);
    },
  };
}

/** Empties Redis and listens to its channel. */
async function openCache(redis: Redis, subscriber: Redis): Promise<OpenCache> {
  await redis.flushall();
  const heard: string[] = [];
  subscriber.removeAllListeners('message');
  subscriber.on('message', (_channel: string, message: string) => heard.push(message));
  // ioredis-mock delivers twice to who subscribes twice.
  await subscriber.unsubscribe();
  await subscriber.subscribe(PRICES_CHANNEL);
  /** What was told until now: it has been heard once this word is. */
  const hear = async (word: string): Promise<string[]> => {
    await redis.publish(PRICES_CHANNEL, word);
    while (heard.at(-1) !== word) await new Promise(setImmediate);
    return heard.splice(0).slice(0, -1);
  };
  await hear('what comes late from the test before');
  return {
    cache: redisPriceCache(redis),
    flush: async () => void (await redis.flushall()),
    messages: async () => (await hear('the end')).map((text) => JSON.parse(text)),
  };
}

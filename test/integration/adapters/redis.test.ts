import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisContent } from '../../../adapters/cache-content.ts';
import { redisCacheSentinel } from '../../../adapters/cache-sentinel.ts';
import { redisPriceCache } from '../../../adapters/price-cache.ts';
import { cacheContentContract, type OpenContent } from '../../contract/cache-content.contract.ts';
import {
  cacheSentinelContract,
  inOneServer,
  type OpenSentinel,
} from '../../contract/cache-sentinel.contract.ts';
import { type OpenCache, priceCacheContract } from '../../contract/price-cache.contract.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { NAMES, published } from '../../contract/samples.ts';

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
        // The data is moved to a new process.
        async moveToAnotherServer() {
          const hash = await redis.hgetall(NAMES.filled);
          await server.stop();
          await server.start();
          [redis, subscriber] = [await server.connected(), await server.connected()];
          await redis.hset(NAMES.filled, hash);
          opened.reconnect(redis);
        },
      };
    }));

  it('ignores a key of another type, and starts an epoch in its place', async () => {
    const { cache } = await openCache(redis, subscriber);
    await redis.set(NAMES.price('SKU1'), 'no hash');
    const epoch = await cache.startEpoch('SKU2', 'A');

    expect(await cache.heads(['SKU1', 'SKU2'])).toEqual([{}, { epoch }]);
    expect(await cache.readMany(['SKU1', 'SKU2'])).toEqual([undefined, undefined]);
    expect(await cache.read('SKU1')).toBeUndefined();
    expect(await cache.epoch('SKU1')).toBeUndefined();
    expect(await cache.put('SKU1', epoch, published(1))).toEqual({ kind: 'epoch-moved' });
    expect(await cache.discard('SKU1', epoch)).toBe(false);
    expect(await redisContent(redis, NAMES).hashes(['SKU1', 'SKU2'])).toEqual(['unreadable', { epoch }]);

    const begun = { epoch: expect.stringMatching(/^B@/) };
    expect(await cache.heads(['SKU1', 'SKU2'], 'B')).toEqual([begun, { epoch }]);
  });

  it('returns no price for invalid fields', async () => {
    const { cache } = await openCache(redis, subscriber);
    const epoch = await cache.startEpoch('SKU1', 'A');
    await cache.put('SKU1', epoch, published(1));
    await redis.hset(NAMES.price('SKU1'), 'price', 'much');

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

    expect(await redis.hgetall('test:price:SKU1')).toEqual({
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
});

async function openContent(redis: Redis): Promise<OpenContent> {
  await redis.flushall();
  return {
    content: redisContent(redis, NAMES),
    key: NAMES.price,
    set: async (key, hash) => void (await redis.hset(key, hash)),
  };
}

async function openSentinel(
  redis: Redis,
): Promise<Omit<OpenSentinel, 'moveToAnotherServer'> & { reconnect(to: Redis): void }> {
  await redis.flushall();
  let generations = 0;
  const on = (client: Redis) => redisCacheSentinel(client, NAMES, () => `generation-${++generations}`);
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
  // ioredis-mock delivers twice to a client that subscribes twice.
  await subscriber.unsubscribe();
  await subscriber.subscribe(NAMES.channel);
  /** The messages before this one have been heard once it is heard. */
  const hear = async (word: string): Promise<string[]> => {
    await redis.publish(NAMES.channel, word);
    while (heard.at(-1) !== word) await new Promise(setImmediate);
    return heard.splice(0).slice(0, -1);
  };
  await hear('what comes late from the test before');
  return {
    cache: redisPriceCache(redis, NAMES),
    write: async (productId, fields) => void (await redis.hset(NAMES.price(productId), fields)),
    flush: async () => void (await redis.flushall()),
    messages: async () => (await hear('the end')).map((text) => JSON.parse(text)),
  };
}

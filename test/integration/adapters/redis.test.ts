import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRICES_CHANNEL, priceKey, redisPriceCache } from '../../../adapters/price-cache.ts';
import { type OpenCache, priceCacheContract } from '../../contract/price-cache.contract.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { published } from '../../contract/samples.ts';

describe('the price cache in ioredis-mock', () => {
  const [redis, subscriber] = [new RedisMock() as unknown as Redis, new RedisMock() as unknown as Redis];

  priceCacheContract(() => openCache(redis, subscriber));
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

  it('holds a price as the hash that is documented', async () => {
    const { cache } = await openCache(redis, subscriber);
    await cache.startEpoch('SKU1', 'A');
    await cache.put('SKU1', 'A', published(3));

    expect(await redis.hgetall('price:SKU1')).toEqual({
      epoch: 'A',
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
    await cache.startEpoch('SKU1', 'A');
    await cache.put('SKU1', 'A', published(1));
    await redis.script('FLUSH');

    expect(await cache.put('SKU1', 'A', published(2))).toEqual({ kind: 'put' });
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

import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { type PriceCache, redisPriceCache } from '../../../adapters/price-cache.ts';
import { NAMES, published } from '../../contract/samples.ts';

const options = {
  host: '127.0.0.1',
  commandTimeout: 50,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: () => null,
};
let redis: Redis;
afterEach(() => redis.disconnect());

const CALLS: [string, (cache: PriceCache) => Promise<unknown>][] = [
  ['epoch', (cache) => cache.epoch('SKU1')],
  ['startEpoch', (cache) => cache.startEpoch('SKU1', 'A')],
  ['put', (cache) => cache.put('SKU1', 'A', published(1))],
  ['discard', (cache) => cache.discard('SKU1', 'A')],
  ['read', (cache) => cache.read('SKU1')],
  ['readMany', (cache) => cache.readMany(['SKU1', 'SKU2'])],
];
const unavailable = expect.objectContaining({ name: 'CacheUnavailable' });

it.each(CALLS)('names it CacheUnavailable when there is no Redis: %s', async (_, call) => {
  const port = await closedPort();
  redis = new Redis({ ...options, port });
  redis.on('error', () => {});

  await expect(call(redisPriceCache(redis, NAMES))).rejects.toThrow(unavailable);
});

/** A port without a listener. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

it.each(CALLS)('names it CacheUnavailable when Redis does not answer in time: %s', async (_, call) => {
  // It accepts every command and never answers.
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  redis = new Redis({
    ...options,
    port: typeof address === 'object' && address ? address.port : 0,
    enableReadyCheck: false,
  });
  redis.on('error', () => {});
  await new Promise((resolve) => redis.once('ready', resolve));

  await expect(call(redisPriceCache(redis, NAMES))).rejects.toThrow(unavailable);
  redis.disconnect();
  server.close();
});

import type { Redis } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { startStack } from '../../../local/stack.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { atTheEnd } from './support/cleanup.ts';
import { eventually } from './support/eventually.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';

const refused = (message: RegExp) =>
  expect.objectContaining({ name: 'CacheRefused', message: expect.stringMatching(message) });

describe.skipIf(withoutRedisServer)('one Redis for several stacks', () => {
  let server: RedisServer;
  let redis: Redis;
  let redisUrl: string;
  beforeAll(async () => {
    server = await RedisServer.start();
    redis = await server.connected();
    redisUrl = `redis://127.0.0.1:${server.port}`;
    atTheEnd(async () => {
      redis.disconnect();
      await server.stop();
    });
  });
  const start = async (options: { name?: string; redisUrl?: string }) =>
    startStack({ redisUrl, port: 0, dataDir: await freshDir(), onFault: () => {}, ...options });

  it('separates their prices by name, and refuses a second stack of the same name', async () => {
    const [one, other] = [
      await openShop({ redisUrl, name: 'one' }),
      await openShop({ redisUrl, name: 'other' }),
    ];
    for (const [{ shop }, stock] of [
      [one, STOCK.low],
      [other, STOCK.over],
    ] as const) {
      await shop.putPolicy(byStock());
      await shop.stock(product('SKU1'));
      const [id = ''] = await shop.send({ productId: 'SKU1', stock, sequence: 1 });
      await shop.ended(id);
    }

    expect(await one.shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low });
    expect(await other.shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.over });
    expect(await redis.hget('one:price:SKU1', 'price')).toBe(String(PRICE_WHEN.low));
    expect(await redis.hget('other:price:SKU1', 'price')).toBe(String(PRICE_WHEN.over));
    await expect(start({ name: 'one' })).rejects.toThrow(
      refused(/^the Redis at redis:.* is filled by another stack \(one:owner is .*DEL one:owner$/),
    );
    await one.close();
    // Its prices are still there when the same stack starts again.
    const again = await openShop({ redisUrl, name: 'one', dataDir: one.dataDir });
    expect(await again.shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low });
    await again.close();
    await other.close();
  });

  it('claims its name again in a Redis that lost its data, and reports it if another stack was first', async () => {
    const lines: string[] = [];
    const { close } = await openShop({ redisUrl, name: 'lost', onNotice: (line) => lines.push(line) });
    const owner = await redis.get('lost:owner');
    await redis.flushall();
    await eventually(async () => expect(await redis.get('lost:owner')).toBe(owner));

    await redis.set('lost:owner', 'another stack');

    await eventually(async () =>
      expect(lines).toEqual([
        expect.stringMatching(/lost:owner is another stack.*Redis is not refilled until then\.$/),
      ]),
    );
    await close();
  });

  it('is refused where it is a node of a Redis Cluster', async () => {
    const cluster = await RedisServer.start({
      'cluster-enabled': 'yes',
      'cluster-config-file': `${await freshDir()}/nodes.conf`,
    });
    atTheEnd(() => cluster.stop());

    await expect(start({ redisUrl: `redis://127.0.0.1:${cluster.port}` })).rejects.toThrow(
      refused(/is a node of a Redis Cluster, .*cluster mode disabled$/),
    );
  });
});

import type { Redis } from 'ioredis';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withoutRedisServer } from '../../contract/redis-server.ts';
import { SentEvents } from '../../contract/sse.ts';
import { EMPTY } from '../../empty.ts';
import { atTheEnd } from './support/cleanup.ts';
import { eventually } from './support/eventually.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';
import type { Shop } from './support/shop.ts';

const KEY = 'local:price:SKU1';
const FORGED = { price: '1', 'price.revision': '1000000' };

describe.skipIf(withoutRedisServer)('a wrong price in Redis', () => {
  let opened: OpenShop;
  let shop: Shop;
  let redis: Redis;
  let sequence = 0;
  const send = async (stock: number) => {
    sequence += 1;
    const [id = ''] = await shop.send({ productId: 'SKU1', stock, sequence });
    await eventually(async () => expect((await shop.event(id)).row.outcome).toBeDefined());
    return (await shop.event(id)).row;
  };
  const verified = async () =>
    (await (await shop.call('GET', '/api/cache/verify')).text()).trim().split('\n').at(-1);

  beforeAll(async () => {
    opened = await openShop();
    shop = opened.shop;
    redis = shop.redis;
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    await shop.settled('SKU1');
  });
  beforeEach(() => send(STOCK.normal));

  it('is never answered, and is replaced when it is read', async () => {
    await redis.hset(KEY, FORGED);

    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.normal });
    expect(await shop.hash('SKU1')).toMatchObject({ price: String(PRICE_WHEN.normal) });
  });

  it('with the revision in force is noticed as well', async () => {
    await redis.hset(KEY, 'price', '1');

    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.normal });
    expect(await shop.hash('SKU1')).toMatchObject({ price: String(PRICE_WHEN.normal) });
  });

  it('overtakes no event', async () => {
    await redis.hset(KEY, FORGED);

    const row = await send(STOCK.low);

    expect(row).toMatchObject({ outcome: 'priced', publishedAt: expect.any(String) });
    expect(row.overtakenAt).toBeUndefined();
    expect(await shop.hash('SKU1')).toMatchObject({ price: String(PRICE_WHEN.low) });
  });

  it('is found by verify and replaced by rebuild', async () => {
    await redis.hset(KEY, FORGED);
    await redis.hset('local:price:STRANGE', FORGED);
    expect(JSON.parse((await verified()) ?? '')).toMatchObject({
      done: { differences: { 'newer-in-redis': 1, 'unknown-in-redis': 1 } },
    });

    const rebuilt = await (await shop.call('POST', '/api/cache/rebuild', {})).text();

    expect(JSON.parse(rebuilt.trim().split('\n').at(-1) ?? '')).toMatchObject({
      done: { published: 1, discarded: 2 },
    });
    expect(JSON.parse((await verified()) ?? '')).toMatchObject({ done: { differences: EMPTY } });
    expect(await redis.exists('local:price:STRANGE')).toBe(0);
  });

  it.each(['DEL', 'FLUSHALL'])('is not remembered after %s', async (command) => {
    await redis.hset(KEY, FORGED);
    await shop.price('SKU1');

    await (command === 'DEL' ? redis.del(KEY) : redis.flushall());

    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.normal });
  });

  it('under a key of another type is replaced by the next price', async () => {
    await redis.del(KEY);
    await redis.set(KEY, 'no hash');
    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.normal });

    expect(await send(STOCK.low)).toMatchObject({ outcome: 'priced', publishedAt: expect.any(String) });

    expect(await shop.hash('SKU1')).toMatchObject({ price: String(PRICE_WHEN.low) });
  });

  it('forged on the channel reaches no live page', async () => {
    const stream = new SentEvents(await fetch(`${opened.stack.url}/v1/prices/stream?ids=SKU1`));
    atTheEnd(() => stream.close());
    const first = await stream.nextNamed('price');
    const { kind: _, source: _source, asOf: _asOf, ...shown } = first as Record<string, unknown>;
    for (const revision of [1_000_000, Number(first['price.revision']) + 1])
      await redis.publish('local:prices', JSON.stringify({ ...shown, price: 1, 'price.revision': revision }));

    await send(STOCK.low);

    expect(await stream.nextNamed('price')).toMatchObject({ price: PRICE_WHEN.low });
    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low });
  });

  it('causes no fault', () => expect(opened.faults).toEqual([]));
});

import { beforeEach, describe, expect, it } from 'vitest';
import { CacheUnavailable } from '../../../domain/values/errors.ts';
import { at } from '../../contract/samples.ts';
import { Shop } from './shop.ts';

let shop: Shop;
beforeEach(() => {
  shop = new Shop();
});

const price = '/v1/prices/SKU1';

describe('a price', () => {
  it('comes from Redis, with all its fields', async () => {
    await shop.sell('SKU1', 7);
    shop.pass(1000);

    const response = await shop.get(price);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      productId: 'SKU1',
      price: 907,
      currency: 'EUR',
      'price.revision': 7,
      referencePrice: 950,
      source: 'cache',
      asOf: shop.now,
      decidedAt: at(0),
      eventId: 'e7',
    });
  });

  it('is compared with the record when a process first sees it, and not again', async () => {
    await shop.sell('SKU1', 7);

    await shop.get(price);
    expect(shop.asked.record).toBe(1);
    for (let time = 0; time < 3; time += 1)
      expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'cache' });

    expect(shop.asked.record).toBe(1);
  });

  it('is compared with the record once more when it is another', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    await shop.sell('SKU1', 8);

    for (let time = 0; time < 3; time += 1)
      expect(await shop.body(price)).toMatchObject({ 'price.revision': 8, source: 'cache' });

    expect(shop.asked.record).toBe(1);
  });

  it('may be cached by the client only, and must be revalidated', async () => {
    await shop.sell('SKU1', 7);

    expect((await shop.get(price)).headers.get('cache-control')).toBe('private, no-cache');
  });

  it('comes from the record when Redis has none, and is in Redis from then on', async () => {
    shop.list('SKU1');
    shop.decide('SKU1', 7);

    expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'record' });
    expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'cache' });
    expect(shop.asked.record).toBe(1);
  });

  it('comes from the record when Redis is gone', async () => {
    await shop.sell('SKU1', 7);
    shop.down.add('cache');

    expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'record' });
  });

  it('is not put into a Redis that was just unreachable', async () => {
    await shop.sell('SKU1', 7);
    shop.down.add('cache');
    shop.asked.cache = 0;

    await shop.get(price);

    expect(shop.asked.cache).toBe(1);
  });

  it('comes from the record when Redis goes while the price is being put there', async () => {
    const put = () => Promise.reject(new CacheUnavailable('gone'));
    const losing = new Shop({ ...shop.deps, cache: { ...shop.deps.cache, put } });
    shop.list('SKU1');
    shop.decide('SKU1', 7);

    expect(await losing.body(price)).toMatchObject({ 'price.revision': 7, source: 'record' });
  });

  it('comes from Redis when the record is gone', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.down.add('record').add('catalog');

    expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'cache' });
  });

  it.each(['a/b', 'a.b', '..', 'a b', 'a,b', 'é', '%', 'stream'])(
    'is found under an id such as "%s"',
    async (id) => {
      await shop.sell(id, 7);
      const path =
        id === '..' || id === 'stream' ? `/v1/prices?ids=${id}` : `/v1/prices/${encodeURIComponent(id)}`;

      const body = await shop.body(path);

      expect([body, ...((body['prices'] as []) ?? [])]).toContainEqual(
        expect.objectContaining({ productId: id }),
      );
    },
  );
});

describe('the entity tag', () => {
  it('is the revision of the price', async () => {
    await shop.sell('SKU1', 7);

    expect((await shop.get(price)).headers.get('etag')).toBe('"7"');
  });

  it.each(['"7"', 'W/"7"', '"3", "7"', '*'])('that the client has saves it the body: %s', async (tag) => {
    await shop.sell('SKU1', 7);

    const response = await shop.get(price, { 'if-none-match': tag });

    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe('"7"');
    expect(await response.text()).toBe('');
  });

  it.each(['"6"', '7', '"77"', ''])('of another price does not: %s', async (tag) => {
    await shop.sell('SKU1', 7);

    expect((await shop.get(price, { 'if-none-match': tag })).status).toBe(200);
  });
});

describe('minRevision', () => {
  it('is satisfied by Redis where that is new enough', async () => {
    await shop.sell('SKU1', 7);

    expect(await shop.body(`${price}?minRevision=7`)).toMatchObject({ 'price.revision': 7, source: 'cache' });
  });

  it('is satisfied by the record where Redis is behind, and Redis is brought up to date', async () => {
    await shop.sell('SKU1', 7);
    shop.decide('SKU1', 9);

    expect(await shop.body(`${price}?minRevision=8`)).toMatchObject({
      'price.revision': 9,
      source: 'record',
    });
    expect(await shop.body(price)).toMatchObject({ 'price.revision': 9, source: 'cache' });
  });

  it('above the newest revision is the client’s mistake', async () => {
    await shop.sell('SKU1', 7);

    const response = await shop.get(`${price}?minRevision=8`);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'urn:pricewire:problem:min-revision-above-newest',
      detail: 'the newest price of SKU1 is of revision 7',
    });
  });

  it.each(['-1', '1.5', 'abc', '1e3', '', '0x7', '99999999999999999999'])(
    'must be a whole number, not "%s"',
    async (text) => {
      await shop.sell('SKU1', 7);

      const response = await shop.get(`${price}?minRevision=${text}`);

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: 'urn:pricewire:problem:bad-min-revision' });
    },
  );
});

describe('concurrent readers after Redis lost its data', () => {
  it('cost one read of the record', async () => {
    await shop.sell('SKU1', 7);
    shop.cacheShows('SKU1', undefined);

    const bodies = await Promise.all(Array.from({ length: 50 }, () => shop.body(price)));

    expect(bodies.every((body) => body['price.revision'] === 7)).toBe(true);
    expect(shop.asked.record).toBe(1);
  });

  it('still get the revision they need when it is newer than the read under way', async () => {
    let startReading = () => {};
    const started = new Promise<void>((resolve) => {
      startReading = resolve;
    });
    let finish = () => {};
    const { priceStates } = shop.deps;
    let reads = 0;
    const slow = new Shop({
      priceStates: {
        ...priceStates,
        async read(productId) {
          const state = await priceStates.read(productId);
          reads += 1;
          if (reads > 1) return state;
          startReading();
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          return state;
        },
      },
    });
    slow.list('SKU1');
    shop.decide('SKU1', 7);
    const early = slow.body(price);
    await started;
    shop.decide('SKU1', 8);

    const late = slow.body(`${price}?minRevision=8`);
    while (slow.asked.cache < 4) await new Promise(setImmediate);
    finish();

    expect(await late).toMatchObject({ 'price.revision': 8 });
    expect((await early)['price.revision']).toBeGreaterThanOrEqual(7);
  });
});

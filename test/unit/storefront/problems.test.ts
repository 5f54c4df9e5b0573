import { beforeEach, describe, expect, it } from 'vitest';
import { UnreadableItem } from '../../../domain/values/errors.ts';
import { Shop } from './shop.ts';

let shop: Shop;
beforeEach(() => {
  shop = new Shop();
});

const price = '/v1/prices/SKU1';

describe('a problem', () => {
  it('has the format of RFC 9457 and is not cached', async () => {
    const response = await shop.get(price);

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: 'urn:pricewire:problem:unknown-product',
      title: 'No such product',
      status: 404,
      detail: 'SKU1 is not in the catalog',
    });
  });

  it('of the server does not show internals to the client', async () => {
    const { catalog } = shop.deps;
    const product = () => Promise.reject(new Error('the password is 1234'));
    const broken = new Shop({ catalog: { ...catalog, product } });

    const response = await broken.get(price);

    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('1234');
    expect(broken.faults).toEqual([new Error('the password is 1234')]);
  });
});

describe('a fault that is not an outage', () => {
  const fault = new Error('not an outage');
  const fail = () => Promise.reject(fault);

  it('of the record is reported, and not hidden by a remembered price', async () => {
    const broken = new Shop({ ...shop.deps, priceStates: { ...shop.deps.priceStates, read: fail } });
    await shop.sell('SKU1', 7);
    await broken.get(price);
    shop.cacheShows('SKU1', undefined);

    expect((await broken.get(price)).status).toBe(500);
    expect(shop.faults).toEqual([fault]);
  });

  it('of Redis is reported, and not hidden by the record', async () => {
    const broken = new Shop({ ...shop.deps, cache: { ...shop.deps.cache, readMany: fail } });
    await shop.sell('SKU1', 7);

    expect((await broken.get(price)).status).toBe(500);
    expect(shop.faults).toEqual([fault]);
  });
});

describe('an item that cannot be read', () => {
  const fail = () => Promise.reject(new UnreadableItem('price-state', { productId: 'SKU1' }, 'x'));

  it('of the record is answered with the remembered price, or with 503', async () => {
    const broken = new Shop({ ...shop.deps, priceStates: { ...shop.deps.priceStates, read: fail } });
    await shop.sell('SKU1', 7);
    shop.list('SKU2');
    await broken.get(price);
    shop.cacheShows('SKU1', undefined);

    expect(await broken.body(price)).toMatchObject({ price: 907, source: 'memory' });
    expect((await broken.get('/v1/prices/SKU2')).status).toBe(503);
  });

  it('of the record does not affect other products of the request', async () => {
    const { priceStates } = shop.deps;
    await shop.sell('SKU1', 7);
    await shop.sell('SKU2', 8);
    const unreadable = new UnreadableItem('price-state', { productId: 'SKU1' }, 'x');
    const broken = new Shop({
      ...shop.deps,
      priceStates: {
        ...priceStates,
        readPrices: (ids, skipped) => {
          if (ids.includes('SKU1')) skipped?.(unreadable);
          return priceStates.readPrices(ids.filter((id) => id !== 'SKU1'));
        },
      },
    });

    const { prices, missing } = await broken.body('/v1/prices?ids=SKU1,SKU2');
    expect(prices).toMatchObject([{ productId: 'SKU2', price: 908 }]);
    expect(missing).toMatchObject([{ productId: 'SKU1', status: 503 }]);
  });

  it('of the catalog does not affect the price in Redis, or other products', async () => {
    await shop.sell('SKU1', 7);
    await shop.sell('SKU2', 8);
    const { product } = shop.deps.catalog;
    const broken = new Shop({
      ...shop.deps,
      catalog: { ...shop.deps.catalog, product: (id) => (id === 'SKU1' ? fail() : product(id)) },
    });

    expect(await broken.body('/v1/prices?ids=SKU1,SKU2')).toMatchObject({
      prices: [{ price: 907 }, { price: 908 }],
    });
  });
});

describe('a product', () => {
  it('that is not in the catalog is unknown, even with a price in Redis', async () => {
    await shop.sell('SKU1', 7);
    const other = new Shop({ cache: shop.deps.cache });

    expect((await other.get(price)).status).toBe(404);
  });

  it.each([
    ['nothing was decided for', (on: Shop) => on.list('SKU1')],
    [
      'only holds were decided for',
      (on: Shop) => {
        on.list('SKU1');
        on.decideNothing('SKU1');
      },
    ],
  ])('that %s has no price yet', async (_, prepare) => {
    prepare(shop);

    const response = await shop.get(price);

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'urn:pricewire:problem:no-price-yet' });
  });

  it('that is retired is gone, although Redis still has its price', async () => {
    await shop.sell('SKU1', 7);
    shop.list('SKU1', 'retired');

    const response = await shop.get(price);

    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ type: 'urn:pricewire:problem:product-retired' });
  });

  it('that is retired while it is being sold is gone 5 seconds later at the latest', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.list('SKU1', 'retired');

    shop.pass(5000);

    expect((await shop.get(price)).status).toBe(410);
  });

  it('is not looked up in the catalog again within 5 seconds', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.pass(4999);

    await shop.get(price);

    expect(shop.asked.catalog).toBe(1);
  });

  it('is looked up once for concurrent readers', async () => {
    await shop.sell('SKU1', 7);

    await Promise.all([shop.get(price), shop.get(price), shop.get(price)]);

    expect(shop.asked.catalog).toBe(1);
  });

  it('that was new is found 5 seconds later at the latest', async () => {
    expect((await shop.get(price)).status).toBe(404);
    await shop.sell('SKU1', 7);

    shop.pass(5000);

    expect((await shop.get(price)).status).toBe(200);
  });

  it('that was retired stays gone while the catalog cannot be reached', async () => {
    await shop.sell('SKU1', 7);
    shop.list('SKU1', 'retired');
    await shop.get(price);
    shop.down.add('catalog');

    shop.pass(60_000);

    expect((await shop.get(price)).status).toBe(410);
    // Now without a read, because the catalog is not read for a second.
    expect((await shop.get(price)).status).toBe(410);
    expect(shop.asked.catalog).toBe(2);
  });

  it('is not looked up for a second after the catalog could not be reached', async () => {
    await shop.sell('SKU1', 7);
    shop.down.add('catalog');
    await shop.get(price);

    shop.pass(999);
    await shop.get(price);
    expect(shop.asked.catalog).toBe(1);

    shop.pass(1);
    await shop.get(price);
    expect(shop.asked.catalog).toBe(2);
  });
});

describe('an id that no product can have', () => {
  it.each(['%00', 'a%7Bb%7D', '%20SKU1', '%zz', '%C3', 'x'.repeat(129), '%0D%0AX-Evil%3A1'])(
    'is refused: %s',
    async (id) => {
      const response = await shop.get(`/v1/prices/${id}`);

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: 'urn:pricewire:problem:bad-product-id' });
      expect(shop.asked).toEqual({ cache: 0, record: 0, catalog: 0 });
    },
  );
});

describe('an unknown path', () => {
  it.each([
    '/v1/prices/',
    '/v1/prices/a/b',
    '/v1/prices//SKU1',
    '/v1/prices/../../etc/passwd',
    '/',
    '/v2/prices/SKU1',
  ])('is answered with nothing but a problem: %s', async (path) => {
    await shop.sell('SKU1', 7);

    const response = await shop.get(path);

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('a method other than GET', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])('is refused: %s', async (method) => {
    await shop.sell('SKU1', 7);
    for (const path of [price, '/v1/prices?ids=SKU1', '/v1/prices/stream?ids=SKU1']) {
      const response = await shop.app.request(path, {
        method,
        headers: { origin: 'https://elsewhere.example' },
      });

      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET');
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(shop.listeners.size).toBe(0);
  });
});

it('lets no page of another origin read the answer', async () => {
  await shop.sell('SKU1', 7);

  const { headers } = await shop.get(price, { origin: 'https://elsewhere.example' });

  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

describe('when neither Redis nor the record can be read', () => {
  it('a price that this process never knew is unavailable for now', async () => {
    await shop.sell('SKU1', 7);
    shop.down.add('cache').add('record').add('catalog');

    const response = await shop.get(price);

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ type: 'urn:pricewire:problem:unavailable' });
  });

  it('the last price that this process knew is given, marked with its age', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    const knownAt = shop.now;
    shop.down.add('cache').add('record').add('catalog');
    shop.pass(90_400);

    const response = await shop.get(price);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      'price.revision': 7,
      source: 'memory',
      asOf: knownAt,
      ageMs: 90_400,
    });
    expect(response.headers.get('age')).toBe('90');
    expect(response.headers.get('warning')).toBe('110 - "Response is Stale"');
  });

  it('its age does not start over with every answer', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.down.add('cache').add('record').add('catalog');
    shop.pass(1000);
    await shop.get(price);
    shop.pass(1000);

    expect(await shop.body(price)).toMatchObject({ source: 'memory', ageMs: 2000 });
  });

  it('it is never answered with 304', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.down.add('cache').add('record');

    expect((await shop.get(price, { 'if-none-match': '"7"' })).status).toBe(200);
  });

  it('it is not answered to a client that needs a newer one', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.down.add('cache').add('record');

    expect((await shop.get(`${price}?minRevision=8`)).status).toBe(503);
  });

  it('an older price in Redis is not answered either', async () => {
    await shop.sell('SKU1', 7);
    await shop.get(price);
    shop.cacheShows('SKU1', 6);
    shop.down.add('record');

    expect(await shop.body(price)).toMatchObject({ 'price.revision': 7, source: 'memory' });
  });

  it('a product is not reported as known when the catalog could not be read', async () => {
    shop.down.add('catalog');

    expect((await shop.get(price)).status).toBe(503);
  });

  it('an unknown product is not reported as unpriced', async () => {
    shop.list('SKU1');
    shop.down.add('record');

    expect((await shop.get(price)).status).toBe(503);
  });
});

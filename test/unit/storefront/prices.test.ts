import { beforeEach, describe, expect, it } from 'vitest';
import { Shop } from './shop.ts';

let shop: Shop;
beforeEach(() => {
  shop = new Shop();
});

const ids = (count: number): string[] => Array.from({ length: count }, (_, number) => `SKU${number}`);
const many = async (query: string) =>
  (await shop.body(`/v1/prices?ids=${query}`)) as {
    prices: { productId: string; source: string }[];
    missing: { productId: string; status: number; title: string }[];
  };

it('answers several prices in the order they were asked for, each once', async () => {
  for (const [at, id] of ['A', 'B'].entries()) await shop.sell(id, at + 1);

  const { prices, missing } = await many('B,A,B');

  expect(prices).toMatchObject([
    { productId: 'B', 'price.revision': 2, source: 'cache' },
    { productId: 'A', 'price.revision': 1, source: 'cache' },
  ]);
  expect(missing).toEqual([]);
});

it('reads Redis once for all, and the record only for missing prices', async () => {
  for (const id of ids(10)) await shop.sell(id, 1);
  await many(ids(10).join());
  shop.asked.record = 0;
  shop.cacheShows('SKU3', undefined);
  shop.cacheShows('SKU4', undefined);
  shop.asked.cache = 0;

  const { prices } = await many(ids(10).join());

  expect(prices.map(({ source }) => source).filter((source) => source === 'record')).toHaveLength(2);
  expect(shop.asked.record).toBe(2);
  // One for all; then, for each of the two, its epoch and the repair.
  expect(shop.asked.cache).toBe(1 + 2 * 2);
});

it('says of each product why it has no price', async () => {
  await shop.sell('sold', 1);
  shop.list('new');
  shop.list('old', 'retired');

  expect(await many('none,sold,new,old,%00')).toMatchObject({
    prices: [{ productId: 'sold' }],
    missing: [
      { productId: 'none', status: 404, title: 'No such product' },
      { productId: 'new', status: 404, title: 'The product has no price yet' },
      { productId: 'old', status: 410, title: 'The product is retired' },
      { productId: '%00', status: 400, title: 'Not a product id' },
    ],
  });
});

it('reports each product as unavailable when neither store can be read', async () => {
  await shop.sell('known', 1);
  await shop.sell('strange', 1);
  await many('known');
  shop.down.add('cache').add('record');

  expect(await many('known,strange')).toMatchObject({
    prices: [{ productId: 'known', source: 'memory' }],
    missing: [{ productId: 'strange', status: 503 }],
  });
});

it('takes an id with a comma or a blank in it', async () => {
  await shop.sell('a,b', 1);
  await shop.sell('c d', 1);

  for (const blank of ['+', '%20'])
    expect((await many(`a%2Cb,c${blank}d`)).prices.map(({ productId }) => productId)).toEqual(['a,b', 'c d']);
});

describe('the list of ids', () => {
  it('may name a hundred, duplicates not counted', async () => {
    for (const id of ids(100)) await shop.sell(id, 1);

    expect((await many([...ids(100), 'SKU0'].join())).prices).toHaveLength(100);
  });

  it('may not name more', async () => {
    const response = await shop.get(`/v1/prices?ids=${ids(101).join()}`);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'urn:pricewire:problem:too-many-ids',
      detail: '101 products were asked for; 100 may be',
    });
    expect(shop.asked).toEqual({ cache: 0, record: 0, catalog: 0 });
  });

  it.each(['', '?', '?ids=', '?ids=,,', '?id=A', '?other=ids=A'])('must name one: "%s"', async (query) => {
    const response = await shop.get(`/v1/prices${query}`);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'urn:pricewire:problem:bad-ids' });
  });

  it('may be given in parts', async () => {
    await shop.sell('A', 1);
    await shop.sell('B', 1);

    expect((await many('A&ids=B')).prices).toHaveLength(2);
  });
});

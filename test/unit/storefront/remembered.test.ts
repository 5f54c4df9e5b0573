import { beforeEach, expect, it } from 'vitest';
import { emit } from '../../../tasks/telemetry/measured.ts';
import { rememberedMeasures } from '../../../tasks/telemetry/storefront-measures.ts';
import { at } from '../../contract/samples.ts';
import { linesOf } from '../tasks/telemetry/lines.ts';
import { Shop } from './shop.ts';

let shop: Shop;
let told: number[];
beforeEach(async () => {
  told = [];
  shop = new Shop({ onRemembered: (ageMs) => told.push(ageMs) });
  await shop.sell('SKU1', 7);
  await shop.sell('SKU2', 3);
});

const outage = () => {
  for (const part of ['cache', 'record', 'catalog'] as const) shop.down.add(part);
};
const get = (path: string) => shop.app.request(path);

it('reports nothing for an answer that was read from a store', async () => {
  await get('/v1/prices/SKU1');
  await get('/v1/prices?ids=SKU1,SKU2');
  shop.down.add('cache');
  await get('/v1/prices/SKU1');
  expect(told).toEqual([]);
});

it('reports the age of a remembered price', async () => {
  await get('/v1/prices/SKU1');
  outage();
  shop.now = at(5);
  expect(await (await get('/v1/prices/SKU1')).json()).toMatchObject({ source: 'memory', ageMs: 300_000 });
  expect(told).toEqual([300_000]);
});

it('reports once for many, with the oldest', async () => {
  await get('/v1/prices/SKU1');
  shop.now = at(2);
  await get('/v1/prices/SKU2');
  outage();
  shop.now = at(5);
  await get('/v1/prices?ids=SKU1,SKU2,SKU3');
  expect(told).toEqual([300_000]);
});

it('reports nothing for a product without a remembered price', async () => {
  outage();
  expect((await get('/v1/prices/SKU1')).status).toBe(503);
  expect(told).toEqual([]);
});

it('goes out as a metric', async () => {
  const { lines } = await linesOf(() => emit(rememberedMeasures(5400)));
  expect(lines).toMatchObject([{ service: 'storefront', Remembered: 1, RememberedAge: 5 }]);
});

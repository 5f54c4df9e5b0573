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

it('tells nothing of an answer that somebody was asked for', async () => {
  await get('/v1/prices/SKU1');
  await get('/v1/prices?ids=SKU1,SKU2');
  shop.down.add('cache');
  await get('/v1/prices/SKU1');
  expect(told).toEqual([]);
});

it('tells the age of a price that could only be remembered', async () => {
  await get('/v1/prices/SKU1');
  outage();
  shop.now = at(5);
  expect(await (await get('/v1/prices/SKU1')).json()).toMatchObject({ source: 'memory', ageMs: 300_000 });
  expect(told).toEqual([300_000]);
});

it('tells once of many, by the oldest', async () => {
  await get('/v1/prices/SKU1');
  shop.now = at(2);
  await get('/v1/prices/SKU2');
  outage();
  shop.now = at(5);
  await get('/v1/prices?ids=SKU1,SKU2,SKU3');
  expect(told).toEqual([300_000]);
});

it('tells nothing of a product that nobody remembers', async () => {
  outage();
  expect((await get('/v1/prices/SKU1')).status).toBe(503);
  expect(told).toEqual([]);
});

it('goes out as a metric', async () => {
  const { lines } = await linesOf(() => emit(rememberedMeasures(5400)));
  expect(lines).toMatchObject([{ service: 'storefront', Remembered: 1, RememberedAge: 5 }]);
});

import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectConsistent } from './support/expect-consistent.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';
import { envelope } from './support/shop.ts';

const EVENTS = 500;
const crowd = Array.from({ length: EVENTS }, (_, at) => ({
  productId: 'HOT',
  stock: at === EVENTS - 1 ? STOCK.low : STOCK.normal + (at % 2) * STOCK.over,
  sequence: at + 1,
}));

it('judges few of the events of a hot product, including the last one, and delays no other product', async () => {
  const { shop, stack, faults } = await openShop();
  await shop.putPolicy(byStock());
  await shop.stock(product('HOT'), product('COLD'));

  const hot = shop.send(...crowd);
  const [coldId = ''] = await shop.send({ productId: 'COLD', stock: STOCK.low, sequence: 1 });
  const cold = await shop.ended(coldId);
  const stillWaiting = (await shop.rowsOf('HOT')).filter(({ outcome }) => outcome === 'superseded').length;
  await hot;
  await stack.idle();
  await expectConsistent(shop, 'HOT');

  const rows = await shop.rowsOf('HOT');
  expect(cold.outcome).toBe('priced');
  expect(stillWaiting).toBeLessThan(EVENTS / 2);
  expect(rows).toHaveLength(EVENTS + 1);
  expect(rows.filter(({ outcome }) => outcome === 'superseded').length).toBeGreaterThan(EVENTS * 0.8);
  expect(await shop.state('HOT')).toMatchObject({ sequence: EVENTS, price: { amount: PRICE_WHEN.low } });
  expect(faults).toEqual([]);
});

it('judges few of the events that a killed stack left, and delays no other product', async () => {
  const dataDir = await freshDir();
  const killed = await openShop({ dataDir });
  await killed.shop.putPolicy(byStock());
  await killed.shop.stock(product('HOT'), product('COLD'));
  await killed.close();
  const left = crowd.map((change) => envelope(`hot-${change.sequence}`, change));
  left.push(envelope('cold-1', { productId: 'COLD', stock: STOCK.low, sequence: 1 }));
  const lines = left.map((event) => `${JSON.stringify({ event })}\n`);
  await appendFile(join(dataDir, 'archive', 'events.jsonl'), lines.join(''));

  const { shop, stack } = await openShop({ dataDir });
  const cold = await shop.ended('cold-1');
  const closedBefore = (await shop.rowsOf('HOT')).filter(({ outcome }) => outcome !== undefined).length;
  await stack.idle();

  const outcomes = (await shop.rowsOf('HOT')).map(({ outcome }) => outcome);
  expect(stack.recovered.started).toBe(EVENTS + 1);
  expect(cold.outcome).toBe('priced');
  expect(closedBefore).toBeLessThan(EVENTS / 2);
  expect(outcomes).not.toContain(undefined);
  expect(outcomes.filter((outcome) => outcome === 'superseded').length).toBeGreaterThan(EVENTS * 0.9);
  expect(await shop.state('HOT')).toMatchObject({ sequence: EVENTS, price: { amount: PRICE_WHEN.low } });
  await expectConsistent(shop, 'HOT');
});

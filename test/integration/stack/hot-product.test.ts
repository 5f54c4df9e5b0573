import { expect, it } from 'vitest';
import { expectConsistent } from './support/expect-consistent.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';

const EVENTS = 500;

it('judges few of the events of a hot product, the last one among them, and holds up no other', async () => {
  const { shop, stack, faults } = await openShop();
  await shop.putPolicy(byStock());
  await shop.stock(product('HOT'), product('COLD'));
  const crowd = Array.from({ length: EVENTS }, (_, at) => ({
    productId: 'HOT',
    stock: at === EVENTS - 1 ? STOCK.low : STOCK.normal + (at % 2) * STOCK.over,
    sequence: at + 1,
  }));

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

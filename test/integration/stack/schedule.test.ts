import { beforeAll, describe, expect, it } from 'vitest';
import type { Stack } from '../../../local/stack.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import type { Shop } from './support/shop.ts';

const SOON = 0.001; // minutes

describe('the reprice schedule', () => {
  let shop: Shop;
  let stack: Stack;
  beforeAll(async () => {
    ({ shop, stack } = await openShop({ path: '' }));
    for (const policyId of ['often', 'paused', 'seldom'])
      await shop.putPolicy(byStock({ policyId, repriceAfterMinutes: policyId === 'seldom' ? 1_000 : SOON }));
    await shop.stock(
      product('DUE', { policyId: 'often' }),
      product('RETIRED', { policyId: 'often' }),
      product('PAUSED', { policyId: 'paused' }),
      product('SOLD-OUT', { policyId: 'often' }),
      product('NOT-DUE', { policyId: 'seldom' }),
    );
    await shop.setMode('paused', 'paused');
    await shop.stock(product('RETIRED', { policyId: 'often', status: 'retired' }));
    for (const productId of ['DUE', 'RETIRED', 'PAUSED', 'NOT-DUE'])
      await shop.send({ productId, stock: STOCK.normal, sequence: 1 });
    await shop.send({ productId: 'SOLD-OUT', stock: 0, sequence: 1 });
    for (const productId of ['DUE', 'RETIRED', 'PAUSED', 'NOT-DUE', 'SOLD-OUT'])
      await shop.settled(productId);
  });

  const repricesOf = async (productId: string) =>
    (await shop.rowsOf(productId)).filter(({ kind }) => kind === 'reprice');

  it('decides a product that is due without an inventory event, and does not decide products that are not due', async () => {
    const before = await Promise.all(['RETIRED', 'PAUSED', 'NOT-DUE', 'SOLD-OUT'].map(repricesOf));

    await eventually(async () => {
      const ended = (await repricesOf('DUE')).filter(({ outcome }) => outcome !== undefined);
      expect(ended.length).toBeGreaterThan(0);
    });
    // Other products that were due at the same time went on the bus with it.
    await stack.idle();

    expect(await Promise.all(['RETIRED', 'PAUSED', 'NOT-DUE', 'SOLD-OUT'].map(repricesOf))).toEqual(before);
    expect(await shop.state('DUE')).toMatchObject({ sequence: 1, stock: STOCK.normal });
  });

  it('prices a paused product again once it is resumed', async () => {
    await shop.setMode('paused', 'live');

    await eventually(async () => {
      const [newest] = await repricesOf('PAUSED');
      expect(newest?.reason).toContain('the price in force is the right one');
    });
  });
});

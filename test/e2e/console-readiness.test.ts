import { beforeAll, describe, expect, it } from 'vitest';
import { byStock, product } from '../integration/stack/support/goods.ts';
import { openShop } from '../integration/stack/support/open-shop.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { builtPage, expectAccessible, openDesk } from './console/desk.ts';

describe('the page of readiness', () => {
  let shop: Shop;
  beforeAll(async () => {
    [{ shop }] = await Promise.all([openShop(), builtPage()]);
    await shop.putPolicy(
      byStock({
        policyId: 'watched',
        model: { use: true, timeoutMs: 5_000, despiteWarnings: true },
        goLive: { by: 'person', minimumHours: 0, minimumUnits: 0 },
      }),
    );
    const named = (productId: string) =>
      product(productId, { policyId: 'watched', baselineUnitsPerHour: 5, unitCost: 2_000 });
    await shop.stock(named('KETTLE'), named('PAN'));
    for (const [at, stock] of [40, 39, 38].entries()) {
      const [id = ''] = await shop.send({ productId: 'KETTLE', stock, sequence: at + 1 });
      expect((await shop.ended(id)).outcome).toBe('shadowed');
    }
  });

  it('shows what the model would have charged, and lets a product go live with a reason', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'ann' });
    await open('/readiness');
    const figures = page.getByRole('table', { name: 'Figures of watched' });
    await figures.getByRole('row', { name: /^watching 1 / }).waitFor();
    await page
      .getByRole('table', { name: 'Sales by price level of watched' })
      .getByText('95% to 105%')
      .waitFor();
    await picture('readiness');
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Let go live KETTLE' }).click();
    const dialog = page.getByRole('dialog', { name: 'Let go live: KETTLE?' });
    expect(await dialog.getByRole('button', { name: 'Let go live' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('checked with the buyer');
    await picture('readiness-live');
    await dialog.getByRole('button', { name: 'Let go live' }).click();
    await page.getByText('1 product live.').waitFor();
    await figures.getByRole('row', { name: /^live 1 / }).waitFor();
    expect(complaints).toEqual([]);
    expect((await shop.state('KETTLE')).standing?.kind).toBe('live');
  });

  it('lets nobody change a standing without the role of an operator', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open('/readiness');
    await page.getByRole('heading', { name: 'Policy watched' }).waitFor();
    for (const button of await page.getByRole('button', { name: /Let (all )?go live/ }).all())
      expect(await button.isDisabled()).toBe(true);
  });
});

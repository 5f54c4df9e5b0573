import { beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import { openShopFloor, sellDown } from './console/shop-floor.ts';

const PRODUCT = 'FA-SCARF';

describe('the pages of products and feeds', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShopFloor();
    await sellDown(shop, PRODUCT, [500, 200, 90, 30, 8]);
  });

  it('finds a product in the catalog', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/products');
    await page.keyboard.press('f');
    await page.getByLabel('Id, name or category contains').fill('scarf');
    await page.getByText('1 product', { exact: true }).waitFor();
    await page.getByRole('link', { name: PRODUCT }).click();

    await page.getByRole('heading', { name: 'Wool scarf', level: 1 }).waitFor();
  });

  it('shows price and stock as a plot and as a table, with reason and policy', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'ann' });
    await open(`/products/${PRODUCT}`);
    await page.getByRole('img', { name: /^Price between .* against stock over 6 events/ }).waitFor();
    await picture('product');
    await page.getByText('Data table of the newest events').click();
    const points = page.getByRole('region', { name: 'Price and stock' });
    await expect.poll(() => points.getByRole('row').count()).toBe(7);
    await page.getByRole('heading', { name: /^Why this price/ }).waitFor();
    await page
      .getByRole('region', { name: 'Guardrails' })
      .getByRole('row', { name: /margin-floor/ })
      .waitFor();
    await page.getByRole('region', { name: 'Policy flash-sale' }).getByText('version 1 in force').waitFor();
    expect(complaints).toEqual([]);
  });

  it('pauses a policy only after a confirmation, and resumes it', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'ann' });
    const mode = async () =>
      (await shop.api<{ inForce: { mode: string } }>('GET', '/api/policies/flash-sale')).inForce.mode;
    await open(`/products/${PRODUCT}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pause policy flash-sale?' });
    await picture('pause');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await mode()).toBe('live');

    await page.getByRole('button', { name: 'Pause' }).click();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Policy flash-sale is paused.').waitFor();
    expect(await mode()).toBe('paused');

    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText(/Policy flash-sale is live/).waitFor();
    expect(await mode()).toBe('live');
  });

  it('sets a policy to shadow, and live again', async () => {
    const { page, open, complaints } = await openDesk(shop.url, { person: 'ann' });
    await open(`/products/${PRODUCT}`);
    for (const [deed, mode] of [
      ['Shadow', 'shadow'],
      ['Resume', 'live'],
    ]) {
      await page.getByRole('button', { name: deed }).click();
      await page.getByRole('dialog').getByRole('button', { name: deed }).click();
      await page.getByText(new RegExp(`^Policy flash-sale is ${mode}`)).waitFor();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    expect(complaints).toEqual([]);
  });

  it('offers no change of mode to a person who may not change it', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open(`/products/${PRODUCT}`);

    await page.getByText('Ben does not have the role operator').waitFor();
    expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
  });

  it('says that a product is not in the catalog', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/products/NO-SUCH');

    await page.getByText('product NO-SUCH is not in the catalog').waitFor();
  });

  it('names feeds that are silent or late', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'ann' });
    await page.route('**/api/feeds*', (route) =>
      route.fulfill({
        json: {
          silent: [
            {
              productId: PRODUCT,
              name: 'Wool scarf',
              lastEventAt: '2026-11-25T10:00:00.000Z',
              usualEveryMs: 90_000,
              silentForMs: 7_200_000,
              stock: 8,
            },
          ],
          superseded: [
            { productId: 'EL-WEBCAM', name: 'Webcam', events: 40, share: 0.31, shareBefore: 0.02 },
          ],
          looked: { since: '2026-11-18T12:00:00.000Z', until: '2026-11-25T12:00:00.000Z', complete: true },
        },
      }),
    );
    await open('/feeds');
    await page.getByRole('row', { name: /FA-SCARF.*2.0 h.*2 min/ }).waitFor();
    await picture('feeds');
    await page
      .getByRole('row', { name: /EL-WEBCAM.*31.0%.*2.0%/ })
      .getByRole('link', { name: /Superseded events/ })
      .click();

    await page.waitForURL(/events\?product=EL-WEBCAM&outcome=superseded/);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../integration/stack/support/shop.ts';
import { type Desk, expectAccessible, expectFitsPhone, openDesk } from './console/desk.ts';
import { newestPriced, openShopFloor, sellDown } from './console/shop-floor.ts';

const PRODUCT = 'FA-SCARF';

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  let shop: Shop;
  let desk: Desk;
  let priced: string;
  let dead: string;
  beforeAll(async () => {
    shop = await openShopFloor();
    await sellDown(shop, PRODUCT, [500, 100, 20]);
    priced = await newestPriced(shop, PRODUCT);
    [dead = ''] = await shop.send({ productId: 'LOST', stock: 1, sequence: 1 });
    await shop.ended(dead);
    desk = await openDesk(shop.url, { person: 'ann', theme });
  });

  const places: [name: string, place: () => string, shows: string][] = [
    ['the live page', () => '/live', 'Newest events'],
    ['the search', () => '/events?kind=inventory', 'Events'],
    ['a trace', () => `/events/${priced}`, 'Timeline'],
    ['the trace of a failure', () => `/events/${dead}?diff=true`, 'Timeline'],
    ['the reasons for a price', () => `/events/${priced}?view=why`, 'Guardrails'],
    ['a comparison', () => `/compare?a=${priced}&b=${dead}`, 'States'],
    ['dead letters', () => '/dead-letters', 'Causes'],
    ['feeds', () => '/feeds', 'Silent'],
    ['readiness', () => '/readiness', 'Policy flash-sale'],
    ['products', () => '/products', 'Catalog'],
    ['a product', () => `/products/${PRODUCT}`, 'Price and stock'],
  ];

  it.each(places)('axe finds nothing serious in %s, which fits a phone', async (name, place, shows) => {
    const { page, open, picture, complaints } = desk;
    await open(place());
    await page.getByRole('heading', { name: shows, exact: true }).first().waitFor();
    await expect.poll(() => page.getByText(/^Loading /).count()).toBe(0);
    await expectAccessible(page);
    await picture(`${theme}-${name.replaceAll(' ', '-')}`);
    await expectFitsPhone(page);
    expect(complaints.splice(0)).toEqual([]);
  });

  it('axe finds nothing serious in dialogs and menus', async () => {
    const { page, open } = desk;
    await open('/dead-letters');
    await page.getByRole('button', { name: /UnknownProduct/ }).click();
    await page.getByRole('button', { name: 'Look inside' }).click();
    for (const tab of ['Event', 'Edit and redrive']) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      await expectAccessible(page);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await expectAccessible(page);
  });

  it('axe finds nothing serious before a person is chosen', async () => {
    const { page, open } = await openDesk(shop.url, { theme });
    await open('/live');
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await expectAccessible(page);
  });
});

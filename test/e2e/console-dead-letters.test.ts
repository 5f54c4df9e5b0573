import { beforeAll, describe, expect, it } from 'vitest';
import type { EventDetail } from '../../api/routes/events.ts';
import { Product } from '../../domain/product/product.ts';
import { product } from '../integration/stack/support/goods.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import { openShopFloor } from './console/shop-floor.ts';

const LOST = ['LOST-1', 'LOST-2', 'LOST-3', 'LOST-4'];

describe('the page of dead letters', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShopFloor();
    const ids = await shop.send(
      ...LOST.map((productId) => ({ productId, stock: 5, sequence: 1 })),
      { productId: 'FA-SCARF', stock: -1, sequence: 1 },
      { productId: 'FA-SCARF', stock: -2, sequence: 2 },
    );
    for (const id of ids) await shop.ended(id);
  });

  it('shows a row for each cause, and the letters of the opened cause', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'ann' });
    await open('/dead-letters');
    await page.getByText('6 letters of 2 causes').waitFor();
    const causes = page.getByRole('region', { name: 'Causes' });
    await causes.getByRole('row', { name: /UnknownProduct.*LoadContext.* 4 4 / }).waitFor();

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');

    const letters = page.getByRole('region', { name: 'Letters of this cause' });
    await letters.getByRole('row', { name: /LOST-3/ }).waitFor();
    expect(await letters.getByRole('row').count()).toBe(5);
    await picture('dead-letters');
    expect(complaints).toEqual([]);
  });

  it('shows the content of a letter', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'ann' });
    await open('/dead-letters');
    await page.getByRole('button', { name: /UnknownProduct/ }).click();
    await page
      .getByRole('row', { name: /LOST-2/ })
      .getByRole('button', { name: 'Look inside' })
      .click();

    const letter = page.getByRole('dialog', { name: 'Dead letter' });
    await letter.getByRole('region', { name: 'Event' }).getByText('"LOST-2"').waitFor();
    await picture('dead-letter');
    await page.keyboard.press('Escape');
    await letter.waitFor({ state: 'hidden' });
  });

  it('offers no redrive to a person who may not redrive', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open('/dead-letters');
    const redrive = page.getByRole('button', { name: 'Redrive group' }).first();
    await redrive.waitFor();
    expect(await redrive.getAttribute('aria-disabled')).toBe('true');
    await redrive.click({ force: true });

    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('redrives an edited event, and records the reason', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/dead-letters');
    await page.getByRole('button', { name: /InvalidEvent/ }).click();
    const letters = page.getByRole('region', { name: 'Letters of this cause' });
    await letters.getByRole('button', { name: 'Look inside' }).first().click();
    await page.getByRole('tab', { name: 'Edit and redrive' }).click();
    const text = page.getByLabel('Corrected event');
    const detail = JSON.parse(await text.inputValue()) as Record<string, unknown>;
    const send = page.getByRole('button', { name: 'Redrive edited event' });
    expect(await send.isDisabled()).toBe(true);
    await text.fill(JSON.stringify({ ...detail, stock: 7 }, null, 2));
    await page
      .getByRole('region', { name: 'Changes' })
      .getByText(/added.*"stock": 7/)
      .waitFor();
    expect(await send.isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('the scanner sent a sign');
    await send.click();

    const link = page.getByText(/The edited event was started as/).getByRole('link');
    const id = (await link.textContent()) ?? '';
    expect((await shop.ended(id)).outcome).not.toBe('dead-lettered');
    const { orders } = await shop.api<EventDetail>('GET', `/api/events/${id}`);
    expect(orders).toMatchObject([{ kind: 'edit', by: 'ann', why: 'the scanner sent a sign' }]);
    await page.getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByText('5 letters of 2 causes').waitFor();
  });

  it('runs a dry run, then redrives the group and removes cured letters', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'ann' });
    for (const id of LOST)
      await shop.api('POST', '/api/products', {
        products: [Product.parse(product(id, { policyId: 'flash-sale' }))],
      });
    await open('/dead-letters');
    await page
      .getByRole('row', { name: /UnknownProduct/ })
      .getByRole('button', { name: 'Redrive group' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Redrive 4 letters' });
    await dialog.getByRole('button', { name: 'Start dry run' }).click();
    await dialog.getByText('Dry run: 4 would be redriven.').waitFor();

    await dialog.getByRole('button', { name: 'Redrive 4 letters' }).click();

    await dialog.getByText('4 redriven.').waitFor();
    await picture('redrive');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('row', { name: /UnknownProduct/ }).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('lists the letters that stay, with the reasons', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/dead-letters');
    await page
      .getByRole('row', { name: /InvalidEvent/ })
      .getByRole('button', { name: 'Redrive group' })
      .click();
    const dialog = page.getByRole('dialog', { name: /^Redrive \d letters?$/ });
    await dialog.getByRole('button', { name: /^Redrive \d letters?$/ }).click();

    await dialog
      .getByRole('list', { name: 'Letters that stay in the queue' })
      .getByText(/it would be refused again/)
      .first()
      .waitFor();
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import { openShopFloor, sellDown } from './console/shop-floor.ts';

const PRODUCT = 'FA-SCARF';

describe('the live page', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShopFloor();
    await sellDown(shop, PRODUCT, [500, 300, 120]);
  });

  it('shows new events by itself', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    await page.getByRole('heading', { name: 'Newest events' }).waitFor();

    const [id = ''] = await shop.send({ productId: PRODUCT, stock: 90, sequence: 10 });

    await page.locator(`a[title="${id}"]`).waitFor();
    await picture('live');
    expect(complaints).toEqual([]);
  });

  it('shows rate, outcomes, latency, fallbacks, dead letters, open events and the state of the cache', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    const figure = (name: string) => page.locator('dl > div', { hasText: name });
    await figure('Event to live price')
      .getByText(/p95 .* p99/)
      .waitFor();
    await figure('Price cache').getByText('Complete').waitFor();
    await figure('Open events').getByText('0', { exact: true }).waitFor();
    await figure('Dead letters').getByText('0', { exact: true }).waitFor();
    await figure('Events per second')
      .getByText(/^\d+\.\d$/)
      .waitFor();
    await figure('Fallback to rules').getByText(/%$/).waitFor();
    await page.getByRole('img', { name: /Events closed in each second/ }).waitFor();
    expect(await page.getByRole('link', { name: 'priced' }).first().getAttribute('href')).toContain(
      'outcome=priced',
    );
  });

  it('stops updating while it is held, and continues afterwards', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/live')) asked += 1;
    });
    await page.clock.install();
    await open('/live');
    await page.getByRole('heading', { name: 'Newest events' }).waitFor();
    await page.keyboard.press('h');
    await page.getByText(/Paused at/).waitFor();
    // A request that was sent before the pause may still get its answer.
    await page.waitForLoadState('networkidle');
    const before = asked;
    const [id = ''] = await shop.send({ productId: PRODUCT, stock: 60, sequence: 20 });
    await shop.ended(id);
    await page.clock.runFor(10_000);
    // Every request that the clock caused is sent before this one is answered.
    await page.evaluate('fetch("/console/theme.js").then((answer) => answer.text())');
    expect(await page.locator(`a[title="${id}"]`).count()).toBe(0);
    expect(asked).toBe(before);

    await page.getByRole('button', { name: 'Resume updates' }).click();

    await page.locator(`a[title="${id}"]`).waitFor();
  });
});

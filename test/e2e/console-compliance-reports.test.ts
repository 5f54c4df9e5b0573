import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../integration/stack/support/eventually.ts';
import { byStock, STOCK } from '../integration/stack/support/goods.ts';
import { openShop } from '../integration/stack/support/open-shop.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { builtPage, openDesk } from './console/desk.ts';
import { asPerson, named, reject, reviewOf } from './console/review-floor.ts';

const CAP = { id: 'storm-1', from: '2026-01-01T00:00:00Z', maxRaisePercent: 10 };
const TEXT = 'not before the <b>weekend</b>';

describe('the reports', () => {
  let shop: Shop;
  let over: string;
  let betweenPrices: string;
  beforeAll(async () => {
    [{ shop }] = await Promise.all([openShop(), builtPage()]);
    const free = byStock({ guardrails: { emergencyCaps: [CAP] } });
    await shop.putPolicy(free);
    await shop.putPolicy(
      byStock({ policyId: 'strict', guardrails: { reviewJump: { ofPriceInForcePercent: 5 } } }),
    );
    await shop.stock(named('LAMP-1'), named('LAMP-2', 'strict'), named('LAMP-3', 'strict'));
    // The page shows times in seconds, so the price of the seed has to stand for a whole second.
    const seeded = Date.parse((await shop.state('LAMP-1')).price?.since ?? '');
    const nextSecond = Math.ceil(seeded / 1_000) * 1_000;
    betweenPrices = new Date(nextSecond).toISOString().slice(0, 19);
    await eventually(() => expect(Date.now()).toBeGreaterThan(nextSecond));
    [over = ''] = await shop.send({ productId: 'LAMP-1', stock: STOCK.over, sequence: 1 });
    await shop.ended(over);
    const [first = ''] = await reject(shop, ['LAMP-2', 'LAMP-3']);
    await reviewOf(shop, first);
    await asPerson(shop, 'cleo', 'POST', `/reviews/${first}/decide`, {
      kind: 'uphold',
      reasonCode: 'against-rules',
      text: TEXT,
    });
  });

  it('show the price at a time, with its proof', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'finn' });
    await open('/reports');
    await page.getByRole('textbox', { name: /^Product/ }).fill('LAMP-1');
    await page.getByRole('button', { name: 'Show report' }).click();
    await page.waitForURL(/product=LAMP-1/);
    await page.getByText('€90.00', { exact: true }).first().waitFor();
    await page.getByRole('region', { name: 'Guardrails' }).waitFor();
    await picture('report-price-at');

    await page.getByLabel('Time (UTC), default now').fill(betweenPrices);
    await page.getByRole('button', { name: 'Show report' }).click();

    await page.getByText('€100.00', { exact: true }).first().waitFor();
    expect(await page.getByText('Still', { exact: true }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('show the price that shoppers still saw before publication', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'finn' });
    await page.route('**/api/reports/price-at*', async (route) => {
      const answer = await route.fetch();
      const shownBefore = { price: 10_000, currency: 'EUR', eventId: 'the-one-before' };
      await route.fulfill({ json: { ...(await answer.json()), shownBefore } });
    });
    await open('/reports?product=LAMP-1');

    await page.getByText(/Shoppers still saw €100\.00, by event/).waitFor();
  });

  it('say that there was no price', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'finn' });
    await open('/reports?report=price-at&product=LAMP-1&at=2020-01-01T00:00:00Z');

    await page.getByText('LAMP-1 had no price in force').waitFor();
  });

  it('link to a page that explains the price to outsiders', async () => {
    const { page, context, open } = await openDesk(shop.url, { person: 'finn' });
    await open('/reports?product=LAMP-1');
    const [printable] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: /Printable page/ }).click(),
    ]);
    const complaints: string[] = [];
    printable.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await printable.waitForLoadState();

    expect(printable.url()).toContain(`/api/reports/decision/${over}`);
    expect(await printable.locator('body').innerText()).toContain('90.00');
    expect(complaints).toEqual([]);
  });

  it('count rejections by guardrail, product, reviewer and age', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'finn' });
    await open('/reports?report=rejections');
    const row = (panel: string, name: RegExp) =>
      page.getByRole('region', { name: panel, exact: true }).getByRole('row', { name });
    await row('By guardrail', /^review-jump 2/).waitFor();
    await row('By product', /^LAMP-2 1/).waitFor();
    await row('By product', /^LAMP-3 1/).waitFor();
    await row('By reviewer', /^cleo 1/).waitFor();
    await row('By waiting time', /under 1 hour/).waitFor();
    await picture('report-rejections');

    await page.getByLabel('From (UTC)').fill('2020-01-01T00:00:00');
    await page.getByLabel('To (UTC)').fill('2020-02-01T00:00:00');
    await page.getByLabel('From (UTC)').focus();

    await page.getByText('No rejections.').first().waitFor();
  });

  it('show the lowest price before a reduction', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'finn' });
    await open('/reports?report=price-reduction&product=LAMP-1');
    await page.getByText('The price before is not above the lowest prior one.').waitFor();
    expect(await page.locator('dl').first().innerText()).toMatch(
      /€90\.00.*Price before\s+€100\.00.*Lowest of 30 days before\s+€100\.00.*Reduction\s+10\.0%/s,
    );
    await page.getByRole('img', { name: /The lowest price of each of 1 days/ }).waitFor();
    await picture('report-price-reduction');
  });

  it('show what was charged under an emergency cap', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'finn' });
    await open('/reports?report=emergency-caps');
    await page.waitForURL(/policy=/);
    await page.getByRole('combobox', { name: 'Policy' }).click();
    await page.getByRole('option', { name: 'default' }).click();
    const cap = page.getByRole('region', { name: CAP.id });
    await cap.getByRole('row', { name: /LAMP-1/ }).waitFor();
    expect(await cap.innerText()).toMatch(/met.*at most 10% above.*LAMP-1.*yes/s);
    await picture('report-emergency-caps');
  });

  it('keep the question when the reader changes the report', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'finn' });
    await open('/reports?report=price-at&product=LAMP-1');
    await page.getByRole('tab', { name: 'Price reductions' }).click();

    await page.waitForURL(/report=price-reduction.*product=LAMP-1/);
    await page.getByText('Lowest of 30 days before').waitFor();
  });

  it('explain to a person without access why the page is empty', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/reports?report=rejections');

    await page.getByRole('alert').waitFor();
  });
});

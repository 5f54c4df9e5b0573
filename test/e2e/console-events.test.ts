import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FoundEvent, SearchResult } from '../../api/routes/search.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import { openShopFloor, sellDown } from './console/shop-floor.ts';

const PRODUCT = 'FA-SCARF';
const MANY = 100_000;

describe('the search for events', () => {
  let shop: Shop;
  let sold: string[];
  beforeAll(async () => {
    shop = await openShopFloor();
    sold = await sellDown(shop, PRODUCT, [500, 400, 300, 200, 100]);
    const lost = await shop.send(
      ...['LOST-1', 'LOST-2', 'LOST-3'].map((productId) => ({ productId, stock: 1, sequence: 1 })),
    );
    for (const id of lost) await shop.ended(id);
  });

  it('finds by product and outcome, and writes the filter into the address', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'ann' });
    await open('/events');
    const rows = page.getByRole('table', { name: 'Events' }).getByRole('row');
    await page.getByLabel('Product', { exact: true }).fill(PRODUCT);
    await page.keyboard.press('Enter');
    await page.waitForURL(/product=FA-SCARF/);
    // The header, the seed and five changes of stock.
    await expect.poll(() => rows.count()).toBe(7);
    await picture('events');

    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByRole('combobox', { name: 'Outcome' }).click();
    await page.getByRole('option', { name: 'dead-lettered' }).click();

    await page.waitForURL(/outcome=dead-lettered/);
    await page.getByText('3 events found').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the same events to everybody who opens the address', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/events?outcome=dead-lettered&error=UnknownProduct&stage=LoadContext');

    await page.getByText('3 events found').waitFor();
    expect(await page.getByLabel('Error').inputValue()).toBe('UnknownProduct');
    expect(await page.getByLabel('Stage').inputValue()).toBe('LoadContext');
  });

  it('says that nothing matches', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/events?reason=no+such+reason');

    await page.getByText('No matching events').waitFor();
  });

  it('works by keyboard, to the trace and back', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open(`/events?product=${PRODUCT}`);
    await page.getByText('6 events found').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');

    await page.waitForURL(new RegExp(`/events/${sold.at(-2)}`));
    await page.goBack();
    await page.getByText('6 events found').waitFor();
  });

  it('compares two marked events', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open(`/events?product=${PRODUCT}`);
    await page.getByText('6 events found').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Compare 2 of 2' }).waitFor();
    await page.keyboard.press('c');

    await page.waitForURL(new RegExp(`/compare\\?a=${sold.at(-1)}&b=${sold.at(-2)}`));
    await page.getByRole('heading', { name: 'Compare events' }).waitFor();
  });

  it.each([
    ['CSV', 'csv', (text: string) => text.trim().split('\n').length - 1],
    ['JSON lines', 'jsonl', (text: string) => text.trim().split('\n').length],
  ])('exports all found events as %s', async (name, format, count) => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/events?outcome=dead-lettered');
    await page.getByText('3 events found').waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).click(),
    ]);

    expect(file.suggestedFilename()).toBe(`pricewire-events.${format}`);
    expect(count(await readFile(await file.path(), 'utf8'))).toBe(3);
  });

  it('reports newer matches, and shows them on request', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    const pages: SearchResult[] = [
      { events: madeUp(0, 200), next: 'more', looked: LOOKED, total: 201 },
      { events: madeUp(200, 1), looked: LOOKED, newer: 7 },
    ];
    await page.route('**/api/search?*', (route) => route.fulfill({ json: pages.shift() ?? pages }));
    await open('/events');
    await page.getByRole('table', { name: 'Events' }).evaluate((element) => element.scrollTo(0, 1e7));
    pages.push({ events: madeUp(0, 8), looked: LOOKED, total: 8 });

    await page.getByRole('button', { name: 'Show 7 newer events' }).click();

    await page.getByText('8 events found').waitFor();
  });

  it('continues to search backwards after an empty page', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    const pages: SearchResult[] = [
      {
        events: [],
        next: 'further',
        looked: { ...LOOKED, since: '2026-11-01T00:00:00.000Z', complete: false },
      },
      { events: madeUp(0, 1), looked: { ...LOOKED, complete: true } },
    ];
    await page.route('**/api/search?*', (route) => route.fulfill({ json: pages.shift() }));
    await open('/events');
    await page.getByText('Searched back to 2026-11-01 00:00:00 UTC').waitFor();
    await page.getByRole('button', { name: 'Search further back' }).click();

    await page.getByRole('link', { name: 'made-up-0' }).waitFor();
    await page.getByText('1 event, newest first, back to 2026-11-25 00:00:00 UTC').waitFor();
  });

  it('shows the full time and outcome of events of other days', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    const events = madeUp(0, 3).map((event) => ({ ...event, outcome: 'dead-lettered' }));
    await page.route('**/api/search?*', (route) => route.fulfill({ json: { events, looked: LOOKED } }));
    await open('/events');
    const cells = page.getByRole('table', { name: 'Events' }).getByRole('cell');
    const isCut = ({ scrollWidth, clientWidth }: { scrollWidth: number; clientWidth: number }) =>
      scrollWidth > clientWidth;

    for (const text of ['2026-11-25 12:00:00.000', 'dead-lettered'])
      expect(await cells.filter({ hasText: text }).first().evaluate(isCut)).toBe(false);
  });

  it(`scrolls through ${MANY} events with a hundred rows in the page`, async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    const size = 20_000;
    await page.route('**/api/search?*', (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const next = from + size < MANY ? { next: String(from + size) } : {};
      return route.fulfill({ json: { events: madeUp(from, size), looked: LOOKED, total: MANY, ...next } });
    });
    await open('/events');
    await page.getByText('100,000 events found').waitFor();
    const table = page.getByRole('table', { name: 'Events' });
    for (let loaded = size; loaded < MANY; loaded += size) {
      await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await expect
        .poll(() => table.evaluate((element) => element.scrollHeight))
        .toBeGreaterThan((loaded + size) * 29);
    }
    await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.locator(`a[title="made-up-${MANY - 1}"]`).waitFor();

    expect(await table.getByRole('row').count()).toBeLessThan(100);
  });
});

const LOOKED = { since: '2026-11-25T00:00:00.000Z', until: '2026-11-25T12:00:00.000Z', complete: true };

const madeUp = (from: number, count: number): FoundEvent[] =>
  Array.from({ length: count }, (_, at) => ({
    eventId: `made-up-${from + at}`,
    productId: 'SKU1',
    kind: 'inventory',
    acceptedAt: '2026-11-25T12:00:00.000Z',
    outcome: 'held',
    reason: 'dead-band',
    guardrails: ['dead-band'],
  }));

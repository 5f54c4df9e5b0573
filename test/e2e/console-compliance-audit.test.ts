import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { linesOfBytes } from '../../compliance/audit/file-lines.ts';
import { verifyLines } from '../../compliance/audit/verify-lines.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { type Desk, openDesk } from './console/desk.ts';
import { asPerson, named, openReviewFloor, reject, reviewOf } from './console/review-floor.ts';

const WHY = { kind: 'uphold', reasonCode: 'guardrail-is-right', text: 'too much at once' };

describe('the page of the audit log', () => {
  let shop: Shop;
  let ids: string[];
  beforeAll(async () => {
    shop = await openReviewFloor(named('CUP-1'), named('CUP-2'));
    ids = await reject(shop, ['CUP-1', 'CUP-2']);
    await reviewOf(shop, ids[0] ?? '');
    await asPerson(shop, 'cleo', 'GET', `/reviews/${ids[0]}`);
    await asPerson(shop, 'cleo', 'POST', `/reviews/${ids[0]}/decide`, WHY);
    await asPerson(shop, 'ben', 'GET', `/reviews/${ids[1]}`);
  });

  const entries = ({ page }: Desk) => page.getByRole('region', { name: 'Entries' }).getByRole('row');

  it('finds entries by person and action, and keeps the filter in the address', async () => {
    const desk = await openDesk(shop.url, { person: 'finn' });
    const { page } = desk;
    await desk.open('/audit');
    await page.getByLabel('By', { exact: true }).fill('cleo');
    await page.keyboard.press('Enter');
    await page.waitForURL(/by=cleo/);
    await expect.poll(() => entries(desk).count()).toBe(3);
    expect(await entries(desk).nth(1).innerText()).toMatch(/cleo.*uphold.*CUP-1.*review-jump/s);
    await page.getByLabel('Product', { exact: true }).fill('CUP-2');
    await page.keyboard.press('Enter');
    await page.waitForURL(/product=CUP-2/);

    await page.getByText('No matching entries.').waitFor();

    await page.getByLabel('By', { exact: true }).fill('ben');
    await page.keyboard.press('Enter');
    await expect.poll(() => entries(desk).count()).toBe(2);
    expect(await entries(desk).nth(1).innerText()).toMatch(/ben.*view.*CUP-2/s);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => entries(desk).count()).toBeGreaterThan(4);
    expect(desk.complaints).toEqual([]);
  });

  it('opens an entry, with its content and its hashes', async () => {
    const desk = await openDesk(shop.url, { person: 'finn' });
    await desk.open('/audit?by=cleo');
    await entries(desk).nth(1).getByRole('button').click();

    const details = desk.page.getByRole('region', { name: /^Details of entry/ });
    expect(await details.innerText()).toContain('guardrail-is-right');
    expect(await entries(desk).nth(2).innerText()).toMatch(
      /Hash\s+[0-9a-f]{64}\s+Previous hash\s+[0-9a-f]{64}/,
    );
    await desk.picture('audit-entry');
  });

  it('verifies the whole log or one day', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'finn' });
    await open('/audit');
    await page.getByRole('button', { name: 'Verify all' }).click();
    await page.getByText('Log unchanged').waitFor();
    await page.getByText(/All days: \d+ entries, all hashes and signatures match/).waitFor();
    await picture('audit');
    const today = new Date().toISOString().slice(0, 10);
    await page.getByRole('button', { name: `Verify ${today}` }).click();

    await page.getByText(new RegExp(`${today}: \\d+ entries, all hashes and signatures match`)).waitFor();
  });

  it('reports a changed entry', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'finn' });
    const problem = 'entry 2026-11-25 #3 does not fit the one before';
    await page.route('**/api/audit/verify*', (route) =>
      route.fulfill({ json: { ok: false, entries: 3, problem } }),
    );
    await open('/audit');
    await page.getByRole('button', { name: 'Verify all' }).click();

    await page.getByText('Log changed').waitFor();
    await page.getByText(problem).waitFor();
    expect(await page.getByText('Log unchanged').count()).toBe(0);
    await picture('audit-changed');
  });

  it('exports a file that verifies offline, and one that is safe in a spreadsheet', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'finn' });
    await open('/audit');
    const save = async (name: string) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const lines = await save('JSON lines');
    const table = await save('CSV');

    expect(lines.name).toBe('pricewire-audit.jsonl');
    expect(await verifyLines(linesOfBytes([lines.bytes]))).toMatchObject({ ok: true });
    const flipped = Buffer.from(lines.bytes);
    flipped[500] = (flipped[500] ?? 0) ^ 1;
    expect(await verifyLines(linesOfBytes([flipped]))).toMatchObject({ ok: false });
    expect(table.name).toBe('pricewire-audit.csv');
    expect(table.bytes.toString()).toMatch(/cleo.*CUP-1/);
  });

  it('explains to a person without access why the page is empty', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open('/audit');

    await page
      .getByRole('alert')
      .getByText(/auditor/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Verify all' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Export' }).isDisabled()).toBe(true);
  });
});

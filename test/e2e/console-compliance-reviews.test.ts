import { beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../integration/stack/support/shop.ts';
import { type Desk, openDesk } from './console/desk.ts';
import { asPerson, named, openReviewFloor, reject, reviewOf } from './console/review-floor.ts';

const KETTLES = ['KETTLE-1', 'KETTLE-2', 'KETTLE-3', 'KETTLE-4', 'KETTLE-5', 'KETTLE-6'];

/** A page loads slowly on a busy machine. */
const PATIENCE = { timeout: 15_000 };

describe('the queue of reviews', () => {
  let shop: Shop;
  let ids: string[];
  beforeAll(async () => {
    shop = await openReviewFloor(
      ...KETTLES.map((id) => named(id)),
      named('LATE-1', 'hasty'),
      named('BRIEF-1', 'brief'),
    );
    ids = await reject(shop, KETTLES);
    await reject(shop, ['LATE-1'], 'over');
  });

  const rows = ({ page }: Desk) => page.getByRole('region', { name: 'Rejections' }).getByRole('row');
  const counted = ({ page }: Desk, name: string) =>
    page.getByRole('group', { name: 'Review state' }).getByRole('button', { name: new RegExp(`^${name}`) });

  it('lists the earliest due first, and marks overdue ones', async () => {
    const desk = await openDesk(shop.url, { person: 'ben' });
    await desk.open('/reviews');
    await rows(desk).nth(1).waitFor();

    expect(await rows(desk).nth(1).innerText()).toMatch(/overdue by .*late 1.*€90\.00/s);
    const order = await rows(desk).getByRole('link').allInnerTexts();
    expect(order).toEqual(['late 1', ...KETTLES.map((_, at) => `kettle ${at + 1}`)]);
    expect(await counted(desk, 'Overdue').innerText()).toMatch(/1$/);
    expect(await counted(desk, 'Open').innerText()).toMatch(/7$/);
    await desk.picture('reviews');
    expect(desk.complaints).toEqual([]);
  });

  it('keeps its filters in the address, which shows everybody the same list', async () => {
    const first = await openDesk(shop.url, { person: 'ben' });
    await first.open('/reviews');
    await rows(first).nth(1).waitFor();
    await counted(first, 'Overdue').click();
    await first.page.waitForURL(/overdue=true/);
    await expect.poll(() => rows(first).count(), PATIENCE).toBe(2);
    await counted(first, 'Waiting').click();
    await first.page.getByLabel('Product', { exact: true }).fill('KETTLE-4');
    await first.page.keyboard.press('Enter');
    await first.page.waitForURL(/product=KETTLE-4/);
    await expect.poll(() => rows(first).count(), PATIENCE).toBe(2);

    const second = await openDesk(shop.url, { person: 'finn' });
    await second.open(
      new URL(first.page.url()).pathname.replace('/console', '') + new URL(first.page.url()).search,
    );
    await expect.poll(() => rows(second).count(), PATIENCE).toBe(2);
    await second.page.getByRole('link', { name: 'kettle 4' }).waitFor();
    await second.page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => rows(second).count(), PATIENCE).toBe(8);
  });

  it('locks the next review to one person by a key, and shows until when', async () => {
    const ben = await openDesk(shop.url, { person: 'ben' });
    await ben.open('/reviews?product=KETTLE-1');
    await rows(ben).nth(1).waitFor();
    await ben.page.keyboard.press('t');
    await ben.page.waitForURL(new RegExp(`/reviews/${ids[0]}`));
    const timer = ben.page.getByRole('timer');
    await timer.waitFor();
    expect(await timer.innerText()).toMatch(/^1[45]:\d\d$/);
    const before = await timer.innerText();
    await expect.poll(() => timer.innerText(), { timeout: 10_000 }).not.toBe(before);

    const cleo = await openDesk(shop.url, { person: 'cleo' });
    await cleo.open(`/reviews/${ids[0]}`);
    await cleo.page.getByText('Locked by Ben').waitFor();
    for (const name of ['Uphold', 'Release', 'Escalate'])
      expect(await cleo.page.getByRole('radio', { name }).isDisabled()).toBe(true);
    expect(await cleo.page.getByText(/ben holds it until/).count()).toBe(1);
    await cleo.page.getByRole('heading', { name: 'Guardrails' }).waitFor();
    await cleo.picture('review-held-by-another');

    await ben.page.getByRole('button', { name: 'Return review' }).click();
    await expect.poll(async () => (await reviewOf(shop, ids[0] ?? '')).state, PATIENCE).toBe('open');
  });

  it('continues to the next review of the filtered list, and returns to it', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open(`/reviews/${ids[0]}?product=KETTLE-3`);
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await page.keyboard.press('t');
    await page.waitForURL(new RegExp(`/reviews/${ids[2]}\\?product=KETTLE-3`));
    await page.getByRole('button', { name: 'Return review' }).click();
    await page.getByRole('button', { name: 'Take review' }).waitFor();
    await page.keyboard.press('b');

    await page.waitForURL(/\/reviews\?product=KETTLE-3/);
  });

  it('shows its holder that a lock has expired', async () => {
    const [id = ''] = await reject(shop, ['BRIEF-1']);
    await reviewOf(shop, id);
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open(`/reviews/${id}`);
    await page.getByRole('button', { name: 'Take review' }).click();
    await page.getByText('Locked by you').waitFor();

    await page.getByRole('button', { name: 'Take review' }).waitFor();

    expect(await page.getByText('Locked by you').count()).toBe(0);
    expect(await page.getByRole('timer').count()).toBe(0);
  });

  it('reports that no review is left', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open('/reviews?product=NO-SUCH');
    await page.getByText('No matching reviews').waitFor();
    await page.keyboard.press('t');

    await page.getByText('No reviews left to take.').waitFor();
  });

  it('clears marks of reviews that the filter excludes', async () => {
    const desk = await openDesk(shop.url, { person: 'ben' });
    const { page } = desk;
    await desk.open('/reviews?policy=default');
    for (const name of ['kettle 1', 'kettle 2'])
      await page.getByRole('checkbox', { name: `Mark the review of ${name}` }).check();
    await page.getByText('2 reviews marked').waitFor();
    await page.getByLabel('Product', { exact: true }).fill('KETTLE-2');
    await page.keyboard.press('Enter');

    await page.getByText('1 review marked').waitFor();
  });

  it('decides marked reviews by keyboard, and names those that it could not decide', async () => {
    await asPerson(shop, 'cleo', 'POST', `/reviews/${ids[5]}/take`, {});
    const desk = await openDesk(shop.url, { person: 'ben' });
    const { page } = desk;
    await desk.open('/reviews?policy=default');
    await rows(desk).nth(1).waitFor();
    for (let at = 0; at < KETTLES.length; at += 1) {
      await page.keyboard.press('j');
      if (at >= 3) await page.keyboard.press('x');
    }
    await page.getByText('3 reviews marked').waitFor();
    await page.keyboard.press('u');
    const dialog = page.getByRole('dialog', { name: 'Uphold 3 reviews' });
    const send = dialog.getByRole('button', { name: 'Uphold 3 reviews' });
    expect(await send.isDisabled()).toBe(true);
    await dialog.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: 'Guardrail is right' }).click();
    expect(await send.isDisabled()).toBe(true);
    await dialog.getByLabel('Explanation').fill('three moves that nobody wants');
    await desk.picture('decide-many');
    await send.click();

    await dialog.getByText('2 reviews upheld. 1 review failed:').waitFor();
    expect(await dialog.getByRole('list').innerText()).toMatch(/kettle 6.*cleo/);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const states = await Promise.all(ids.map(async (id) => (await reviewOf(shop, id)).state));
    expect(states).toEqual(['open', 'open', 'open', 'upheld', 'upheld', 'taken']);
    await expect.poll(() => rows(desk).count(), PATIENCE).toBe(5);
  });

  it('offers no marks and locks to a person who may not decide', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'finn' });
    await open('/reviews');
    await page.getByRole('link', { name: 'kettle 1' }).waitFor();
    await page.keyboard.press('t');
    await page.getByText('Finn does not have the role reviewer.').waitFor();

    await page.getByRole('checkbox', { name: 'Mark the review of kettle 1' }).check();

    expect(await page.getByRole('button', { name: 'Uphold' }).isDisabled()).toBe(true);
  });

  it('explains to a person without access why the page is empty', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/reviews');

    await page
      .getByRole('alert')
      .getByText(/reviewer/)
      .waitFor();
  });
});

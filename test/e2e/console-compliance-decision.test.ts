import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReviewFile } from '../../api/routes/reviews.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import {
  asPerson,
  named,
  openReviewFloor,
  policyBy,
  priceOf,
  reject,
  rejectByModel,
  reviewOf,
} from './console/review-floor.ts';

/** Selects a reason and enters a text. */
async function giveReason(page: Page, reason: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: reason }).click();
  await page.getByLabel('Explanation').fill(text);
}

const PRODUCTS = [
  'UPHELD-1',
  'KEYS-1',
  'RELEASED-1',
  'UNDER-WAY-1',
  'EDITED-1',
  'TWICE-1',
  'REFUSED-1',
  'HIGHER-1',
  'MOVED-1',
  'LATE-1',
];

describe('the page of one review', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openReviewFloor(...PRODUCTS.map((id) => named(id)));
    await policyBy(shop, 'ben', 'own');
    await shop.stock(named('OWN-1', 'own'));
  });

  /** Causes a rejection of the product's proposal, and opens its review. */
  async function openReview(productId: string, person: string, stock: 'low' | 'over' = 'low') {
    const [id = ''] = await reject(shop, [productId], stock);
    await reviewOf(shop, id);
    const desk = await openDesk(shop.url, { person });
    await desk.open(`/reviews/${id}`);
    await desk.page.getByRole('heading', { name: 'History' }).waitFor();
    return { ...desk, id };
  }

  it('shows the whole evidence', async () => {
    const id = await rejectByModel(shop);
    const { productId, policy } = await reviewOf(shop, id);
    const { page, open, picture, complaints } = await openDesk(shop.url, { person: 'ben' });
    await open(`/reviews/${id}`);

    const part = (name: string | RegExp) => page.getByRole('region', { name, exact: true });
    const chart = page.getByRole('img', {
      name: /Expected profit and units an hour at \d+ candidate prices/,
    });
    await chart.waitFor();
    expect(await part('Decision').innerText()).toMatch(/rejected.*by pricewire-demand@/s);
    expect(await part('Guardrails').innerText()).toMatch(/sane-number.*floor-known.*review-jump\s*reject/s);
    expect(await part('Event').innerText()).toMatch(new RegExp(`${id}.*inventory.*${productId}.*Stock`, 's'));
    expect(await part('Prices').innerText()).toMatch(/In force then\s*€.*In force now\s*€.*Unit cost/s);
    expect(await part(`Policy ${policy}`).getByRole('region').innerText()).toContain('"reviewJump"');
    expect(await page.locator('dl').first().innerText()).toMatch(
      /Allowed release price\s*from €40\.00\s.*Expected profit\s*€.*units; €/s,
    );
    expect(await part('History').innerText()).toMatch(/Opened\s+by pricewire/);
    await picture('review');
    expect(complaints).toEqual([]);
  });

  it('upholds a rejection only with a reason and a text', async () => {
    const { page, id } = await openReview('UPHELD-1', 'ben');
    await page.keyboard.press('u');
    expect(await page.getByRole('radio', { name: 'Uphold' }).isChecked()).toBe(true);
    const send = page.getByRole('button', { name: 'Uphold rejection' });
    expect(await send.isDisabled()).toBe(true);
    await page.getByLabel('Explanation').fill('   ');
    await page.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: 'Guardrail is right' }).click();
    expect(await send.isDisabled()).toBe(true);
    await page.getByLabel('Explanation').fill('a fifth more in one step');
    await send.click();

    await page.getByRole('region', { name: 'The rejection was upheld' }).waitFor();
    expect(await page.getByRole('region', { name: 'History' }).innerText()).toMatch(
      /Upheld\s+by ben.*Guardrail is right.*a fifth more in one step/s,
    );
    expect(await reviewOf(shop, id)).toMatchObject({ state: 'upheld', decidedBy: 'ben' });
    expect(await priceOf(shop, 'UPHELD-1')).toBe(10_000);
  });

  it('is decided by keyboard alone', async () => {
    const { page, id } = await openReview('KEYS-1', 'ben');
    await page.keyboard.press('u');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('nobody needs a mouse for it');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.getByRole('region', { name: 'The rejection was upheld' }).waitFor();
    expect(await reviewOf(shop, id)).toMatchObject({
      state: 'upheld',
      text: 'nobody needs a mouse for it',
    });
  });

  it('releases the proposed price, which shoppers then pay', async () => {
    const { page, id } = await openReview('RELEASED-1', 'ben', 'over');
    await page.getByRole('radio', { name: 'Release' }).check();
    expect(await page.getByLabel('Price, EUR').inputValue()).toBe('90.00');
    expect(await page.getByText('A second person must confirm').count()).toBe(0);
    await giveReason(page, 'Price is right', 'the shelf is too full');
    await page.getByRole('button', { name: 'Release at €90.00' }).click();

    await page.getByRole('region', { name: 'The price was released' }).waitFor();
    await expect.poll(() => priceOf(shop, 'RELEASED-1'), { timeout: 15_000 }).toBe(9_000);
    const released = page.getByRole('region', { name: 'The price was released' });
    await expect.poll(() => released.innerText(), { timeout: 10_000 }).toMatch(/Put in force\s+€90\.00/);
    expect(await reviewOf(shop, id)).toMatchObject({
      state: 'released',
      decidedBy: 'ben',
      releaseAmount: 9_000,
    });
  });

  it('reports a release that is under way, and updates itself when it is in force', async () => {
    const [id = ''] = await reject(shop, ['UNDER-WAY-1'], 'over');
    await reviewOf(shop, id);
    const release = { kind: 'release', reasonCode: 'market-moved', text: 'it has' };
    await asPerson(shop, 'cleo', 'POST', `/reviews/${id}/decide`, release);
    await expect.poll(() => priceOf(shop, 'UNDER-WAY-1'), { timeout: 15_000 }).toBe(9_000);
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    let isUnderWay = true;
    await page.route(`**/api/reviews/${id}`, async (route) => {
      const answer = await route.fetch();
      const file = (await answer.json()) as ReviewFile;
      if (isUnderWay) delete file.item.releasedPrice;
      await route.fulfill({ json: file });
    });
    await open(`/reviews/${id}`);
    const released = page.getByRole('region', { name: 'The price was released' });
    await expect.poll(() => released.innerText(), { timeout: 10_000 }).toMatch(/Put in force\s+in progress/);
    isUnderWay = false;

    await expect.poll(() => released.innerText(), { timeout: 10_000 }).toMatch(/Put in force\s+€90\.00/);
  });

  it('releases at another price, and refuses an invalid one', async () => {
    const { page, id } = await openReview('EDITED-1', 'ben', 'over');
    await page.keyboard.press('r');
    await giveReason(page, 'Market moved', 'a little less will do');
    const price = page.getByLabel('Price, EUR');
    await price.fill('95.555');
    await page.getByText('Not a valid price in EUR').waitFor();
    expect(await page.getByRole('button', { name: 'Release', exact: true }).isDisabled()).toBe(true);
    await price.fill('95.50');
    await page.getByRole('button', { name: 'Release at €95.50' }).click();

    await expect.poll(() => priceOf(shop, 'EDITED-1'), { timeout: 15_000 }).toBe(9_550);
    expect(await reviewOf(shop, id)).toMatchObject({ proposed: 9_000, releaseAmount: 9_550 });
  });

  it('requires two people for a large move: the first waits, the second confirms', async () => {
    const ben = await openReview('TWICE-1', 'ben');
    await ben.page.keyboard.press('r');
    await ben.page.getByText('A second person must confirm').waitFor();
    await giveReason(ben.page, 'Agreed campaign', 'as agreed with the brand');
    await ben.page.getByRole('button', { name: 'Request release at €120.00' }).click();
    await ben.page.getByRole('region', { name: 'Second decision' }).waitFor();
    await ben.page.getByText('You asked for the release, so another person has to confirm it.').waitFor();
    await ben.page.getByLabel('Explanation').fill('me again');
    expect(await ben.page.getByRole('button', { name: 'Confirm €120.00' }).isDisabled()).toBe(true);
    expect(await priceOf(shop, 'TWICE-1')).toBe(10_000);
    await ben.picture('review-asked-for');

    const cleo = await openDesk(shop.url, { person: 'cleo' });
    await cleo.open('/reviews?state=awaiting-second');
    await cleo.page.getByRole('link', { name: 'twice 1' }).click();
    await cleo.page.getByText('as agreed with the brand').first().waitFor();
    const confirm = cleo.page.getByRole('button', { name: 'Confirm €120.00' });
    expect(await confirm.isDisabled()).toBe(true);
    await cleo.page.getByLabel('Explanation').fill('I have seen the agreement');
    await cleo.picture('review-second-person');
    await confirm.click();

    await cleo.page.getByRole('region', { name: 'The price was released' }).waitFor();
    await expect.poll(() => priceOf(shop, 'TWICE-1'), { timeout: 15_000 }).toBe(12_000);
    expect(await reviewOf(shop, ben.id)).toMatchObject({ requestedBy: 'ben', decidedBy: 'cleo' });
  });

  it('returns to the queue when the second person refuses', async () => {
    const ben = await openReview('REFUSED-1', 'ben');
    await ben.page.keyboard.press('r');
    await giveReason(ben.page, 'Price is right', 'nobody else has any');
    await ben.page.getByRole('button', { name: 'Request release at €120.00' }).click();
    await ben.page.getByRole('region', { name: 'Second decision' }).waitFor();

    const cleo = await openDesk(shop.url, { person: 'cleo' });
    await cleo.open(`/reviews/${ben.id}`);
    await cleo.page.getByLabel('Explanation').fill('they have, next door');
    await cleo.page.getByRole('button', { name: 'Refuse' }).click();

    await cleo.page.getByRole('region', { name: 'Your decision' }).waitFor();
    expect(await cleo.page.getByRole('region', { name: 'History' }).innerText()).toMatch(
      /Release refused\s+by cleo.*they have, next door/s,
    );
    expect((await reviewOf(shop, ben.id)).state).toBe('open');
    expect(await priceOf(shop, 'REFUSED-1')).toBe(10_000);
  });

  it('escalates a review, which can still be decided', async () => {
    const { page, id } = await openReview('HIGHER-1', 'ben');
    await page.keyboard.press('e');
    await giveReason(page, 'Legal question', 'is this an emergency?');
    await page.getByRole('button', { name: 'Escalate', exact: true }).click();

    await page.getByText('It is escalated already.').waitFor();
    expect(await page.getByRole('radio', { name: 'Escalate' }).isDisabled()).toBe(true);
    expect(await page.getByRole('radio', { name: 'Uphold' }).isDisabled()).toBe(false);
    expect((await reviewOf(shop, id)).state).toBe('escalated');
  });

  it('explains to the author of the policy why they may not release', async () => {
    const { page } = await openReview('OWN-1', 'ben');
    await page.getByText('You wrote or approved the policy that judged it').waitFor();
    expect(await page.getByRole('radio', { name: 'Release' }).isDisabled()).toBe(true);
    await page.keyboard.press('r');

    expect(await page.getByRole('radio', { name: 'Release' }).isChecked()).toBe(false);
  });

  it('refuses a release as too late once another price is in force', async () => {
    const [late = ''] = await reject(shop, ['MOVED-1'], 'low');
    const [other = ''] = await reject(shop, ['MOVED-1'], 'over', 2);
    await reviewOf(shop, late);
    const release = { kind: 'release', reasonCode: 'market-moved', text: 'it has' };
    await asPerson(shop, 'cleo', 'POST', `/reviews/${other}/decide`, release);
    await expect.poll(() => priceOf(shop, 'MOVED-1'), { timeout: 15_000 }).toBe(9_000);
    const { page, open, picture } = await openDesk(shop.url, { person: 'ben' });
    await open(`/reviews/${late}`);

    await page.getByText(/Another price, .*90\.00, has come in force since/).waitFor();
    expect(await page.getByRole('radio', { name: 'Release' }).isDisabled()).toBe(true);
    expect(await page.getByRole('radio', { name: 'Uphold' }).isDisabled()).toBe(false);
    expect(await page.getByRole('region', { name: 'Prices' }).innerText()).toMatch(
      /In force then\s+€100\.00\s+In force now\s+€90\.00/,
    );
    await picture('review-too-late');
  });

  it('shows the review to an auditor, and explains why they may not decide', async () => {
    const { page } = await openReview('LATE-1', 'finn');

    await page.getByText('Finn does not have the role reviewer.').first().waitFor();
    for (const name of ['Uphold', 'Release', 'Escalate'])
      expect(await page.getByRole('radio', { name }).isDisabled()).toBe(true);
  });
});

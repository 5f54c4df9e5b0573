import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PolicyDetail } from '../../api/routes/policies.ts';
import type { PolicyTerms } from '../../domain/policy/policy.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import { asPerson, named, openReviewFloor, reject } from './console/review-floor.ts';

const PRODUCTS = ['POT-1', 'POT-2', 'POT-3'];

describe('the pages of policies', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openReviewFloor(...PRODUCTS.map((id) => named(id, 'brief')));
    await reject(shop, PRODUCTS);
  });

  const editor = (page: Page) => page.getByLabel('Terms of the policy, as JSON');

  async function inForce(): Promise<PolicyDetail> {
    return asPerson<PolicyDetail>(shop, 'dana', 'GET', '/policies/brief');
  }

  /** Saves a draft that allows moves of this many per cent, and returns the address of its page. */
  async function writeDraft(page: Page, percent: number, why: string): Promise<string> {
    const terms = JSON.parse(await editor(page).inputValue()) as PolicyTerms;
    terms.guardrails.reviewJump = { ofPriceInForcePercent: percent };
    await editor(page).fill(JSON.stringify(terms, null, 2));
    await page.getByText('These terms can go live.').waitFor();
    await page.getByLabel('Reason').fill(why);
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.waitForURL(/\/drafts\//);
    return new URL(page.url()).pathname.replace('/console', '');
  }

  it('reports errors in terms while they are written, and saves no wrong terms', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'dana' });
    await open('/policies');
    await page.getByRole('link', { name: 'brief', exact: true }).click();
    await page.getByRole('link', { name: 'Create draft', exact: true }).click();
    await page.getByText('These terms can go live.').waitFor();
    await page.getByLabel('Reason').fill('to see');
    const save = page.getByRole('button', { name: 'Save draft' });
    expect(await save.isDisabled()).toBe(false);
    const text = await editor(page).inputValue();

    await editor(page).fill(text.replace('"policyId"', 'policyId'));
    await page.getByText(/Not valid JSON.*line 2/).waitFor();
    expect(await save.isDisabled()).toBe(true);

    await editor(page).fill(text.replace('"ofPriceInForcePercent": 5', '"ofPriceInForcePercent": -5'));
    await page.getByText("These terms can't go live.").waitFor();
    await page.getByText('guardrails.reviewJump.ofPriceInForcePercent').waitFor();
    expect(await save.isDisabled()).toBe(true);
  });

  it('hides the results of a trial once the terms change', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'dana' });
    await open('/policies/brief/new-draft');
    await page.getByText('These terms can go live.').waitFor();
    await page.getByRole('button', { name: 'Run what-if' }).click();
    const outcomes = page.getByRole('table', { name: 'Outcomes before and after' });
    await outcomes.waitFor();
    const text = await editor(page).inputValue();
    await editor(page).fill(text.replace('"ofPriceInForcePercent": 5', '"ofPriceInForcePercent": 6'));

    await outcomes.waitFor({ state: 'hidden' });
  });

  it('tries a draft on real decisions, and puts it in force by a second person', async () => {
    const dana = await openDesk(shop.url, { person: 'dana' });
    await dana.open('/policies/brief/new-draft');
    const place = await writeDraft(dana.page, 50, 'reviews take too long');
    const changes = dana.page.getByRole('region', { name: 'From version 1 to the draft' });
    expect(await changes.innerText()).toMatch(
      /removed\s+"ofPriceInForcePercent": 5\s.*added\s+"ofPriceInForcePercent": 50\s/s,
    );
    await dana.page.getByText('You wrote the draft, so another person has to approve it.').waitFor();
    await dana.page.getByRole('heading', { name: 'Check' }).waitFor();
    await dana.page.getByText('These terms can go live.').waitFor();
    const approve = (page: Page) => page.getByRole('button', { name: 'Approve and put in force' });
    expect(await approve(dana.page).isDisabled()).toBe(true);

    await dana.page.getByRole('button', { name: 'Run what-if' }).click();
    const table = dana.page.getByRole('table', { name: 'Outcomes before and after' });
    await table.waitFor();
    expect(await table.getByRole('row', { name: /rejected 3 0 −3/ }).count()).toBe(1);
    const examples = dana.page.getByRole('region', { name: 'Changed decisions' });
    expect(await examples.innerText()).toMatch(/POT-3.*rejected.*priced.*€120\.00/s);
    await dana.picture('draft-tried');
    expect(dana.complaints).toEqual([]);
    expect((await inForce()).version).toBe(1);

    const eva = await openDesk(shop.url, { person: 'eva' });
    await eva.open('/policies');
    await eva.page.getByRole('link', { name: 'brief, after version 1' }).click();
    await eva.page.waitForURL(new RegExp(place));
    await eva.page.getByText('reviews take too long').waitFor();
    await approve(eva.page).click();
    const asked = eva.page.getByRole('dialog', { name: 'Put the draft of policy brief in force?' });
    await asked.getByText('The terms that dana wrote become the version in force.').waitFor();
    await eva.picture('draft-approval');
    expect((await inForce()).version).toBe(1);
    await asked.getByRole('button', { name: 'Approve' }).click();

    await eva.page.getByText('live as version 2').waitFor();
    expect(await inForce()).toMatchObject({
      version: 2,
      terms: { guardrails: { reviewJump: { ofPriceInForcePercent: 50 } } },
    });
    await eva.open('/policies/brief');
    const versions = eva.page.getByRole('region', { name: 'Versions' });
    expect(await versions.innerText()).toMatch(/Version 2\s+in force.*by dana, approved by eva/s);
    expect(await eva.page.getByRole('region', { name: 'From version 1 to version 2' }).innerText()).toContain(
      '50',
    );
    await eva.picture('policy');
  });

  it('lets a draft be withdrawn, which changes nothing', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'dana' });
    const before = await inForce();
    await open('/policies/brief/new-draft');
    await writeDraft(page, 7, 'on second thoughts');
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();

    await page.getByText('withdrawn', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve and put in force' }).count()).toBe(0);
    expect(await inForce()).toEqual(before);
  });

  it('explains why a draft cannot go live after another version came in force', async () => {
    const dana = await openDesk(shop.url, { person: 'dana' });
    await dana.open('/policies/brief/new-draft');
    const place = await writeDraft(dana.page, 8, 'too late');
    const { terms, version } = await inForce();
    await shop.putPolicy(terms);

    const eva = await openDesk(shop.url, { person: 'eva' });
    await eva.open(place);
    await eva.page.getByRole('button', { name: 'Approve and put in force' }).click();
    await eva.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();

    await eva.page
      .getByRole('alert')
      .getByText(`now ${version + 1} is`)
      .waitFor();
    expect((await inForce()).version).toBe(version + 1);
  });

  it('compares any two versions, with an address for each comparison', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open('/policies/brief?version=1&against=2');
    const diff = page.getByRole('region', { name: 'From version 2 to version 1' });
    expect(await diff.innerText()).toMatch(
      /removed\s+"ofPriceInForcePercent": 50\s.*added\s+"ofPriceInForcePercent": 5\s/s,
    );
    await page.getByRole('button', { name: /^Version 2/ }).click();

    await page.getByRole('region', { name: 'From version 1 to version 2' }).waitFor();
  });

  it('lets everybody read, and only policy owners write', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ben' });
    await open('/policies/brief');
    await page.getByText('Ben does not have the role policy-owner.').waitFor();
    expect(await page.getByRole('link', { name: /Create draft/ }).count()).toBe(0);
    await open('/policies/brief/new-draft');
    await page.getByLabel('Reason').fill('because');

    expect(await page.getByRole('button', { name: 'Save draft' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Run what-if' }).isDisabled()).toBe(true);
  });
});

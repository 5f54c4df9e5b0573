import { beforeAll, describe, expect, it } from 'vitest';
import type { PolicyTerms } from '../../domain/policy/policy.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { expectAccessible, expectFitsPhone, openDesk } from './console/desk.ts';
import { asPerson, named, openReviewFloor, reject, rejectByModel, reviewOf } from './console/review-floor.ts';

describe.each(['light', 'dark'] as const)('compliance in the %s theme', (theme) => {
  let shop: Shop;
  let rejected: string;
  let asked: string;
  let draft: string;
  beforeAll(async () => {
    shop = await openReviewFloor(named('VASE-1'), named('VASE-2'), named('VASE-3', 'hasty'));
    rejected = await rejectByModel(shop);
    const [first = ''] = await reject(shop, ['VASE-1', 'VASE-2', 'VASE-3']);
    asked = first;
    await reviewOf(shop, first);
    await asPerson(shop, 'ben', 'POST', `/reviews/${first}/decide`, {
      kind: 'release',
      reasonCode: 'price-is-right',
      text: 'it is',
    });
    const { terms } = await asPerson<{ terms: PolicyTerms }>(shop, 'dana', 'GET', '/policies/default');
    const written = await asPerson<{ draftId: string }>(shop, 'dana', 'POST', '/policy-drafts', {
      terms: { ...terms, repriceAfterMinutes: 45 },
      why: 'less often will do',
    });
    draft = written.draftId;
  });

  const places: [name: string, person: string, place: () => string, shows: string][] = [
    ['the queue of reviews', 'ben', () => '/reviews', 'Rejections'],
    ['a review', 'ben', () => `/reviews/${rejected}`, 'Guardrails'],
    ['a review that waits for a second person', 'cleo', () => `/reviews/${asked}`, 'Second decision'],
    ['the audit log', 'finn', () => '/audit', 'Entries'],
    ['the policies', 'dana', () => '/policies', 'In force'],
    ['a policy', 'dana', () => '/policies/default', 'Versions'],
    ['a new draft', 'dana', () => '/policies/default/new-draft', 'Changes'],
    ['a draft', 'eva', () => `/policies/default/drafts/${draft}`, 'Changes'],
    ['the price at a time', 'finn', () => '/reports?product=MODEL-1', 'Guardrails'],
    ['the report of rejections', 'finn', () => '/reports?report=rejections', 'By guardrail'],
    [
      'the report of a price reduction',
      'finn',
      () => '/reports?report=price-reduction&product=VASE-1',
      'Reports',
    ],
    ['the report of emergency caps', 'finn', () => '/reports?report=emergency-caps', 'Reports'],
  ];

  it.each(places)(
    'axe finds nothing serious in %s, which fits a phone',
    async (name, person, place, shows) => {
      const { page, open, picture, complaints } = await openDesk(shop.url, { person, theme });
      await open(place());
      await page.getByRole('heading', { name: shows, exact: true }).first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => {});
      await expectAccessible(page);
      await picture(`${theme}-${name.replaceAll(' ', '-')}`);
      await expectFitsPhone(page);
      expect(complaints).toEqual([]);
    },
  );

  it('axe finds nothing serious in the opened parts of a page', async () => {
    const ben = await openDesk(shop.url, { person: 'ben', theme });
    await ben.open('/reviews');
    await ben.page.getByRole('checkbox', { name: 'Mark the review of vase 2' }).check();
    await ben.page.getByRole('button', { name: 'Uphold' }).click();
    await ben.page.getByRole('dialog', { name: 'Uphold 1 review' }).waitFor();
    await expectAccessible(ben.page);
    await ben.open(`/reviews/${rejected}`);
    await ben.page.getByRole('radio', { name: 'Release' }).check();
    await ben.page.getByLabel('Price, EUR').fill('x');
    await ben.page.getByText('Not a valid price in EUR').waitFor();
    await expectAccessible(ben.page);
    await ben.picture(`${theme}-deciding`);

    const finn = await openDesk(shop.url, { person: 'finn', theme });
    await finn.open('/audit');
    await finn.page.getByRole('button', { name: 'Verify all' }).click();
    await finn.page.getByText('Log unchanged').waitFor();
    await finn.page
      .getByRole('button', { name: /^Details of entry/ })
      .first()
      .click();
    await expectAccessible(finn.page);

    const eva = await openDesk(shop.url, { person: 'eva', theme });
    await eva.open(`/policies/default/drafts/${draft}`);
    await eva.page.getByRole('button', { name: 'Run what-if' }).click();
    await eva.page
      .getByRole('status')
      .getByText(/Decisions judged again/)
      .waitFor();
    await expectAccessible(eva.page);
    expect([...ben.complaints, ...finn.complaints, ...eva.complaints]).toEqual([]);
  });

  it('a review fits a narrow window, with the decision before the evidence', async () => {
    const { page, open, picture } = await openDesk(shop.url, {
      person: 'ben',
      theme,
      size: { width: 760, height: 1000 },
    });
    await open(`/reviews/${rejected}`);
    await page.getByRole('heading', { name: 'Guardrails' }).waitFor();

    const decide = await page.getByRole('heading', { name: 'Your decision' }).boundingBox();
    const evidence = await page.getByRole('heading', { name: 'Guardrails' }).boundingBox();
    expect(decide?.y ?? 0).toBeLessThan(evidence?.y ?? 0);
    await picture(`${theme}-review-narrow`);
  });
});

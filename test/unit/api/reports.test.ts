import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limitOf } from '../../../domain/guardrails/limit.ts';
import { maxStep } from '../../../domain/guardrails/max-step.ts';
import { priceBand } from '../../../domain/guardrails/price-band.ts';
import { formatMoney } from '../../../domain/values/money.ts';
import { DAY_MS, HOUR_MS, shift } from '../../../domain/values/time.ts';
import { NOW, product, proposal } from '../domain/make.ts';
import { CAREFUL, type Desk, desk } from './desk.ts';
import { checkedApi, terms } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** EUR 10.00 from the list, EUR 11.00 an hour later, EUR 8.00 two days later. */
async function sold(policyTerms: Parameters<typeof terms>[0] = {}, changes: Parameters<typeof desk>[0] = {}) {
  const shop = desk({
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: terms(policyTerms) } } },
    states: {},
    ...changes,
  });
  await shop.happens({ kind: 'seed', eventId: 'seed', acceptedAt: NOW, productId: 'SKU1' });
  shop.later(60);
  await shop.rejects('raised', 1_100);
  shop.later(2 * 24 * 60);
  await shop.rejects('lowered', 800);
  shop.later(60);
  return shop;
}
const after = (ms: number) => shift(NOW, ms);
const report = async (shop: Desk, path: string) => (await shop.as('finn', 'GET', `/reports/${path}`)).body;

describe('the price at a time', () => {
  it.each([
    [0, 1_000, 'seed', HOUR_MS],
    [HOUR_MS - 1, 1_000, 'seed', HOUR_MS],
    [HOUR_MS, 1_100, 'raised', 2 * DAY_MS + HOUR_MS],
    [2 * DAY_MS, 1_100, 'raised', 2 * DAY_MS + HOUR_MS],
    [2 * DAY_MS + HOUR_MS, 800, 'lowered', undefined],
  ])('after %i ms is told with its proof', async (ms, price, eventId, until) => {
    const shop = await sold();

    const found = await report(shop, `price-at?product=SKU1&at=${after(ms)}`);

    expect(found).toMatchObject({
      price,
      currency: 'EUR',
      eventId,
      row: { eventId, outcome: 'priced' },
      evidence: { eventId, decision: { price } },
    });
    expect(found.inForceUntil).toBe(until === undefined ? undefined : after(until));
    expect(found.publishedAt).toBe(found.inForceSince);
    expect(shop.shop.audited).toEqual(['finn report.price-at product SKU1']);
  });

  it('tells what shoppers still saw where it was not published yet', async () => {
    const shop = await sold();
    const row = shop.shop.ledger.rows['raised'];
    if (row) row.publishedAt = after(HOUR_MS + 500);

    expect(await report(shop, `price-at?product=SKU1&at=${after(HOUR_MS + 499)}`)).toMatchObject({
      price: 1_100,
      shownBefore: { price: 1_000, eventId: 'seed' },
    });
    expect(await report(shop, `price-at?product=SKU1&at=${after(HOUR_MS + 500)}`)).not.toHaveProperty(
      'shownBefore',
    );
  });

  it('is none before the first, and none of a product without one', async () => {
    const shop = await sold();

    expect(await report(shop, `price-at?product=SKU1&at=${after(-1)}`)).toEqual({
      productId: 'SKU1',
      at: after(-1),
    });
    expect(await report(shop, 'price-at?product=SKU2')).not.toHaveProperty('price');
  });

  it('is not told of the future', async () => {
    const { as } = await sold();

    expect((await as('finn', 'GET', `/reports/price-at?product=SKU1&at=${after(99 * DAY_MS)}`)).status).toBe(
      400,
    );
  });
});

describe('a price reduction', () => {
  it('is measured by the lowest price of the 30 days before', async () => {
    expect(await report(await sold(), 'price-reduction?product=SKU1')).toEqual({
      productId: 'SKU1',
      at: after(2 * DAY_MS + 2 * HOUR_MS),
      currency: 'EUR',
      price: 800,
      inForceSince: after(2 * DAY_MS + HOUR_MS),
      referencePrice: 1_000,
      lowestPrior: { amount: 1_000, at: NOW, eventId: 'seed' },
      reductionPercent: 20,
      ok: true,
      lows: [
        { day: '2026-11-22', amount: 1_000 },
        { day: '2026-11-23', amount: 1_100 },
        { day: '2026-11-24', amount: 800 },
      ],
    });
  });

  it('is none for a raise', async () => {
    const found = await report(await sold(), `price-reduction?product=SKU1&at=${after(HOUR_MS)}`);

    expect(found).toMatchObject({ price: 1_100, referencePrice: 1_000, ok: true });
    expect(found).not.toHaveProperty('reductionPercent');
  });

  it('counts a price that began before the 30 days and stood into them', async () => {
    const shop = await sold();
    shop.later(60 * 24 * 60);
    await shop.rejects('much later', 700);

    expect(await report(shop, 'price-reduction?product=SKU1')).toMatchObject({
      lowestPrior: { amount: 800, eventId: 'lowered' },
      referencePrice: 800,
      ok: true,
    });
  });

  it('shows where readers were shown a reference price that is too high', async () => {
    const shop = await sold();
    const price = shop.shop.states['SKU1']?.price;
    if (price) price.referencePrice = 1_100 as typeof price.amount;

    expect(await report(shop, 'price-reduction?product=SKU1')).toMatchObject({
      referencePrice: 1_100,
      ok: false,
    });
  });
});

describe('rejections', () => {
  it('are counted by guardrail, product, reviewer and age', async () => {
    const shop = desk();
    for (const id of ['e1', 'e2', 'e3']) await shop.rejects(id);
    await shop.as('ben', 'GET', '/reviews');
    await shop.as('ben', 'POST', '/reviews/e1/take');
    shop.later(120);
    const reason = { reasonCode: 'wrong-data', text: 'no' };
    await shop.as('ben', 'POST', '/reviews/e1/decide', { kind: 'uphold', ...reason });
    await shop.as('cleo', 'POST', '/reviews/e2/decide', { kind: 'escalate', ...reason, reasonCode: 'other' });
    shop.later(24 * 60);

    const found = await report(shop, 'rejections');

    const none = { upheld: 0, released: 0, lapsed: 0, escalated: 0, open: 0 };
    const all = { count: 3, ...none, upheld: 1, escalated: 1, open: 1 };
    expect(found).toMatchObject({
      total: 3,
      byGuardrail: [{ key: 'review-jump', ...all }],
      byProduct: [{ key: 'SKU1', ...all }],
      byReviewer: [
        { key: 'ben', count: 1, ...none, upheld: 1 },
        { key: 'cleo', count: 1, ...none, escalated: 1 },
        { key: 'nobody yet', count: 1, ...none, open: 1 },
      ],
      byAge: [
        { key: '1 to 4 hours', count: 2 },
        { key: '1 to 3 days', count: 1 },
      ],
    });
  });

  it('are those of the period', async () => {
    const shop = desk();
    await shop.rejects('e1');
    shop.later(60);
    await shop.rejects('e2');

    expect((await report(shop, `rejections?since=${after(1)}`)).total).toBe(1);
    expect((await report(shop, `rejections?until=${after(1)}`)).total).toBe(1);
    expect((await report(shop, 'rejections')).total).toBe(2);
  });
});

describe('emergency caps', () => {
  const cap = { id: 'storm', from: after(30 * 60_000), maxRaisePercent: 5 };
  const capped = { guardrails: { emergencyCaps: [cap] } };

  it('are shown with what was charged at most, and what might have been', async () => {
    const shop = await sold(capped);

    expect(await report(shop, 'emergency-caps')).toEqual({
      policyId: 'default',
      caps: [
        {
          ...cap,
          ok: true,
          products: [
            {
              productId: 'SKU1',
              currency: 'EUR',
              frozenPrice: 1_000,
              highestAllowed: 1_050,
              highestCharged: 1_050,
              eventId: 'raised',
              ok: true,
            },
            { productId: 'SKU2', currency: 'EUR', ok: true, note: expect.any(String) },
          ],
        },
      ],
    });
  });

  it('show a price above what was allowed', async () => {
    const shop = await sold();
    shop.shop.policies['default'] = {
      current: { version: 2, mode: 'live' },
      versions: { 1: terms(), 2: terms(capped) },
    };
    const state = shop.shop.states['SKU1'];
    if (state) state.frozenPrices = { storm: 1_000 as never };

    expect((await report(shop, 'emergency-caps')).caps).toMatchObject([
      { ok: false, products: [{ highestCharged: 1_100, eventId: 'raised', ok: false }, {}] },
    ]);
  });

  it('hold in their regions, and while they hold', async () => {
    const regional = {
      guardrails: { emergencyCaps: [{ ...cap, regions: ['west'], until: after(45 * 60_000) }] },
    };
    const products = {
      SKU1: product({ region: 'east' }),
      SKU3: product({ productId: 'SKU3', region: 'west' }),
    };

    const { caps } = await report(await sold(regional, { products }), 'emergency-caps');

    expect(caps[0].products.map(({ productId }: { productId: string }) => productId)).toEqual(['SKU3']);
  });
});

describe('the page of a decision', () => {
  const pageOf = async ({ deps }: Desk, eventId: string) => {
    const answer = await checkedApi(deps).request(`/reports/decision/${eventId}`, {
      headers: { 'x-pricewire-person': 'finn', 'x-pricewire-client': 'console' },
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  it('explains the price to an outsider', async () => {
    const shop = await sold({ ...CAREFUL, guardrails: { maxStep: { percent: 5 } } });

    const { text } = await pageOf(shop, 'raised');

    for (const said of [
      'Why Kettle got this price',
      'The price was EUR 10.00. EUR 11.00 was proposed. EUR 10.50 was put in force',
      'reported a change of stock',
      maxStep.purpose,
      'Changed it',
      'default, version 1, live',
      'raised',
    ])
      expect(text).toContain(said);
  });

  it('tells what the proposal was made on in words, but not what a unit costs, nor what it could be computed from', async () => {
    const curve = Array.from({ length: 25 }, (_, at) => ({
      price: 1_000 + at,
      unitsPerHour: 1,
      expectedUnits: 2,
      expectedProfit: 3_000 + at,
    }));
    const shop = desk();
    const evidence = {
      stock: 7,
      unitCost: 400,
      hoursLeft: 1 / 3,
      promo: false,
      horizon: 'next-delivery',
      until: '2026-11-23T06:00:00.000Z',
      baselineUnitsPerHour: null,
      other: 'x',
    };
    await shop.happens(
      { kind: 'reprice', eventId: 'e1', acceptedAt: NOW, productId: 'SKU1', why: 'time' },
      proposal(1_012, { curve, evidence }),
    );

    const { text } = await pageOf(shop, 'e1');

    for (const [label, value] of [
      ['Units left', '7'],
      ['Selling time left, in hours', '0.333333'],
      ['In a promotion', 'no'],
      ['Why the selling time ends', 'the next goods are announced'],
      ['End of the selling time', '2026-11-23 06:00:00 UTC'],
      ['other', 'x'],
    ])
      expect(text).toContain(`<th scope="row">${label}</th><td>${value}</td>`);
    expect(text).not.toContain('null');
    expect(text).not.toMatch(/unitCost|unit costs|EUR 4\.00|expected profit<|units expected/);
    for (const { price, expectedProfit } of curve.filter((each) => each.price !== 1_012))
      for (const secret of [price, expectedProfit])
        expect(text).not.toContain(`<td class="number">${formatMoney(secret, 'EUR')}`);
  });

  it.each([
    ['the price is at the floor', 300, {}, '(margin-floor)'],
    ['the price in force is below it', 1_000, { cooldown: { minutes: 9_999 } }, '(margin-floor)'],
    ['no price is above it', 300, { priceBand: { highest: 900 } }, 'margin-floor.'],
  ])('names the margin floor without its amount where %s', async (_, amount, guardrails, said) => {
    const unitCost = 1_000;
    const shop = desk({
      products: { SKU1: product({ unitCost }) },
      policies: {
        default: {
          current: { version: 1, mode: 'live' },
          versions: {
            1: terms({ guardrails: { marginFloor: { minimumMarginPercent: 7 }, ...guardrails } }),
          },
        },
      },
    });
    await shop.rejects('e1', amount);

    const { text } = await pageOf(shop, 'e1');

    expect(text).toContain('<strong>margin-floor</strong>');
    expect(text).toContain(said);
    expect(text).not.toMatch(/unit cost|7%|10\.70<\/td>|at least/);
  });

  it('does not tell the amounts of another guardrail that is bound by the unit cost', async () => {
    vi.spyOn(priceBand, 'limits').mockReturnValue([
      limitOf('upper', { of: 'unit-cost', base: 400, percent: 270 }),
    ]);
    const shop = desk();
    await shop.happens(
      { kind: 'reprice', eventId: 'e1', acceptedAt: NOW, productId: 'SKU1', why: 'time' },
      proposal(1_090),
    );

    const { text } = await pageOf(shop, 'e1');

    const [, row = ''] = text.split('<strong>price-band</strong>');
    expect(row.split('</tr>')[0]).toContain(
      '<td class="number">not told</td><td class="number">not told</td>',
    );
  });

  it('does not tell the bounds that left the model no price', async () => {
    const shop = desk();
    const fallbackReason = 'NoCandidates: no candidate price between EUR 4.20 and EUR 4.00';
    await shop.happens(
      { kind: 'reprice', eventId: 'e1', acceptedAt: NOW, productId: 'SKU1', why: 'time' },
      proposal(1_010, { source: 'rules', by: 'list-price', fallbackReason }),
    );

    const { text } = await pageOf(shop, 'e1');

    expect(text).toContain('because the model could not be asked: NoCandidates.');
    expect(text).not.toContain('EUR 4.20');
  });

  it('tells what people made of a rejection', async () => {
    const shop = desk();
    await shop.rejects('e1');
    await shop.as('ben', 'GET', '/reviews');
    await shop.as('ben', 'POST', '/reviews/e1/decide', {
      kind: 'release',
      reasonCode: 'market-moved',
      text: 'all others ask more',
    });

    const { text } = await pageOf(shop, 'e1');

    expect(text).toContain('Why Kettle kept its price');
    expect(text).toContain('Release requested at EUR 16.00 (market moved): all others ask more');
  });

  it('tells in words that a price was kept while the model was away', async () => {
    const shop = desk();
    await shop.happens(
      { kind: 'reprice', eventId: 'e1', acceptedAt: NOW, productId: 'SKU1', why: 'time' },
      proposal(1_000, {
        source: 'rules',
        by: 'keep-price',
        fallbackReason: 'ModelTimeout: no answer',
        evidence: { modelAnsweredAt: '2026-11-22T11:00:00.000Z', forMinutes: 120 },
      }),
    );

    const { text } = await pageOf(shop, 'e1');

    expect(text).toContain(
      'They keep a price of the model while it is briefly away: the price stays as the model left it at 2026-11-22 11:00:00 UTC; the other rules follow 120 min after that.',
    );
  });

  it('tells in words that a price was an experiment, and not what it may cost', async () => {
    const shop = desk();
    const made = proposal(1_000, {
      demand: {
        ...{ model: 'demand@1', level: { unitsPerHour: 1, cv: 0.5 }, reference: { price: 1_000, index: 1 } },
        experiment: { lossPerHour: 7 },
      },
    });
    const event = {
      kind: 'reprice',
      eventId: 'e1',
      acceptedAt: NOW,
      productId: 'SKU1',
      why: 'time',
    } as const;
    await shop.happens(event, made);

    const { text } = await pageOf(shop, 'e1');

    expect(text).toContain('an experiment to learn the slope, how demand depends on the price');
    expect(text).not.toContain('1.68');
  });

  it('escapes everything that comes from elsewhere', async () => {
    const evil = '<script>alert("1")</script><img src=x onerror=\'x\'>';
    const shop = desk({ products: { SKU1: product({ name: evil }) } });
    await shop.happens(
      { kind: 'reprice', eventId: '<b>e1</b>', acceptedAt: NOW, productId: 'SKU1', why: evil },
      proposal(1_010, { by: evil, fallbackReason: evil, source: 'rules', evidence: { [evil]: evil } }),
    );

    const { status, text } = await pageOf(shop, encodeURIComponent('<b>e1</b>'));

    expect(status).toBe(200);
    expect(text).toContain('&lt;script&gt;');
    for (const tag of ['<script', '<img', '<b>', "onerror='"]) expect(text).not.toContain(tag);
  });

  it('holds all it needs and runs nothing, by its own policy', async () => {
    const { text, headers } = await pageOf(await sold(), 'raised');
    const style = text.slice(text.indexOf('<style>') + '<style>'.length, text.indexOf('</style>'));
    const hash = createHash('sha256').update(style).digest('base64');

    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(text).not.toMatch(/<(script|link|img|iframe)|style="|https?:\/\//);
  });

  it('is not there for an event that ended without a decision', async () => {
    expect((await pageOf(await sold(), 'none')).status).toBe(404);
  });
});

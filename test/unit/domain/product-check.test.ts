import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decision.ts';
import { policyProblems } from '../../../domain/policy-check/index.ts';
import { checkProduct, PRODUCT_RULES } from '../../../domain/product-check/index.ts';
import { productsUnder } from '../../../domain/product-check/under-policy.ts';
import { proposeByOperator } from '../../../domain/proposals/rules.ts';
import { noState } from '../../../domain/state/price-state.ts';
import { sampleCatalog, samplePolicy } from '../../../lab/simulation/sample.ts';
import { guarded, hoursAgo, inForce, NOW, on, policy, product, seed, state } from './make.ts';

type Changes = Parameters<typeof product>[0];
type Under = NonNullable<Parameters<typeof checkProduct>[0]['under']>;

const found = (changes: Changes, under?: Partial<Under>) =>
  checkProduct({
    product: product(changes),
    ...(under ? { under: { policy: policy(), state: noState('SKU1'), now: NOW, ...under } } : {}),
  }).map(({ answer, message }) => `${answer} ${message}`);

const banded = guarded({ priceBand: { highest: 900 } });

describe('the terms of a product that no price can keep are refused, with both numbers', () => {
  const tests: [rule: string, changes: Changes, message: string][] = [
    [
      'unitCost above highestPrice',
      { unitCost: 1_300, highestPrice: 1_200 },
      'unitCost: EUR 13.00 is above highestPrice, EUR 12.00: no price is both',
    ],
    [
      'minimumPrice above highestPrice',
      { minimumPrice: 1_300, highestPrice: 1_200 },
      'minimumPrice: EUR 13.00 is above highestPrice, EUR 12.00: no price is both',
    ],
    [
      'minimumAdvertisedPrice above highestPrice',
      { minimumAdvertisedPrice: 1_300, highestPrice: 1_200 },
      'minimumAdvertisedPrice: EUR 13.00 is above highestPrice, EUR 12.00: no price is both',
    ],
    [
      'lowestPrice above highestPrice',
      { lowestPrice: 1_300, highestPrice: 1_200 },
      'lowestPrice: EUR 13.00 is above highestPrice, EUR 12.00: no price is both',
    ],
    [
      'unitCost far above listPrice',
      { unitCost: 100_000 },
      'unitCost: EUR 1000.00 is more than 10 times listPrice, EUR 10.00: one of them seems to be in another unit',
    ],
    [
      'minimumPrice far above listPrice',
      { minimumPrice: 10_001 },
      'minimumPrice: EUR 100.01 is more than 10 times listPrice, EUR 10.00: one of them seems to be in another unit',
    ],
    [
      'minimumAdvertisedPrice far above listPrice',
      { minimumAdvertisedPrice: 95_000 },
      'minimumAdvertisedPrice: EUR 950.00 is more than 10 times listPrice, EUR 10.00: one of them seems to be in another unit',
    ],
    [
      'lowestPrice far above listPrice',
      { lowestPrice: 95_000 },
      'lowestPrice: EUR 950.00 is more than 10 times listPrice, EUR 10.00: one of them seems to be in another unit',
    ],
    [
      'highestPrice far below listPrice',
      { unitCost: 1, highestPrice: 99 },
      'highestPrice: EUR 0.99 is less than 1/10 of listPrice, EUR 10.00: one of them seems to be in another unit',
    ],
    [
      'saleEndsAt not after saleStartsAt',
      { saleStartsAt: NOW, saleEndsAt: hoursAgo(1) },
      'saleEndsAt: 2026-11-22 11:00:00 UTC is not after saleStartsAt, 2026-11-22 12:00:00 UTC',
    ],
  ];

  it.each(tests)('%s', (_, changes, message) => {
    expect(found(changes)).toContain(`refused ${message}`);
  });

  it('every rule of the table is tested here', () => {
    const refused = PRODUCT_RULES.filter(({ answer }) => answer === 'refused').map(({ name }) => name);
    expect(tests.map(([rule]) => rule)).toEqual(refused);
  });

  it.each<[string, Changes]>([
    ['a cost at the highest price', { unitCost: 1_200, highestPrice: 1_200 }],
    ['a band of one price', { lowestPrice: 1_000, highestPrice: 1_000 }],
    ['a cost ten times the list price', { unitCost: 10_000 }],
    ['a highest price a tenth of the list price', { unitCost: 50, highestPrice: 100 }],
    ['a sale of a minute', { saleStartsAt: NOW, saleEndsAt: hoursAgo(-1) }],
    ['a sale that is over', { saleEndsAt: hoursAgo(1) }],
  ])('but not %s', (_, changes) => {
    expect(found(changes).filter((message) => message.startsWith('refused'))).toEqual([]);
  });
});

describe('the terms of a product that do not do what they seem to are warned of', () => {
  const tests: [rule: string, changes: Changes, under: Partial<Under> | undefined, message: string][] = [
    [
      'no price can pass',
      { minimumAdvertisedPrice: 950 },
      { policy: banded },
      "listPrice: no price can pass policy default: the minimum advertised price asks for at least EUR 9.50, the policy's highest price for at most EUR 9.00; the product gets no price",
    ],
    [
      'listPrice outside the bounds',
      {},
      { policy: banded },
      "listPrice: EUR 10.00 can't be in force: the policy's highest price asks for at most EUR 9.00",
    ],
    [
      'no floor',
      { unitCost: 0 },
      undefined,
      'unitCost: with neither a unit cost nor a minimum price above 0 only the list price is put in force; every other price is rejected',
    ],
    [
      'saleStartsAt without saleEndsAt',
      { saleStartsAt: NOW },
      undefined,
      'saleStartsAt: has no effect without saleEndsAt: no sale runs',
    ],
    [
      'change waits',
      {},
      { policy: policy({ mode: 'paused' }), state: state(), changed: true },
      'listPrice: the policy is paused: the price in force stays until it is resumed',
    ],
  ];

  it.each(tests)('%s', (_, changes, under, message) => {
    expect(found(changes, under)).toContain(`warned ${message}`);
  });

  it('every rule of the table is tested here', () => {
    const warned = PRODUCT_RULES.filter(({ answer }) => answer === 'warned').map(({ name }) => name);
    expect(tests.map(([rule]) => rule)).toEqual(warned);
  });

  it('tells what becomes of a price that is in force', () => {
    expect(found({ minimumAdvertisedPrice: 950 }, { policy: banded, state: state() })[0]).toMatch(
      /the price in force stays$/,
    );
  });

  it('tells of a change that waits for the next stock', () => {
    const under = { state: state({ stock: 0 }), changed: true };
    expect(found({}, under)[0]).toContain('out of stock');
  });

  it('tells of a change that a shadow policy only records, but not where a list price is followed', () => {
    const policyInShadow = { policy: policy({ mode: 'shadow' }), changed: true };
    expect(found({}, { ...policyInShadow, state: state() })[0]).toContain('in shadow');
    expect(found({}, { ...policyInShadow, state: state({ stock: undefined }) })).toEqual([]);
  });

  it('tells of a cap that leaves no price above the floor', () => {
    const capped = guarded({ emergencyCaps: [{ id: 'flood', from: hoursAgo(1), maxRaisePercent: 10 }] });
    const before = state({ price: inForce(500) });
    expect(found({ unitCost: 600 }, { policy: capped, state: before })[0]).toContain('emergency cap flood');
  });

  it.each<[string, Changes, Partial<Under> | undefined]>([
    ['an ordinary product', {}, {}],
    ['a product that is not asked about under a policy', { minimumAdvertisedPrice: 950 }, undefined],
    ['a retired product', { status: 'retired', unitCost: undefined }, { policy: banded }],
    [
      'a paused product whose terms have not changed',
      {},
      { policy: policy({ mode: 'paused' }), state: state() },
    ],
    [
      'a paused product without a price, which is seeded',
      {},
      { policy: policy({ mode: 'paused' }), changed: true },
    ],
  ])('but not %s', (_, changes, under) => {
    expect(found(changes, under)).toEqual([]);
  });
});

it('a product is told to get no price exactly where the guardrails refuse its seed', () => {
  const amount = fc.option(fc.integer({ min: 1, max: 3_000 }), { nil: undefined });
  const terms = fc.record({
    listPrice: fc.integer({ min: 300, max: 3_000 }),
    unitCost: amount,
    minimumPrice: amount,
    minimumAdvertisedPrice: amount,
    lowestPrice: amount,
    highestPrice: amount,
    band: fc.option(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 300 })), {
      nil: undefined,
    }),
    highest: amount,
    margin: fc.integer({ min: 0, max: 50 }),
  });
  const seen = { none: 0, some: 0 };
  fc.assert(
    fc.property(terms, ({ band, highest, margin, ...changes }) => {
      const percentOfList = band && { lowest: band[0], highest: band[1] };
      const under = guarded({
        priceBand: { highest, percentOfList },
        marginFloor: { minimumMarginPercent: margin },
      });
      const circumstances = on({
        product: product(changes),
        policy: under,
        state: noState('SKU1'),
        event: seed(),
      });
      const { outcome } = decide(circumstances, proposeByOperator(circumstances));
      const told = found(changes, { policy: under }).some((message) => message.includes('no price can pass'));
      seen[told ? 'none' : 'some'] += 1;
      expect(told).toBe(outcome !== 'priced');
    }),
    { numRuns: 1_000 },
  );
  expect(Math.min(seen.none, seen.some)).toBeGreaterThan(5);
});

it('the sample catalog is sound under the sample policy, but for one product without a floor', () => {
  const terms = { ...samplePolicy(), version: 1, mode: 'live' as const };
  const rules = sampleCatalog(hoursAgo(-1)).flatMap((each) => {
    const under = { policy: terms, state: noState(each.product.productId), now: NOW };
    return checkProduct({ product: each.product, under }).map(({ rule }) => rule);
  });
  expect(rules).toEqual(['no floor']);
});

describe('the terms of a policy over its products', () => {
  async function* products(...changes: NonNullable<Changes>[]) {
    for (const each of changes)
      yield { product: product(each), state: noState(String(each.productId ?? 'SKU1')) };
  }

  it('are warned of where products get no price, with some of them', async () => {
    const map = { minimumAdvertisedPrice: 950 };
    const five = ['A', 'B', 'C', 'D', 'E'].map((productId) => ({ productId, ...map }));
    const [warning, ...others] = await productsUnder(banded, products(...five), NOW);
    expect(warning?.at).toBe('products');
    expect(warning?.message).toMatch(
      /^5 with no price can pass: A: .*EUR 9\.50.*EUR 9\.00.*; B: .*; C: .*; and 2 more$/,
    );
    expect(others).toEqual([]);
  });

  it('are not warned of where every list price passes', async () => {
    expect(await productsUnder(policy(), products({}), NOW)).toEqual([]);
  });

  it('are warned of where one amount stands for several currencies', async () => {
    const terms = policy({
      guardrails: { priceBand: { highest: 5_000 }, deadBand: { amount: 10 } },
      review: { secondPersonAbove: { amount: 1_000 } },
    });
    const mixed = products({}, { currency: 'JPY' });
    expect(await productsUnder(terms, mixed, NOW)).toEqual(
      ['guardrails.priceBand.highest', 'guardrails.deadBand.amount', 'review.secondPersonAbove.amount'].map(
        (at) => ({
          at,
          message: expect.stringContaining('EUR, JPY'),
        }),
      ),
    );
    expect(await productsUnder(terms, products({}, {}), NOW)).toEqual([]);
  });
});

it('a policy whose lowest price is above its highest is refused, with both numbers', () => {
  expect(policyProblems(guarded({ priceBand: { lowest: 200, highest: 100 } }))).toEqual([
    {
      at: 'guardrails.priceBand',
      message: 'is empty: at least 200, at most 100; every price would be rejected',
    },
  ]);
  expect(policyProblems(guarded({ priceBand: { lowest: 100, highest: 100 } }))).toEqual([]);
});

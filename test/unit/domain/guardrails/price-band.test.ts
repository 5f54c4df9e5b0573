import { describe, expect, it } from 'vitest';
import { decided, ending, guarded, product, said } from '../make.ts';

const band = { lowest: 800, highest: 1_300 };

describe('price-band', () => {
  it.each([
    [799, 800],
    [800, 800],
    [1_000, 'held'],
    [1_300, 1_300],
    [1_301, 1_300],
  ])("makes of %d, in the policy's band of 800 to 1300: %s", (amount, expected) => {
    expect(ending(decided(amount, { policy: guarded({ priceBand: band }) }))).toBe(expected);
  });

  it.each([
    [799, 800],
    [1_301, 1_300],
  ])("makes of %d, in the product's band of 800 to 1300: %d", (amount, expected) => {
    const banded = product({ lowestPrice: 800, highestPrice: 1_300 });
    expect(ending(decided(amount, { product: banded }))).toBe(expected);
  });

  it.each([
    [799, 800],
    [1_301, 1_300],
  ])('makes of %d, in a band of 80 percent to 130 percent of list: %d', (amount, expected) => {
    const priceBand = { percentOfList: { lowest: 80, highest: 130 } };
    expect(ending(decided(amount, { policy: guarded({ priceBand }) }))).toBe(expected);
  });

  it.each([
    [1, 804],
    [9_999, 1_305],
  ])('rounds a percentage of list into the band, so that %d becomes %d', (amount, expected) => {
    const priceBand = { percentOfList: { lowest: 80, highest: 130 } };
    const decision = decided(amount, {
      policy: guarded({ priceBand }),
      product: product({ listPrice: 1_004 }),
    });
    expect(ending(decision)).toBe(expected);
  });

  it.each([
    ['policy, absolute', 900, 700, 60],
    ['product', 700, 900, 60],
    ['policy, of list', 700, 600, 90],
  ])('takes the highest of the lower bounds: %s', (_, lowest, lowestPrice, percent) => {
    const priceBand = { lowest, percentOfList: { lowest: percent, highest: 200 } };
    const decision = decided(500, { policy: guarded({ priceBand }), product: product({ lowestPrice }) });
    expect(ending(decision)).toBe(900);
  });

  it.each([
    ['policy, absolute', 1_200, 1_400, 150],
    ['product', 1_400, 1_200, 150],
    ['policy, of list', 1_400, 1_500, 120],
  ])('takes the lowest of the upper bounds: %s', (_, highest, highestPrice, percent) => {
    const priceBand = { highest, percentOfList: { lowest: 10, highest: percent } };
    const decision = decided(5_000, { policy: guarded({ priceBand }), product: product({ highestPrice }) });
    expect(ending(decision)).toBe(1_200);
  });

  it('rejects when the band is empty', () => {
    const decision = decided(1_100, { policy: guarded({ priceBand: { lowest: 1_101, highest: 1_100 } }) });
    expect(said(decision, 'price-band').verdict).toBe('reject');
  });

  it('allows the one price of a band whose ends are equal', () => {
    expect(
      ending(decided(5_000, { policy: guarded({ priceBand: { lowest: 1_100, highest: 1_100 } }) })),
    ).toBe(1_100);
  });

  it('records the bound that moved the price', () => {
    const decision = decided(1_500, { policy: guarded({ priceBand: band }) });
    expect(said(decision, 'price-band')).toMatchObject({
      verdict: 'clamp',
      before: 1_500,
      after: 1_300,
      bound: "the policy's highest price",
    });
  });

  it('holds a price in force that lies outside it, since it binds new prices only', () => {
    const policy = guarded({ priceBand: { highest: 900 }, cooldown: { minutes: 10_000 } });
    expect(ending(decided(850, { policy }))).toBe('held');
  });
});

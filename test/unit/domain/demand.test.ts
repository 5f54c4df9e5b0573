import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCandidate, candidatePrices, expectedUnitsSold } from '../../../domain/demand/demand.ts';

/** E[min(stock, Poisson(mean))] term by term from k = 0, p(0) = exp(-mean): simple, but slow and only for small means. */
function bruteForce(stock: number, mean: number): number {
  let p = Math.exp(-mean);
  let units = 0;
  for (let k = 0; k < mean + 60 * Math.sqrt(mean) + 200; k++) {
    units += Math.min(stock, k) * p;
    p *= mean / (k + 1);
  }
  return units;
}

/** From 60-digit decimal arithmetic of mean P(N <= stock - 2) + stock P(N >= stock), with ln k! by Stirling's series. */
const reference = [
  { stock: 1, mean: 0.5, units: 0.3934693402873666 },
  { stock: 3, mean: 2.5, units: 2.086804390309126 },
  { stock: 1_000_000, mean: 1e-8, units: 1e-8 },
  { stock: 50, mean: 80.25, units: 49.99971978377777 },
  { stock: 80, mean: 50.75, units: 50.749862025227976 },
  { stock: 1_000, mean: 1_000, units: 987.3853886512785 },
  { stock: 20_000, mean: 19_800.125, units: 19_795.158962455036 },
  { stock: 100_000, mean: 100_000, units: 99_873.84347902947 },
  { stock: 999_000, mean: 1_000_000, units: 998_916.724884761 },
  { stock: 1_000_000, mean: 1_000_000, units: 999_601.0577528437 },
  { stock: 1_001_500, mean: 1_000_000, units: 999_970.6608406642 },
  { stock: 7, mean: 1_000_000, units: 7 },
];

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), Number.MIN_VALUE);
const stocks = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1_000_000 }));
const means = fc.oneof(
  fc.double({ min: 0, max: 60, noNaN: true }),
  fc.double({ min: 0, max: 20_000, noNaN: true }),
  fc.double({ min: -300, max: 2, noNaN: true }).map((e) => 10 ** e),
);

describe('expectedUnitsSold', () => {
  it('matches the brute-force sum', () => {
    fc.assert(
      fc.property(stocks, fc.double({ min: 1e-9, max: 600, noNaN: true }), (stock, mean) => {
        expect(relative(expectedUnitsSold(stock, mean), bruteForce(stock, mean))).toBeLessThan(1e-10);
      }),
      { numRuns: 500 },
    );
  });

  it.each(reference)(
    'agrees with high-precision arithmetic at stock $stock, mean $mean',
    ({ stock, mean, units }) => {
      expect(relative(expectedUnitsSold(stock, mean), units)).toBeLessThan(1e-10);
    },
  );

  it('never sells more than the stock or the demand', () => {
    fc.assert(
      fc.property(stocks, means, (stock, mean) => {
        const units = expectedUnitsSold(stock, mean);
        expect(units).toBeGreaterThanOrEqual(0);
        expect(units).toBeLessThanOrEqual(Math.min(stock, mean));
      }),
    );
  });

  it('does not fall when there is one unit more', () => {
    fc.assert(
      fc.property(stocks, means, (stock, mean) => {
        const less = expectedUnitsSold(stock, mean);
        expect(expectedUnitsSold(stock + 1, mean)).toBeGreaterThanOrEqual(less * (1 - 1e-12));
      }),
    );
  });

  it('does not fall when demand grows', () => {
    fc.assert(
      fc.property(stocks, means, fc.double({ min: 1, max: 3, noNaN: true }), (stock, mean, growth) => {
        const less = expectedUnitsSold(stock, mean);
        expect(expectedUnitsSold(stock, mean * growth)).toBeGreaterThanOrEqual(less * (1 - 1e-12));
      }),
    );
  });

  it('sells nothing without stock and nothing without demand', () => {
    expect(expectedUnitsSold(0, 1e6)).toBe(0);
    expect(expectedUnitsSold(1_000_000, 0)).toBe(0);
  });

  it('sells practically all the demand, however small, when stock is plentiful', () => {
    expect(expectedUnitsSold(1_000_000, 1e-300)).toBeCloseTo(1e-300, 310);
    expect(relative(expectedUnitsSold(1_000_000, 1e-300), 1e-300)).toBeLessThan(1e-10);
  });

  it.each([
    [1, Number.POSITIVE_INFINITY],
    [1, Number.NaN],
    [1, -1],
    [1, 1.1e9],
    [Number.POSITIVE_INFINITY, 1],
    [-1, 1],
    [1.5, 1],
  ])('refuses stock %d with mean %d', (stock, mean) => {
    expect(() => expectedUnitsSold(stock, mean)).toThrow(RangeError);
  });
});

describe('candidatePrices', () => {
  const ends = fc.tuple(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 0, max: 10_000_000 }));

  it('gives whole ascending prices with both ends and no more than asked for', () => {
    fc.assert(
      fc.property(ends, fc.integer({ min: 2, max: 100 }), ([low, width], count) => {
        const prices = candidatePrices(low, low + width, count);
        expect(prices.at(0)).toBe(low);
        expect(prices.at(-1)).toBe(low + width);
        expect(prices.length).toBeLessThanOrEqual(count);
        expect(prices.every(Number.isSafeInteger)).toBe(true);
        expect(prices.every((price, i) => i === 0 || price > (prices[i - 1] ?? 0))).toBe(true);
      }),
    );
  });

  it('spaces them by equal ratios', () => {
    expect(candidatePrices(1_000, 16_000, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it('gives each price once when there are fewer whole prices than asked for', () => {
    expect(candidatePrices(3, 6, 65)).toEqual([3, 4, 5, 6]);
  });

  it('gives the one price when low is high', () => {
    expect(candidatePrices(500, 500, 65)).toEqual([500]);
  });

  it.each([
    [0, 10, 5],
    [10, 9, 5],
    [1.5, 9, 5],
    [1, Number.POSITIVE_INFINITY, 5],
    [1, 9, 1],
    [9, 9, 0],
    [1, 9, 2.5],
  ])('refuses %d to %d in %d steps', (low, high, count) => {
    expect(() => candidatePrices(low, high, count)).toThrow(RangeError);
  });
});

describe('bestCandidate', () => {
  const on = { stock: 10, hours: 2, unitCost: 400 };

  it('prices each candidate by margin times the units expected under the stock', () => {
    const { curve } = bestCandidate([{ price: 1_000, unitsPerHour: 3 }], on);
    const units = expectedUnitsSold(10, 6);
    expect(curve).toEqual([
      { price: 1_000, unitsPerHour: 3, expectedUnits: units, expectedProfit: 600 * units },
    ]);
  });

  it('chooses the highest expected profit, not the highest price or the most units', () => {
    const { best } = bestCandidate(
      [
        { price: 500, unitsPerHour: 5 },
        { price: 900, unitsPerHour: 4 },
        { price: 1_500, unitsPerHour: 0.5 },
      ],
      on,
    );
    expect(best.price).toBe(900);
  });

  it('asks for more when less is left, because demand beyond the stock earns nothing', () => {
    const candidates = candidatePrices(500, 3_000, 40).map((price) => ({
      price,
      unitsPerHour: 8 * (price / 1_000) ** -2,
    }));
    const plenty = bestCandidate(candidates, { ...on, stock: 100 }).best.price;
    const scarce = bestCandidate(candidates, { ...on, stock: 3 }).best.price;
    expect(scarce).toBeGreaterThan(plenty);
  });

  it.each([[[700, 900]], [[900, 700]]])(
    'takes the lower of two prices that earn the same, given as %j',
    (prices) => {
      const candidates = prices.map((price) => ({ price, unitsPerHour: 3 }));
      expect(bestCandidate(candidates, { ...on, stock: 0 }).best.price).toBe(700);
    },
  );

  it('keeps the curve in the order it was given', () => {
    const candidates = [900, 700, 800].map((price) => ({ price, unitsPerHour: 1 }));
    expect(bestCandidate(candidates, on).curve.map((point) => point.price)).toEqual([900, 700, 800]);
  });

  it.each([
    ['no candidates', [], on],
    ['an endless sale', [{ price: 1, unitsPerHour: 1 }], { ...on, hours: Number.POSITIVE_INFINITY }],
    ['a demand that is no number', [{ price: 1, unitsPerHour: Number.NaN }], on],
    ['a price that is no number', [{ price: Number.NaN, unitsPerHour: 1 }], on],
    ['a cost that is no number', [{ price: 1, unitsPerHour: 1 }], { ...on, unitCost: Number.NaN }],
  ])('refuses %s', (_, candidates, conditions) => {
    expect(() => bestCandidate(candidates, conditions)).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCandidate, candidatePrices, expectedUnitsSold } from '../../../domain/demand/demand.ts';

/** ln Γ(x) by Stirling's series, from x + 20 downwards. */
function lnGamma(x: number): number {
  let shifted = x;
  let product = 0;
  for (; shifted < x + 20; shifted += 1) product += Math.log(shifted);
  const z = 1 / shifted ** 2;
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z / 1680))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - product;
}

/** E[min(stock, N)] = sum over k < stock of P(N > k), with each probability of N from its formula alone. */
function fromFormula(stock: number, mean: number, shape: number): number {
  const [success, failure] = [Math.log(mean / (shape + mean)), -Math.log1p(mean / shape)];
  let atMost = 0;
  let units = 0;
  for (let k = 0; k < stock; k += 1) {
    atMost += Math.exp(lnGamma(shape + k) - lnGamma(shape) - lnGamma(k + 1) + shape * failure + k * success);
    units += Math.max(0, 1 - atMost);
  }
  return units;
}

/** The same by mixing: Poisson demand, averaged over a Gamma distributed mean (of whole shape), by Simpson's rule. */
function byMixing(stock: number, mean: number, shape: number): number {
  const steps = 4000;
  const width = (20 * mean) / steps;
  let sum = 0;
  for (let i = 1; i < steps; i += 1) {
    const rate = i * width;
    const density = Math.exp(
      shape * Math.log(shape / mean) + (shape - 1) * Math.log(rate) - (rate * shape) / mean - lnGamma(shape),
    );
    sum += (i % 2 === 0 ? 2 : 4) * density * expectedUnitsSold(stock, rate);
  }
  return (sum * width) / 3;
}

/** With shape 1 demand is geometric, and the sum has a closed form at any mean. */
const geometric = (stock: number, mean: number): number => -mean * Math.expm1(-stock * Math.log1p(1 / mean));

/** One unit is sold unless demand is 0. */
const ofOneUnit = (mean: number, shape: number): number => -Math.expm1(-shape * Math.log1p(mean / shape));

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), Number.MIN_VALUE);
const stocks = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 100_000 }));
const logUniform = (from: number, to: number) =>
  fc.double({ min: Math.log10(from), max: Math.log10(to), noNaN: true }).map((e) => 10 ** e);
const means = logUniform(1e-6, 2_000);
const manyMeans = logUniform(1e-6, 1e9);
const shapes = logUniform(0.04, 1e6);

describe('units expected to sell where the level of demand is uncertain', () => {
  it('are those of the negative binomial distribution', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        logUniform(1e-3, 500),
        logUniform(0.04, 300),
        (stock, mean, shape) => {
          expect(
            Math.abs(expectedUnitsSold(stock, mean, shape) - fromFormula(stock, mean, shape)),
          ).toBeLessThan(1e-9 * (stock + 1));
        },
      ),
    );
  });

  it.each([
    [3, 2, 2],
    [10, 12, 5],
    [40, 30, 9],
  ])('are Poisson sales mixed over the level, with stock %d, mean %d and shape %d', (stock, mean, shape) => {
    expect(relative(expectedUnitsSold(stock, mean, shape), byMixing(stock, mean, shape))).toBeLessThan(1e-6);
  });

  it('are the chance of any demand where one unit is left', () => {
    fc.assert(
      fc.property(means, shapes, (mean, shape) => {
        expect(relative(expectedUnitsSold(1, mean, shape), ofOneUnit(mean, shape))).toBeLessThan(1e-9);
      }),
    );
  });

  it('come to the Poisson sales as the level becomes certain', () => {
    fc.assert(
      fc.property(stocks, means, (stock, mean) => {
        const certain = expectedUnitsSold(stock, mean);
        expect(relative(expectedUnitsSold(stock, mean, 1e12), certain)).toBeLessThan(1e-6);
        expect(expectedUnitsSold(stock, mean, Number.POSITIVE_INFINITY)).toBe(certain);
      }),
    );
  });

  it('are fewer than where the level is certain', () => {
    fc.assert(
      fc.property(stocks, manyMeans, shapes, (stock, mean, shape) => {
        const certain = expectedUnitsSold(stock, mean);
        expect(expectedUnitsSold(stock, mean, shape)).toBeLessThanOrEqual(certain * (1 + 1e-9));
      }),
    );
  });

  it('are markedly fewer where the stock is about the mean', () => {
    expect(expectedUnitsSold(100, 100, 2)).toBeLessThan(0.8 * expectedUnitsSold(100, 100));
  });

  it('fall with the spread of the level', () => {
    fc.assert(
      fc.property(stocks, means, shapes, logUniform(1, 100), (stock, mean, shape, factor) => {
        const wider = expectedUnitsSold(stock, mean, shape);
        expect(expectedUnitsSold(stock, mean, shape * factor)).toBeGreaterThanOrEqual(wider * (1 - 1e-9));
      }),
    );
  });

  it.each([1e6, 1e7, 1e8, 1e9])(
    'do not fall as the stock grows past what is counted unit by unit, with mean %d',
    (mean) => {
      for (const shape of [0.04, 0.2, 1, 4, 20]) {
        const below = expectedUnitsSold(100_000, mean, shape);
        const above = expectedUnitsSold(100_001, mean, shape);
        expect(above).toBeGreaterThanOrEqual(below * (1 - 1e-8));
        expect(above).toBeLessThanOrEqual(below + 1 + 1e-8 * below);
      }
    },
  );

  it('never fall with stock or mean, and never exceed either', () => {
    fc.assert(
      fc.property(stocks, manyMeans, shapes, logUniform(1, 3), (stock, mean, shape, growth) => {
        const units = expectedUnitsSold(stock, mean, shape);
        expect(units).toBeGreaterThanOrEqual(0);
        expect(units).toBeLessThanOrEqual(Math.min(stock, mean));
        expect(expectedUnitsSold(stock + 1, mean, shape)).toBeGreaterThanOrEqual(units * (1 - 1e-8));
        const more = Math.min(1e9, mean * growth);
        expect(expectedUnitsSold(stock, more, shape)).toBeGreaterThanOrEqual(units * (1 - 1e-8));
      }),
    );
  });

  it.each([
    [218, 0.3640579224597537, 37.78223375706255],
    [72, 0.007266407392519674, 0.8000619161020843],
    [147, 2.2125693859120266, 17.129667815276562],
  ])(
    'are not above the mean by rounding either, with stock %d, mean %d and shape %d',
    (stock, mean, shape) => {
      expect(expectedUnitsSold(stock, mean, shape)).toBeLessThanOrEqual(mean);
    },
  );

  it('are none without stock or demand, and all of a demand that is far below the stock', () => {
    expect(expectedUnitsSold(0, 50, 2)).toBe(0);
    expect(expectedUnitsSold(0, 1e6, 2)).toBe(0);
    expect(expectedUnitsSold(50, 0, 2)).toBe(0);
    expect(relative(expectedUnitsSold(1_000_000, 5, 2), 5)).toBeLessThan(1e-12);
    expect(relative(expectedUnitsSold(1_000_000, 1e-200, 0.5), 1e-200)).toBeLessThan(1e-12);
  });

  it.each([
    [1, 1e9, 0.5],
    [1, 4_000, 0.04],
    [1, 1e9, 0.04],
    [1, 50_000, 3],
  ])('of a single unit are exact at any mean, with stock %d, mean %d and shape %d', (stock, mean, shape) => {
    expect(relative(expectedUnitsSold(stock, mean, shape), ofOneUnit(mean, shape))).toBeLessThan(1e-9);
  });

  it.each([0, -1, Number.NaN])('refuse a shape of %d', (shape) => {
    expect(() => expectedUnitsSold(1, 1, shape)).toThrow(RangeError);
  });
});

describe('units expected to sell of thousands that are asked for', () => {
  const large = logUniform(2_000, 1e9);

  it('are those of the closed form to a thousandth, whatever the stock', () => {
    fc.assert(
      fc.property(fc.oneof(stocks, fc.integer({ min: 1, max: 2e9 })), large, (stock, mean) => {
        expect(relative(expectedUnitsSold(stock, mean, 1), geometric(stock, mean))).toBeLessThan(1e-3);
      }),
    );
  });

  it.each([
    [1_000, 2_500, 2],
    [5_000, 4_000, 3],
    [12_000, 10_000, 40],
    [9_000, 10_000, 5_000],
    [10_000, 10_000, 500],
    [20_000, 8_000, 0.5],
  ])('are the sum to a thousandth, with stock %d, mean %d and shape %d', (stock, mean, shape) => {
    expect(relative(expectedUnitsSold(stock, mean, shape), fromFormula(stock, mean, shape))).toBeLessThan(
      1e-3,
    );
  });

  it('go on smoothly from those of fewer', () => {
    fc.assert(
      fc.property(stocks, shapes, (stock, shape) => {
        const [below, above] = [2_000, 2_000.001].map((mean) => expectedUnitsSold(stock, mean, shape));
        expect(relative(above ?? 0, below ?? 0)).toBeLessThan(1e-5);
      }),
    );
  });

  it('are Poisson sales where the level is as good as certain', () => {
    expect(relative(expectedUnitsSold(1_000_000, 1e6, 1e12), expectedUnitsSold(1_000_000, 1e6))).toBeLessThan(
      1e-5,
    );
  });
});

describe('the best candidate where the level of demand is uncertain', () => {
  const candidates = candidatePrices(500, 3_000, 40).map((price) => ({
    price,
    unitsPerHour: 8 * (price / 1_000) ** -3,
  }));
  const on = { stock: 20, hours: 2, unitCost: 400 };
  const uncertain = candidates.map((each) => ({ ...each, shape: 2 }));

  it('has a curve of negative binomial sales', () => {
    const { curve } = bestCandidate(uncertain, on);
    expect(curve.map(({ expectedUnits }) => expectedUnits)).toEqual(
      candidates.map(({ unitsPerHour }) => expectedUnitsSold(20, unitsPerHour * 2, 2)),
    );
  });

  it('is expected to earn less than where the level is certain', () => {
    const sure = bestCandidate(candidates, on).best.expectedProfit;
    expect(bestCandidate(uncertain, on).best.expectedProfit).toBeLessThan(sure);
  });
});

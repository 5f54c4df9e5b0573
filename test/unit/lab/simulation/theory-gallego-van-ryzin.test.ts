import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bestFixedPrice,
  demandRate,
  type ExponentialDemand,
  fixedPriceRevenue,
  fluidBound,
  fluidFixedPrice,
  optimalPrice,
  optimalRevenue,
} from '../../../../lab/simulation/theory/gallego-van-ryzin.ts';

/** With a = e and alpha = 1 the best rate is 1, so that time is the number of units that would sell at the price 1. */
const unit: ExponentialDemand = { a: Math.E, alpha: 1 };

const demands = fc.record({
  a: fc.double({ min: 0.1, max: 50, noNaN: true }),
  alpha: fc.double({ min: 0.001, max: 20, noNaN: true }),
});
/**
 * Up to 40 units, and times in which between half of them and many more could sell: there doubles can distinguish J(n) from
 * J(n - 1).
 */
const sales = fc
  .record({
    demand: demands,
    n: fc.integer({ min: 1, max: 40 }),
    scarcity: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ demand, n, scarcity }) => ({ demand, n, t: (n * 0.5 * 40 ** scarcity * Math.E) / demand.a }));
const anySales = fc
  .record({
    demand: demands,
    n: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3_000 })),
    scarcity: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
  })
  .map(({ demand, n, scarcity }) => ({ demand, n, t: (n * 10 ** scarcity * Math.E) / demand.a }));

describe('the optimal revenue', () => {
  it('is log(1 + x) for one unit and log(1 + x + x^2 / 2) for two, over alpha', () => {
    expect(optimalRevenue(unit, 1, 7)).toBeCloseTo(Math.log(8), 14);
    expect(optimalRevenue(unit, 2, 7)).toBeCloseTo(Math.log(1 + 7 + 24.5), 14);
    expect(optimalRevenue({ a: 3, alpha: 0.05 }, 1, 2)).toBeCloseTo(20 * Math.log(1 + 6 / Math.E), 12);
  });

  it('is 0 without stock or without time', () => {
    expect(optimalRevenue(unit, 0, 5)).toBe(0);
    expect(optimalRevenue(unit, 5, 0)).toBe(0);
  });

  /** J and its last step, for a = e and alpha = 1, by the definition in 60-digit decimal arithmetic. */
  it.each([
    { n: 3, t: 2.5, revenue: 2.2223687591372445, step: 0.3315183872649588 },
    { n: 50, t: 200, revenue: 116.72360193587703, step: 1.3928675978805196 },
    { n: 200, t: 50, revenue: 50.0, step: 1.5219070610627717e-57 },
    { n: 1000, t: 1000, revenue: 999.3235316849638, step: 0.025124921609765715 },
    { n: 3000, t: 2900.5, revenue: 2900.4672665282606, step: 0.0013931633102901328 },
    { n: 5000, t: 100000, revenue: 19973.535108714757, step: 2.995742799691918 },
    { n: 20000, t: 100000, revenue: 52183.110702632286, step: 1.6094504121216169 },
  ])('and price agree with high-precision arithmetic for $n units and time $t', ({ n, t, revenue, step }) => {
    expect(optimalRevenue(unit, n, t) / revenue).toBeCloseTo(1, 13);
    expect(optimalPrice(unit, n, t)).toBeCloseTo(1 + step, 13);
  });

  it('rises with every unit, each worth less than the one before', () => {
    fc.assert(
      fc.property(sales, ({ demand, n, t }) => {
        const [less, now, more] = [n - 1, n, n + 1].map((k) => optimalRevenue(demand, k, t)) as [
          number,
          number,
          number,
        ];
        expect(more).toBeGreaterThan(now);
        expect(more - now).toBeLessThan(now - less);
      }),
    );
  });

  it('rises with time, each hour worth less than the one before', () => {
    fc.assert(
      fc.property(sales, ({ demand, n, t }) => {
        const [less, now, more] = [0.75, 1, 1.25].map((k) => optimalRevenue(demand, n, k * t)) as [
          number,
          number,
          number,
        ];
        expect(more).toBeGreaterThan(now);
        expect(more - now).toBeLessThan(now - less);
      }),
    );
  });

  it.each([
    [-1, 1, unit],
    [1.5, 1, unit],
    [1, -1, unit],
    [1, Number.NaN, unit],
    [1, 1, { a: 0, alpha: 1 }],
    [1, 1, { a: 1, alpha: -1 }],
  ])('refuses stock %d, time %d, demand %o', (n, t, demand) => {
    expect(() => optimalRevenue(demand, n, t)).toThrow(RangeError);
  });
});

describe('the optimal price', () => {
  it('is the worth of keeping the unit and the mark-up 1 / alpha', () => {
    fc.assert(
      fc.property(sales, ({ demand, n, t }) => {
        const worth = optimalRevenue(demand, n, t) - optimalRevenue(demand, n - 1, t);
        expect(optimalPrice(demand, n, t) * demand.alpha).toBeCloseTo(worth * demand.alpha + 1, 10);
      }),
    );
  });

  it('earns more per hour, less the worth of keeping the unit, than any other price', () => {
    fc.assert(
      fc.property(sales, fc.double({ min: 0.2, max: 5, noNaN: true }), ({ demand, n, t }, factor) => {
        const worth = optimalRevenue(demand, n, t) - optimalRevenue(demand, n - 1, t);
        const gain = (price: number) => demandRate(demand, price) * (price - worth);
        const best = optimalPrice(demand, n, t);
        expect(gain(best * factor)).toBeLessThanOrEqual(gain(best) * (1 + 1e-12));
      }),
    );
  });

  it('falls with stock and rises with time', () => {
    fc.assert(
      fc.property(sales, ({ demand, n, t }) => {
        expect(optimalPrice(demand, n + 1, t)).toBeLessThan(optimalPrice(demand, n, t));
        expect(optimalPrice(demand, n, 1.01 * t)).toBeGreaterThan(optimalPrice(demand, n, t));
      }),
    );
  });

  it('does not exist without stock', () => {
    expect(() => optimalPrice(unit, 0, 1)).toThrow(RangeError);
  });
});

describe('the fluid bound', () => {
  it('sells out at the run-out price when stock is short', () => {
    const { price, revenue } = fluidBound({ a: 30, alpha: 0.2 }, 50, 20);
    expect(demandRate({ a: 30, alpha: 0.2 }, price) * 20).toBeCloseTo(50, 10);
    expect(revenue).toBeCloseTo(50 * price, 10);
  });

  it('asks 1 / alpha and keeps the rest when there is plenty', () => {
    const { price, revenue } = fluidBound({ a: 3, alpha: 0.2 }, 500, 20);
    expect(price).toBe(5);
    expect(revenue).toBeCloseTo((5 * 60) / Math.E, 10);
  });

  it('is above the optimum, that above the best fixed price, and that above the fluid price kept fixed', () => {
    fc.assert(
      fc.property(anySales, ({ demand, n, t }) => {
        const bound = fluidBound(demand, n, t).revenue;
        const chain = [
          bound,
          optimalRevenue(demand, n, t),
          bestFixedPrice(demand, n, t).revenue,
          fluidFixedPrice(demand, n, t).revenue,
          bound * (1 - 0.5 / Math.sqrt(Math.min(n, (demand.a * t) / Math.E))),
        ];
        chain.slice(1).forEach((lower, i) => {
          expect(lower).toBeLessThanOrEqual((chain[i] as number) * (1 + 1e-12));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is reached by the optimum as stock and time grow together, and by the fluid price ever closer too', () => {
    const shortfalls = [1, 10, 100, 1_000].map((scale) => {
      const [n, t] = [5 * scale, 20 * scale];
      const bound = fluidBound(unit, n, t).revenue;
      return {
        optimal: 1 - optimalRevenue(unit, n, t) / bound,
        fixed: 1 - fluidFixedPrice(unit, n, t).revenue / bound,
      };
    });
    shortfalls.slice(1).forEach((now, i) => {
      const before = shortfalls[i] as typeof now;
      // Like log(n) / n, and like 1 / sqrt(n).
      expect(before.optimal / now.optimal).toBeGreaterThan(5);
      expect(before.fixed / now.fixed).toBeCloseTo(Math.sqrt(10), 1);
    });
    expect(shortfalls[3]?.optimal).toBeLessThan(0.0005);
  });
});

describe('the best fixed price', () => {
  it('earns more than any other fixed price', () => {
    fc.assert(
      fc.property(anySales, fc.double({ min: 0.3, max: 3, noNaN: true }), ({ demand, n, t }, factor) => {
        const { price, revenue } = bestFixedPrice(demand, n, t);
        expect(revenue).toBe(fixedPriceRevenue(demand, price, n, t));
        expect(fixedPriceRevenue(demand, price * factor, n, t)).toBeLessThanOrEqual(revenue * (1 + 1e-12));
      }),
      { numRuns: 300 },
    );
  });

  it('for one unit solves exp(m) = 1 + m p, with m = x e^(1 - p), by hand', () => {
    const { price } = bestFixedPrice(unit, 1, 10);
    const mean = 10 * Math.exp(1 - price);
    expect(Math.exp(mean)).toBeCloseTo(1 + mean * price, 10);
  });

  it('earns 0 without time', () => {
    expect(bestFixedPrice(unit, 3, 0).revenue).toBe(0);
  });
});

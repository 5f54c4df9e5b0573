import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constantElasticityDemand,
  type DemandFamily,
  exponentialDemand,
  linearDemand,
  logitDemand,
} from '../../../../lab/simulation/theory/demand-families.ts';
import { optimalPolicy } from '../../../../lab/simulation/theory/hamilton-jacobi-bellman.ts';
import { optimalPrice, optimalRevenue } from './theory/gallego-van-ryzin.ts';

/**
 * J(0..stock, duration) the plain way: time in small slices, in each of which at most one unit sells, and every price
 * of a fine grid tried. First order in the slice, so the answers for one and for half of it are extrapolated to none.
 */
function bruteForce(
  rate: (price: number) => number,
  prices: { low: number; high: number },
  sale: { stock: number; duration: number; unitCost?: number; intensity?: (time: number) => number },
): number[] {
  const { stock, duration, unitCost = 0, intensity = () => 1 } = sale;
  const grid = Array.from({ length: 1_501 }, (_, i) => prices.low + (i / 1_500) * (prices.high - prices.low));
  const rates = grid.map(rate);
  const march = (slices: number): number[] => {
    const slice = duration / slices;
    let values = Array<number>(stock + 1).fill(0);
    for (let k = 0; k < slices; k++) {
      const chance = slice * intensity(duration - (k + 0.5) * slice);
      values = values.map((value, n) => {
        if (n === 0) return 0;
        const cost = unitCost + value - (values[n - 1] ?? 0);
        let best = -Infinity;
        for (let i = 0; i < grid.length; i++)
          best = Math.max(best, (rates[i] as number) * ((grid[i] as number) - cost));
        return value + chance * best;
      });
    }
    return values;
  };
  const coarse = march(1_000);
  return march(2_000).map((fine, n) => 2 * fine - (coarse[n] ?? 0));
}

function agrees(
  demand: DemandFamily,
  prices: { low: number; high: number },
  sale: Parameters<typeof bruteForce>[2],
) {
  const policy = optimalPolicy({ bestRate: demand.bestRate, ...sale });
  bruteForce(demand.rate, prices, sale).forEach((expected, n) => {
    const value = policy.value(n, sale.duration);
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(2e-5 * Math.abs(expected));
  });
}

describe('the optimal policy for exponential demand', () => {
  it.each([
    { n: 1, units: 1, alpha: 1 },
    { n: 1, units: 1_000, alpha: 1 },
    { n: 10, units: 40, alpha: 1 },
    { n: 30, units: 30, alpha: 0.5 },
    { n: 50, units: 200, alpha: 1 },
    { n: 50, units: 200, alpha: 4 },
    { n: 50, units: 5, alpha: 1 },
    { n: 200, units: 250, alpha: 7 },
  ])(
    'is the closed form to 1e-9, with $n units, time for $units at the best rate, and alpha $alpha',
    (problem) => {
      const { n: stock, units, alpha } = problem;
      const demand = { a: 12, alpha };
      const duration = (units * Math.E) / demand.a;
      const policy = optimalPolicy({ bestRate: exponentialDemand(demand).bestRate, stock, duration });
      for (let n = 1; n <= stock; n += Math.ceil(stock / 25)) {
        for (let i = 0; i <= 60; i++) {
          // Both ends of the sale, and more often close to the deadline.
          const left = duration * (i / 60) ** 2;
          expect(Math.abs(policy.value(n, left) - optimalRevenue(demand, n, left))).toBeLessThan(1e-9);
          expect(Math.abs(policy.price(n, left) - optimalPrice(demand, n, left))).toBeLessThan(1e-9);
        }
      }
    },
  );

  it('is the closed form for any demand, stock and time', () => {
    const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ a: range(0.1, 50), alpha: range(0.1, 20) }),
        fc.integer({ min: 1, max: 30 }),
        range(0.01, 100),
        range(0, 1),
        (demand, n, units, part) => {
          const duration = (units * Math.E) / demand.a;
          const policy = optimalPolicy({ bestRate: exponentialDemand(demand).bestRate, stock: n, duration });
          const left = duration * part;
          const off = policy.value(n, left) - optimalRevenue(demand, n, left);
          expect(Math.abs(off) * demand.alpha).toBeLessThan(1e-10);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with a unit cost earns what dearer customers would without: a e^(-alpha cost) in place of a', () => {
    const [a, alpha, unitCost] = [20, 0.3, 4];
    const policy = optimalPolicy({
      bestRate: exponentialDemand({ a, alpha }).bestRate,
      stock: 8,
      duration: 3,
      unitCost,
    });
    const shifted = { a: a * Math.exp(-alpha * unitCost), alpha };
    expect(policy.value(8, 3)).toBeCloseTo(optimalRevenue(shifted, 8, 3), 10);
    expect(policy.price(8, 3)).toBeCloseTo(optimalPrice(shifted, 8, 3) + unitCost, 10);
  });
});

describe('the optimal policy agrees with dynamic programming in small slices of time', () => {
  it('for linear demand', () => {
    agrees(linearDemand({ a: 6, b: 0.5 }), { low: 0, high: 12 }, { stock: 5, duration: 2 });
  });

  it('for linear demand at a unit cost', () => {
    agrees(linearDemand({ a: 6, b: 0.5 }), { low: 0, high: 12 }, { stock: 5, duration: 2, unitCost: 3 });
  });

  it('for logit demand', () => {
    agrees(logitDemand({ a: 8, alpha: 0.7, utility: 4 }), { low: 2, high: 14 }, { stock: 5, duration: 2 });
  });

  it('for constant elasticity at a unit cost', () => {
    const demand = constantElasticityDemand({ a: 40, elasticity: 2.2 });
    agrees(demand, { low: 2, high: 20 }, { stock: 5, duration: 2, unitCost: 1.5 });
  });

  it('for constant elasticity above a lowest price', () => {
    const demand = constantElasticityDemand({ a: 40, elasticity: 2.2 }, { low: 3, high: 9 });
    agrees(demand, { low: 3, high: 9 }, { stock: 5, duration: 2 });
  });

  it('for an interval that binds at both ends', () => {
    const within = { low: 3, high: 4.5 };
    const demand = exponentialDemand({ a: 15, alpha: 0.5 }, within);
    const policy = optimalPolicy({ bestRate: demand.bestRate, stock: 5, duration: 2 });
    expect([policy.price(1, 2), policy.price(5, 0.1)]).toEqual([4.5, 3]);
    agrees(demand, within, { stock: 5, duration: 2 });
  });

  it('for prices that are all below the unit cost', () => {
    const within = { low: 3, high: 4.5 };
    const demand = exponentialDemand({ a: 15, alpha: 0.5 }, within);
    agrees(demand, within, { stock: 5, duration: 2, unitCost: 6 });
  });

  it('for demand that comes in a rush at the end', () => {
    const intensity = (time: number) => 0.3 + time ** 3 / 2;
    agrees(linearDemand({ a: 6, b: 0.5 }), { low: 0, high: 12 }, { stock: 5, duration: 2, intensity });
  });
});

/**
 * McAfee & te Velde 2008, "Dynamic Pricing with Constant Demand Elasticity": at rate a p^(-e), J(n, t) = c(n) t^(1/e), and
 * the equation leaves c(n) / e = a (e - 1)^(e - 1) e^(-e) (c(n) - c(n - 1))^(1 - e), which is bisected.
 */
function powerLaw(a: number, e: number, stock: number): number[] {
  const factor = a * (e - 1) ** (e - 1) * e ** -e;
  const c = [0];
  for (let n = 1; n <= stock; n++) {
    const below = c[n - 1] ?? 0;
    let [low, high] = [0, 1e3];
    for (let i = 0; i < 100; i++) {
      const step = (low + high) / 2;
      if ((below + step) / e < factor * step ** (1 - e)) low = step;
      else high = step;
    }
    c.push(below + low);
  }
  return c;
}

it('the optimal policy for constant elasticity is the power law, when the lowest price hardly counts', () => {
  const [a, elasticity, duration] = [5, 2, 4];
  const { bestRate } = constantElasticityDemand({ a, elasticity }, { low: 0.01 });
  const policy = optimalPolicy({ bestRate, stock: 6, duration });
  powerLaw(a, elasticity, 6).forEach((c, n) => {
    expect(policy.value(n, duration)).toBeCloseTo(c * duration ** (1 / elasticity), 4);
  });
});

describe('an intensity', () => {
  const demand = { a: 12, alpha: 0.8 };
  const { bestRate } = exponentialDemand(demand);

  it('only changes the clock: what counts is the demand that is still to come', () => {
    const intensity = (time: number) => (time < 1.3 ? 2 : 0.25);
    const policy = optimalPolicy({ bestRate, stock: 9, duration: 4, intensity });
    for (const [left, toCome] of [
      [0.8, 0.2],
      [2.7, 0.675],
      [3.5, 0.675 + 1.6],
      [4, 0.675 + 2.6],
    ] as const) {
      expect(policy.value(9, left)).toBeCloseTo(optimalRevenue(demand, 9, toCome), 9);
      expect(policy.price(4, left)).toBeCloseTo(optimalPrice(demand, 4, toCome), 9);
    }
  });

  it('of 1 changes nothing', () => {
    const plain = optimalPolicy({ bestRate, stock: 9, duration: 4 });
    const same = optimalPolicy({ bestRate, stock: 9, duration: 4, intensity: () => 1 });
    expect(same.price(9, 3.21)).toBeCloseTo(plain.price(9, 3.21), 12);
  });

  it('of 0 sells nothing', () => {
    expect(optimalPolicy({ bestRate, stock: 9, duration: 4, intensity: () => 0 }).value(9, 4)).toBe(0);
  });
});

describe('the optimal policy', () => {
  const { bestRate } = linearDemand({ a: 6, b: 0.5 });
  const policy = optimalPolicy({ bestRate, stock: 5, duration: 2 });

  it('is worth nothing without stock, and nothing without time, when it asks what earns most at once', () => {
    expect(policy.value(0, 2)).toBe(0);
    expect(policy.value(5, 0)).toBe(0);
    expect(policy.price(5, 0)).toBe(6);
  });

  it('sells nothing when no one would pay the unit cost', () => {
    const idle = optimalPolicy({ bestRate, stock: 5, duration: 2, unitCost: 13 });
    expect(idle.value(5, 2)).toBe(0);
    expect(idle.price(5, 2)).toBe(12);
  });

  it.each([
    ['more stock than was given', () => policy.value(6, 1)],
    ['half a unit', () => policy.value(1.5, 1)],
    ['more time than was given', () => policy.value(1, 2.5)],
    ['a time after the end', () => policy.value(1, -0.1)],
  ])('refuses %s', (_, ask) => {
    expect(ask).toThrow(RangeError);
  });

  it('says that there is nothing to price without stock', () => {
    expect(() => policy.price(0, 1)).toThrow(/without stock/);
  });

  it.each([
    ['stock below 0', { bestRate, stock: -1, duration: 2 }],
    ['endless time', { bestRate, stock: 1, duration: Infinity }],
    ['a unit cost that is no number', { bestRate, stock: 1, duration: 2, unitCost: Number.NaN }],
  ])('refuses %s', (_, problem) => {
    expect(() => optimalPolicy(problem)).toThrow(RangeError);
  });

  it('says what is missing where constant elasticity would sell endlessly for nothing', () => {
    const endless = constantElasticityDemand({ a: 5, elasticity: 2 });
    expect(() => optimalPolicy({ bestRate: endless.bestRate, stock: 1, duration: 1 })).toThrow(
      /lowest price/,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCandidate, candidatePrices } from '../../../domain/demand/demand.ts';
import { LAST_UNITS, LOOKING_AHEAD, worthOfLastUnits } from '../../../domain/demand/last-units.ts';
import { optimalPolicy } from '../../../lab/simulation/theory/hamilton-jacobi-bellman.ts';
import { exponentialShoppers } from '../../../lab/simulation/worlds/shoppers.ts';

const DAY = 24;
const offersAt = (rate: number, unitCost = 0) =>
  candidatePrices(3_000, 50_000, 200).map((price) => ({
    price,
    unitsPerHour: exponentialShoppers(rate).rate(price),
    margin: price - unitCost,
  }));
const on = { stock: 3, hours: DAY, hoursToNextLook: 0.1, unitCost: 0, cv: 0 };
const most = (worths: readonly { profit: number }[]): number =>
  Math.max(...worths.map(({ profit }) => profit));

describe('the price of a stock that sells out unit by unit', () => {
  const priceAt = (stock: number, load: number, cv: number): number => {
    const rate = (load * LAST_UNITS) / DAY;
    const offers = candidatePrices(600, 2_000, 400).map((price) => ({
      price,
      unitsPerHour: rate * (price / 1_000) ** -2.5,
      shape: 1 / cv ** 2,
    }));
    const look = { hours: 0.5, cv };
    return bestCandidate(offers, { stock, hours: DAY, unitCost: 400, look }).best.price;
  };

  it.each([0.5, 1, 2].flatMap((load) => [0, 0.3, 0.7].map((cv) => ({ load, cv }))))(
    'moves by a few per cent with each unit, also where looking ahead begins: load $load, cv $cv',
    ({ load, cv }) => {
      for (let stock = LOOKING_AHEAD + 2; stock >= LAST_UNITS; stock--) {
        const step = priceAt(stock - 1, load, cv) / priceAt(stock, load, cv) - 1;
        expect(Math.abs(step)).toBeLessThan(0.06);
      }
    },
  );
});

describe('the worth of the last units', () => {
  it.each([1, 2, 5, LAST_UNITS].flatMap((stock) => [1, 2, 4].map((load) => ({ stock, load }))))(
    'is that of the optimal policy: $stock units at load $load',
    ({ stock, load }) => {
      const shoppers = exponentialShoppers((load * stock) / DAY);
      const optimum = optimalPolicy({ bestRate: shoppers.bestRate, stock, duration: DAY });
      const worth = most(worthOfLastUnits(offersAt((load * stock) / DAY), { ...on, stock }));
      expect(worth / optimum.value(stock, DAY)).toBeGreaterThan(0.99);
      expect(worth / optimum.value(stock, DAY)).toBeLessThan(1.005);
    },
  );

  it('proposes nearly the optimal price, which one price to the end does not', () => {
    const shoppers = exponentialShoppers(4 / DAY);
    const optimum = optimalPolicy({ bestRate: shoppers.bestRate, stock: 1, duration: DAY }).price(1, DAY);
    const offers = offersAt(4 / DAY);
    const choice = { stock: 1, hours: DAY, unitCost: 0 };
    const price = (look?: { hours: number; cv: number }) =>
      bestCandidate(offers, { ...choice, ...(look ? { look } : {}) }).best.price;
    expect(Math.abs(price({ hours: 0.1, cv: 0 }) / optimum - 1)).toBeLessThan(0.03);
    expect(Math.abs(price() / optimum - 1)).toBeGreaterThan(0.06);
  });

  it('at one price to the end is what one price earns: its profit, and nothing later', () => {
    const offer = { price: 10_000, unitsPerHour: 0.1 };
    const [worth] = worthOfLastUnits([offer], { ...on, stock: 1, hoursToNextLook: 1_000 });
    expect(worth?.profit).toBeCloseTo(10_000 * (1 - Math.exp(-0.1 * DAY)), 6);
    expect(worth?.valueOfRest).toBe(0);
  });

  it('grows with stock and time, is never below 0, and never above all stock at the highest price', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: LAST_UNITS - 1 }),
        fc.double({ min: 0.01, max: 200, noNaN: true }),
        fc.double({ min: 1e-4, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.integer({ min: 0, max: 60_000 }),
        (stock, hours, rate, cv, unitCost) => {
          const offers = offersAt(rate);
          const given = { stock, hours, hoursToNextLook: 0.5, unitCost, cv };
          const worth = most(worthOfLastUnits(offers, given));
          const slack = 1e-9 * 50_000 * stock;
          expect(worth).toBeGreaterThanOrEqual(unitCost > 50_000 ? Number.NEGATIVE_INFINITY : -slack);
          expect(worth).toBeLessThanOrEqual(stock * Math.max(0, 50_000 - unitCost) + slack);
          expect(most(worthOfLastUnits(offers, { ...given, stock: stock + 1 }))).toBeGreaterThanOrEqual(
            worth - slack,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is less where the level of demand is uncertain', () => {
    const offers = offersAt(2 / DAY);
    expect(most(worthOfLastUnits(offers, { ...on, cv: 0.7 }))).toBeLessThan(
      most(worthOfLastUnits(offers, on)),
    );
  });

  it('is 0 without time', () => {
    expect(most(worthOfLastUnits(offersAt(1), { ...on, hours: 0 }))).toBe(0);
  });
});

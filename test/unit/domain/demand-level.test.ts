import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandBelief, hoursForLevel, shapeAt } from '../../../domain/demand/demand-level.ts';
import { policy, product } from './make.ts';

type Settings = Parameters<typeof demandBelief>[1];
const demandLevel = (...given: Parameters<typeof demandBelief>) => demandBelief(...given)?.level;
const settings = (changes: Partial<Settings> = {}, level: Partial<Settings['level']> = {}): Settings => {
  const { learn, level: defaults, slope } = policy().model;
  return { learn, level: { ...defaults, leastCv: 1e-9, ...level }, slope, ...changes };
};
const selling = (baselineUnitsPerHour: number) => product({ baselineUnitsPerHour });
/** Bounds that no test reaches. */
const UNBOUNDED = { lowest: 1e-9, highest: 1e9 };

describe('the level of demand', () => {
  it('is the baseline with the spread of the policy, before anything is sold', () => {
    const level = demandLevel(selling(4), settings({}, { cv: 0.5 }), undefined);
    expect(level?.unitsPerHour).toBeCloseTo(4, 12);
    expect(level?.cv).toBeCloseTo(0.5, 12);
  });

  it('is the posterior mean of a Gamma prior and Poisson sales', () => {
    // Prior Gamma(4, 4 / 2); 8 units in 6 hours: Gamma(12, 8).
    const sales = { units: 8, indexHours: 6 };
    const level = demandLevel(selling(2), settings({}, { cv: 0.5 }), sales);
    expect(level?.unitsPerHour).toBeCloseTo(12 / 8, 12);
    expect(level?.cv).toBeCloseTo(1 / Math.sqrt(12), 12);
  });

  it('agrees with the posterior integrated numerically', () => {
    const [baseline, cv, sales] = [3, 0.8, { units: 5, indexHours: 4 }];
    let [mass, first, second] = [0, 0, 0];
    for (let rate = 0.0005; rate < 30; rate += 0.001) {
      const prior = (1 / cv ** 2 - 1) * Math.log(rate) - rate / (cv ** 2 * baseline);
      const weight = Math.exp(prior + sales.units * Math.log(rate) - sales.indexHours * rate);
      mass += weight;
      first += weight * rate;
      second += weight * rate ** 2;
    }
    const mean = first / mass;
    const level = demandLevel(selling(baseline), settings({}, { ...UNBOUNDED, cv }), sales);
    expect(level?.unitsPerHour).toBeCloseTo(mean, 6);
    expect(level?.cv).toBeCloseTo(Math.sqrt(second / mass - mean ** 2) / mean, 6);
  });

  it('lies between the baseline and what was sold an hour, and is surer than before', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        (baseline, cv, units, indexHours) => {
          const level = demandLevel(selling(baseline), settings({}, { ...UNBOUNDED, cv }), {
            units,
            indexHours,
          });
          const seen = units / indexHours;
          expect(level?.unitsPerHour).toBeGreaterThanOrEqual(Math.min(baseline, seen) * (1 - 1e-9));
          expect(level?.unitsPerHour).toBeLessThanOrEqual(Math.max(baseline, seen) * (1 + 1e-9));
          expect(level?.cv).toBeLessThanOrEqual(cv * (1 + 1e-12));
        },
      ),
    );
  });

  it('comes to what is sold an hour as more is sold', () => {
    const level = demandLevel(selling(1), settings(), { units: 500_000, indexHours: 100_000 });
    expect(level?.unitsPerHour).toBeCloseTo(5, 3);
    expect(level?.cv).toBeLessThan(0.002);
  });

  it.each([
    ['above', { units: 1e6, indexHours: 1 }, 20],
    ['below', { units: 0, indexHours: 1e6 }, 1],
  ])('is never %s the shares of the baseline that the policy sets', (_, sales, unitsPerHour) => {
    const level = demandLevel(selling(10), settings({}, { lowest: 0.1, highest: 2 }), sales);
    expect(level?.unitsPerHour).toBeCloseTo(unitsPerHour, 9);
  });

  it('is the baseline, for certain, where the policy does not learn', () => {
    const level = demandLevel(selling(4), settings({ learn: false }), { units: 900, indexHours: 1 });
    expect(level).toEqual({ unitsPerHour: 4, cv: 0 });
  });
});

describe('the level of demand of a product without a baseline', () => {
  const without = product();

  it('has half a unit in no time for a prior', () => {
    const level = demandLevel(without, settings(), { units: 8, indexHours: 4 });
    expect(level?.unitsPerHour).toBeCloseTo(8.5 / 4, 12);
    expect(level?.cv).toBeCloseTo(1 / Math.sqrt(8.5), 12);
  });

  it('is above zero though nothing was sold', () => {
    expect(demandLevel(without, settings(), { units: 0, indexHours: 10 })?.unitsPerHour).toBeCloseTo(
      0.05,
      12,
    );
  });

  it('knows no bounds', () => {
    expect(demandLevel(without, settings(), { units: 1e6, indexHours: 1 })?.unitsPerHour).toBeGreaterThan(
      9e5,
    );
  });

  it.each([
    ['nothing was seen', undefined],
    ['no time was seen', { units: 3, indexHours: 0 }],
  ])('is unknown where %s', (_, sales) => {
    expect(demandLevel(without, settings(), sales)).toBeUndefined();
    expect(demandLevel(without, settings({ learn: false }), sales)).toBeUndefined();
  });

  it('is what was sold, taken for certain, where the policy does not learn', () => {
    const level = demandLevel(without, settings({ learn: false }), { units: 8, indexHours: 4 });
    expect(level?.unitsPerHour).toBeCloseTo(8.5 / 4, 12);
    expect(level?.cv).toBe(0);
  });
});

describe('the hours that sales keep while their units fade', () => {
  const without = product();
  const levelOf = (sales: { units: number; indexHours: number }) =>
    demandLevel(without, settings(), sales)?.unitsPerHour;

  it.each([40, 10, 1, 1e-9, 0])('leave the level where it is when %d of 40 units are left', (units) => {
    const before = { units: 40, indexHours: 2 };
    const indexHours = hoursForLevel(before, units);
    expect(levelOf({ units, indexHours })).toBeCloseTo(levelOf(before) ?? Number.NaN, 9);
  });

  it('are no fewer than a level takes that can be counted', () => {
    expect(levelOf({ units: 3, indexHours: hoursForLevel({ units: 3, indexHours: 1e-200 }, 3) })).toBe(1e9);
  });

  it('are none where no time was seen', () => {
    expect(hoursForLevel({ units: 3, indexHours: 0 }, 3)).toBe(0);
  });
});

describe('the shape of a level', () => {
  it('is that of a Gamma distribution with its coefficient of variation', () => {
    expect(shapeAt({ unitsPerHour: 9, cv: 0.5 }, undefined, 100)).toBe(4);
  });

  it('has no end where the level is certain', () => {
    expect(shapeAt({ unitsPerHour: 9, cv: 0 }, undefined, 100)).toBe(Number.POSITIVE_INFINITY);
  });
});

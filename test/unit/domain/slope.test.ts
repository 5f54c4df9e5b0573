import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandBelief } from '../../../domain/demand/demand-level.ts';
import { withSales } from '../../../domain/demand/demand-memory.ts';
import type { Sales } from '../../../domain/demand/sales.ts';
import {
  countedOn,
  slopeEvidence,
  slopeGiven,
  tilt,
  updatedSlope,
  withEvidence,
} from '../../../domain/demand/slope.ts';
import { shift } from '../../../domain/values/time.ts';
import { NOW, policy, product } from './make.ts';

const FOREVER = { halfLifeHours: undefined, hasBaseline: true, mostUnits: 1e9 };
const PRIOR = { shift: 0, sd: 0.7 };

/** Exactly the units that a demand of `level` x ratio^(truth) sells, at each price ratio for a hundred hours of index 1 there. */
const soldAt = (ratios: readonly number[], truth: number, level = 2, fading = FOREVER): Sales =>
  ratios.reduce<Sales | undefined>(
    (sales, ratio, i) =>
      withSales(
        sales,
        {
          from: shift(NOW, i * 3_600_000),
          until: shift(NOW, (i + 1) * 3_600_000),
          indexHours: 100,
          soldUnits: 100 * level * ratio ** truth,
          logPrice: Math.log(ratio),
        },
        fading,
      ),
    undefined,
  ) as Sales;

const offered = ({ units, indexHours, soldAt: at }: Sales) => ({
  units,
  indexHours,
  soldAt: at ?? { units: 0, hours: 0, variance: 0 },
});

/** The density of the slope with the level integrated out, on a fine grid. */
function onGrid(
  prior: typeof PRIOR,
  level: { shape: number; rate: number },
  rows: readonly [number, number, number][],
) {
  let [mass, first, second] = [0, 0, 0];
  const units = rows.reduce((sum, [, n]) => sum + n, 0);
  const log = (s: number): number => {
    const hours = rows.reduce((sum, [x, , h]) => sum + h * Math.exp(s * x), 0);
    const sold = rows.reduce((sum, [x, n]) => sum + n * x, 0);
    return (
      -((s - prior.shift) ** 2) / (2 * prior.sd ** 2) +
      s * sold -
      (level.shape + units) * Math.log(level.rate + hours)
    );
  };
  const peak = Math.max(...Array.from({ length: 2_001 }, (_, i) => log(-10 + i / 100)));
  for (let s = -10; s <= 10; s += 0.001) {
    const weight = Math.exp(log(s) - peak);
    mass += weight;
    first += weight * s;
    second += weight * s ** 2;
  }
  const mean = first / mass;
  return { shift: mean, sd: Math.sqrt(second / mass - mean ** 2) };
}

describe('the slope of demand', () => {
  it.each([-2, -0.8, 0, 0.8, 2])('moves from the prior to a truth of %d, and gets surer', (truth) => {
    const sales = soldAt([0.8, 0.9, 1, 1.1, 1.25], truth);
    const learned = slopeGiven(PRIOR, { shape: 2, rate: 1 }, offered(sales));
    expect(Math.abs(learned.shift - truth)).toBeLessThanOrEqual(0.35 * Math.abs(truth) + 0.01);
    expect(learned.sd).toBeLessThan(0.4);
  });

  it('is the density with the level integrated out, near its mode', () => {
    const level = { shape: 3, rate: 1.5 };
    const rows: [number, number, number][] = [
      [Math.log(1.2), 14, 10],
      [0, 12, 6],
      [Math.log(0.85), 9, 3],
    ];
    const sales = rows.reduce<Sales | undefined>(
      (sum, [logPrice, soldUnits, indexHours], i) =>
        withSales(
          sum,
          { from: shift(NOW, i), until: shift(NOW, i + 1), indexHours, soldUnits, logPrice },
          FOREVER,
        ),
      undefined,
    ) as Sales;
    const exact = onGrid(PRIOR, level, rows);
    const learned = slopeGiven(PRIOR, level, offered(sales));
    expect(Math.abs(learned.shift - exact.shift)).toBeLessThan(0.05);
    expect(Math.abs(learned.sd / exact.sd - 1)).toBeLessThan(0.05);
  });

  it('says nothing new where all was sold at one price', () => {
    expect(slopeEvidence(soldAt([1.3, 1.3, 1.3], -1))).toEqual({
      precision: expect.closeTo(0, 9),
      pull: expect.closeTo(0, 9),
    });
  });

  it('says the same however often the level changed in between, where each level saw the same prices', () => {
    const one = slopeEvidence(soldAt([0.9, 1.1], -1.5, 2));
    const two = slopeEvidence(soldAt([0.9, 1.1], -1.5, 8));
    const both = withEvidence(one, two, 1);
    expect(updatedSlope({ shift: 0, sd: 100 }, both).shift).toBeCloseTo(-1.5, 1);
  });

  it('is kept when the sales that taught it give way to newer ones', () => {
    const few = { ...FOREVER, mostUnits: 50 };
    const taught = soldAt([0.8, 1.2, 0.8, 1.2], -2);
    const later = soldAt([0.8, 1.2, 0.8, 1.2, 1, 1, 1, 1, 1, 1], -2, 2, few);
    expect(later.units).toBeCloseTo(50, 9);
    const { sd, shift: learned } = updatedSlope(PRIOR, later.slope);
    expect(learned).toBeLessThan(-1);
    expect(sd).toBeLessThan(PRIOR.sd / 2);
    expect(slopeEvidence(taught).precision).toBeGreaterThan(0);
  });

  it('never gets surer than shoppers stay the same', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 20 }), (precisions) => {
        const sum = precisions.reduce(
          (known, precision) => withEvidence(known, { precision, pull: -precision }),
          { precision: 0, pull: 0 },
        );
        expect(updatedSlope({ shift: 0, sd: 5 }, sum).sd).toBeGreaterThan(0.149);
      }),
    );
  });

  it('stays a number, and within the prior and the evidence, for any sales', () => {
    const period = fc.record({
      ratio: fc.double({ min: 0.05, max: 20, noNaN: true }),
      hours: fc.double({ min: 0, max: 1e4, noNaN: true }),
      units: fc.integer({ min: 0, max: 10_000 }),
    });
    fc.assert(
      fc.property(fc.array(period, { minLength: 1, maxLength: 12 }), (periods) => {
        const sales = periods.reduce<Sales | undefined>(
          (sum, { ratio, hours, units }, i) =>
            withSales(
              sum,
              {
                from: shift(NOW, i * 3_600_000),
                until: shift(NOW, (i + 1) * 3_600_000),
                indexHours: hours,
                soldUnits: units,
                logPrice: Math.log(ratio),
              },
              { halfLifeHours: 24, hasBaseline: true, mostUnits: 100 },
            ),
          undefined,
        );
        const belief = demandBelief(
          product({ baselineUnitsPerHour: 3 }),
          policy({ model: { use: true, slope: { sd: 0.7 } } }).model,
          sales,
        );
        for (const each of [
          belief?.level.unitsPerHour,
          belief?.slope.shift,
          belief?.slope.sd,
          belief?.centre,
        ])
          expect(each).toSatisfy(Number.isFinite);
        expect(belief?.slope.sd).toBeLessThanOrEqual(0.7);
        expect(belief?.slope.sd).toBeGreaterThan(0);
      }),
    );
  });

  it('of a product from training stands in for the prior of the policy', () => {
    const { model } = policy({ model: { use: true, slope: { sd: 0.7 } } });
    const trained = product({ baselineUnitsPerHour: 3, slopeShift: -0.4, slopeSd: 0.2 });
    expect(demandBelief(trained, model, undefined)?.slope).toEqual({ shift: -0.4, sd: 0.2 });
    expect(demandBelief(product({ baselineUnitsPerHour: 3 }), model, undefined)?.slope).toEqual(PRIOR);
  });
});

describe('demand away from where it was seen', () => {
  const slope = { shift: -0.5, sd: 0.4, listPrice: 1_000, centre: Math.log(1.1), caution: 0.7 };

  it('is counted on in full there, and the less the further away, to both sides', () => {
    expect(countedOn(slope, 1_100)).toBeCloseTo(1, 12);
    expect(countedOn(slope, 1_210)).toBeCloseTo(1.1 ** -0.28, 12);
    expect(countedOn(slope, 1_000)).toBeCloseTo(1.1 ** -0.28, 12);
    expect(countedOn({ ...slope, caution: 0 }, 5_000)).toBe(1);
    expect(countedOn(undefined, 5_000)).toBe(1);
  });

  it('follows the shift from the list price on', () => {
    expect(tilt(slope, 1_000)).toBe(1);
    expect(tilt(slope, 4_000)).toBeCloseTo(0.5, 12);
    expect(tilt(undefined, 4_000)).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../model/random.ts';
import { dispersionOf } from '../../../model/training/dispersion.ts';
import {
  additiveEffects,
  clusteredCovariance,
  fitFixedEffects,
} from '../../../model/training/fixed-effects.ts';
import { demandAtLeast } from '../../../model/training/unconstrain.ts';

const random = seededRandom(4);
const [PRODUCTS, TIMES] = [40, 60];
const count = PRODUCTS * TIMES;
const of = (value: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => value(i));
const product = { of: Uint32Array.from(of((i) => Math.floor(i / TIMES))), levels: PRODUCTS };
const time = { of: Uint32Array.from(of((i) => i % TIMES)), levels: TIMES };
const levels = Array.from({ length: PRODUCTS }, () => random.uniform(0, 3));
const season = Array.from({ length: TIMES }, (_, t) => Math.sin(t / 5));
/** Prices that rise with the season. */
const x = of((i) => 0.5 * (season[i % TIMES] ?? 0) + 0.2 * random.normal());
const logMean = of((i) => (levels[product.of[i] ?? 0] ?? 0) + (season[i % TIMES] ?? 0) - 2 * (x[i] ?? 0));
const data = {
  units: logMean.map((value) => random.poisson(Math.exp(value))),
  offset: new Float64Array(count),
  weight: new Float64Array(count).fill(1),
  factors: [product, time],
  regressors: [x],
};

describe('fitFixedEffects', () => {
  it('finds the slope and the effects that are exactly there', () => {
    const fit = fitFixedEffects({ ...data, units: logMean.map(Math.exp) });
    expect(fit.coefficients[0]).toBeCloseTo(-2, 5);
    for (const [i, mean] of fit.mean.entries()) expect(mean / Math.exp(logMean[i] ?? 0)).toBeCloseTo(1, 4);
  });

  it('finds the slope in counts, with an error that covers it, and not without the factor of time', () => {
    const fit = fitFixedEffects(data);
    const error = Math.sqrt(clusteredCovariance(fit, data, product)[0]?.[0] ?? 0);
    expect(error).toBeGreaterThan(0.01);
    expect(Math.abs((fit.coefficients[0] ?? 0) + 2)).toBeLessThan(4 * error);
    const blind = fitFixedEffects({ ...data, factors: [product] });
    expect(blind.coefficients[0]).toBeGreaterThan(-1);
  });

  it('has no slope where the factors explain the regressor', () => {
    const fit = fitFixedEffects({ ...data, regressors: [of((i) => season[i % TIMES] ?? 0)] });
    expect(fit.coefficients[0]).toBeNaN();
  });

  it('has no slope where two regressors are the same', () => {
    const fit = fitFixedEffects({ ...data, regressors: [x, x.slice()] });
    expect(fit.coefficients).toEqual([Number.NaN, Number.NaN]);
  });

  it('expects nothing in a level that sold nothing', () => {
    const units = data.units.map((value, i) => (i < TIMES ? 0 : value));
    const fit = fitFixedEffects({ ...data, units });
    expect(fit.mean[5]).toBe(0);
    expect(fit.coefficients[0]).toBeCloseTo(-2, 0);
  });

  it('finds the slope although the highest counts are cut off', () => {
    const cap = 12;
    const cut = { ...data, units: data.units.map((value) => Math.min(value, cap)) };
    const censored = Uint8Array.from(data.units, (value) => (value >= cap ? 1 : 0));
    expect(fitFixedEffects(cut).coefficients[0]).toBeGreaterThan(-1.8);
    expect(fitFixedEffects({ ...cut, censored }).coefficients[0]).toBeLessThan(-1.9);
  });
});

describe('additiveEffects', () => {
  it('adds up to the values', () => {
    const values = of((i) => (levels[product.of[i] ?? 0] ?? 0) + (season[i % TIMES] ?? 0));
    const [a, b] = additiveEffects(values, data.weight, [product, time]);
    for (const [i, value] of values.entries())
      expect((a?.[product.of[i] ?? 0] ?? 0) + (b?.[time.of[i] ?? 0] ?? 0)).toBeCloseTo(value, 4);
  });
});

describe('demandAtLeast', () => {
  it.each([
    [0, 3, 3],
    [1, 2, 2 / (1 - Math.exp(-2))],
    [1, 1e-9, 1],
    [5, 1000, 1000],
  ])('is, for %d sold of %d expected, %d', (sold, mean, demand) => {
    expect(demandAtLeast(sold, mean)).toBeCloseTo(demand, 6);
  });
});

describe('dispersionOf', () => {
  it('is about 0 for Poisson counts, and that of a gamma mixture', () => {
    const mean = of(() => 8);
    expect(
      dispersionOf(
        mean.map((each) => random.poisson(each)),
        mean,
      ),
    ).toBeLessThan(0.01);
    // The mean of two squared normals is a gamma with variance 1.
    const gamma = () => (random.normal() ** 2 + random.normal() ** 2) / 2;
    expect(
      dispersionOf(
        mean.map((each) => random.poisson(each * gamma())),
        mean,
      ),
    ).toBeCloseTo(1, 0);
  });
});

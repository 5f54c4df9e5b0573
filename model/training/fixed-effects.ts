import { unconstrain } from './unconstrain.ts';

/** A grouping of the observations: the level of each, from 0 to `levels` - 1. */
export interface Factor {
  of: Uint32Array;
  levels: number;
}

export interface FixedEffectsData {
  /** Counts, 0 or more. */
  units: Float64Array;
  /** 1 where the count was cut off: it would have been at least that. */
  censored?: Uint8Array;
  /** Logarithm of the known part of the mean. */
  offset: Float64Array;
  /** Weight of each observation, above 0. */
  weight: Float64Array;
  factors: readonly Factor[];
  /** One or two columns with a coefficient each. */
  regressors: readonly Float64Array[];
}

export interface FixedEffectsFit {
  coefficients: number[];
  /** Expected units; 0 in levels that sold nothing. */
  mean: Float64Array;
  /** The counts, with the expectation in place of those that were cut off. */
  units: Float64Array;
  /** Regressors without what the factors explain of them, weighted by the mean. */
  residual: Float64Array[];
  /** Inverse of the information of the coefficients. */
  inverse: number[][];
}

const ITERATIONS = 60;
const SWEEPS = 60;
/** Convergence of the coefficients, and of demeaning in standard deviations of the column. */
const TOLERANCE = 1e-5;
/** Iterations after which the weights of the demeaning are renewed. */
const RENEW = new Set([0, 1, 2, 4, 8, 16, 32]);

/**
 * Poisson pseudo-maximum likelihood of units with mean exp(offset + sum of the factors' effects + regressors x coefficients): the
 * effects in closed form one factor after the other, the coefficients by Newton steps on the regressors without what the factors
 * explain of them. A count that was cut off is replaced by its expectation in every step (Dempster, Laird & Rubin 1977). Consistent for any distribution with this mean (Gourieroux, Monfort & Trognon 1984; Correia, Guimaraes & Zylkin
 * 2020, Fast Poisson estimation with high-dimensional fixed effects).
 *
 * Coefficients are NaN where the factors explain a regressor completely.
 */
export function fitFixedEffects({
  units: counts,
  censored,
  offset,
  weight,
  factors,
  regressors,
}: FixedEffectsData): FixedEffectsFit {
  const units = counts.slice();
  const mean = offset.map(Math.exp);
  for (const factor of factors) matchTotals(factor, units, mean, weight);
  const residual = regressors.map((column) => column.slice());
  const coefficients = regressors.map(() => 0);
  let inverse = regressors.map(() => regressors.map(() => Number.NaN));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    if (RENEW.has(iteration)) {
      const weights = mean.map((value, i) => value * (weight[i] ?? 0));
      for (const column of residual) demean(column, weights, factors);
    }
    if (censored !== undefined) unconstrain(units, counts, censored, mean);
    const { score, information } = derivatives(units, mean, weight, residual);
    inverse = inverted(information);
    const step = inverse.map((line) => line.reduce((sum, value, k) => sum + value * (score[k] ?? 0), 0));
    if (!step.every(Number.isFinite))
      return { coefficients: step.map(() => Number.NaN), mean, units, residual, inverse };
    // One step must not leave the range of exp().
    const damped = step.map((value) => Math.max(-1, Math.min(1, value)));
    for (const [k, value] of damped.entries()) coefficients[k] = (coefficients[k] ?? 0) + value;
    for (let i = 0; i < mean.length; i++) {
      let change = 0;
      for (let k = 0; k < residual.length; k++) change += (residual[k]?.[i] ?? 0) * (damped[k] ?? 0);
      mean[i] = (mean[i] ?? 0) * Math.exp(change);
    }
    let moved = 0;
    for (const factor of factors) moved = Math.max(moved, matchTotals(factor, units, mean, weight));
    if (Math.max(...damped.map(Math.abs)) < TOLERANCE && moved < 100 * TOLERANCE) break;
  }
  return { coefficients, mean, units, residual, inverse };
}

/**
 * The additive effects of the factors in `values`, which are sums of one effect of each factor: effects[f][level].
 *
 * @param weight 0 for values to leave out
 */
export function additiveEffects(
  values: Float64Array,
  weight: Float64Array,
  factors: readonly Factor[],
): Float64Array[] {
  const effects = factors.map(({ levels }) => new Float64Array(levels));
  demean(values.slice(), weight, factors, effects);
  return effects;
}

/** A column without the weighted means of all levels of the factors: its residuals on their dummies. */
export function withoutEffects(
  column: Float64Array,
  weight: Float64Array,
  factors: readonly Factor[],
): Float64Array {
  const rest = column.slice();
  demean(rest, weight, factors);
  return rest;
}

/** Scales the mean of each level to its units. Returns the greatest change of a logarithm. */
function matchTotals(
  { of, levels }: Factor,
  units: Float64Array,
  mean: Float64Array,
  weight: Float64Array,
): number {
  const sold = new Float64Array(levels);
  const expected = new Float64Array(levels);
  for (let i = 0; i < of.length; i++) {
    const level = of[i] ?? 0;
    const w = weight[i] ?? 0;
    sold[level] = (sold[level] ?? 0) + w * (units[i] ?? 0);
    expected[level] = (expected[level] ?? 0) + w * (mean[i] ?? 0);
  }
  let moved = 0;
  for (let level = 0; level < levels; level++) {
    const ratio = (expected[level] ?? 0) > 0 ? (sold[level] ?? 0) / (expected[level] ?? 1) : 0;
    sold[level] = ratio;
    if (ratio > 0) moved = Math.max(moved, Math.abs(Math.log(ratio)));
  }
  for (let i = 0; i < of.length; i++) mean[i] = (mean[i] ?? 0) * (sold[of[i] ?? 0] ?? 0);
  return moved;
}

/** Removes the weighted means of all levels by alternating projections, and adds them to `effects`. */
function demean(
  column: Float64Array,
  weight: Float64Array,
  factors: readonly Factor[],
  effects?: readonly Float64Array[],
): void {
  const weights = factors.map(({ of, levels }) => {
    const sums = new Float64Array(levels);
    for (let i = 0; i < of.length; i++) sums[of[i] ?? 0] = (sums[of[i] ?? 0] ?? 0) + (weight[i] ?? 0);
    return sums;
  });
  let size = 0;
  let total = 0;
  for (let i = 0; i < column.length; i++) {
    size += (weight[i] ?? 0) * (column[i] ?? 0) ** 2;
    total += weight[i] ?? 0;
  }
  const enough = TOLERANCE * Math.sqrt(size / total);
  for (let done = 0; done < SWEEPS; done++) {
    let moved = 0;
    for (const [f, { of, levels }] of factors.entries()) {
      const means = new Float64Array(levels);
      for (let i = 0; i < of.length; i++) {
        const level = of[i] ?? 0;
        means[level] = (means[level] ?? 0) + (weight[i] ?? 0) * (column[i] ?? 0);
      }
      for (let level = 0; level < levels; level++) {
        const sum = weights[f]?.[level] ?? 0;
        const value = sum > 0 ? (means[level] ?? 0) / sum : 0;
        means[level] = value;
        moved = Math.max(moved, Math.abs(value));
        const effect = effects?.[f];
        if (effect !== undefined) effect[level] = (effect[level] ?? 0) + value;
      }
      for (let i = 0; i < of.length; i++) column[i] = (column[i] ?? 0) - (means[of[i] ?? 0] ?? 0);
    }
    if (moved <= enough) return;
  }
}

function derivatives(
  units: Float64Array,
  mean: Float64Array,
  weight: Float64Array,
  residual: readonly Float64Array[],
): { score: number[]; information: number[][] } {
  const score = residual.map(() => 0);
  const information = residual.map(() => residual.map(() => 0));
  for (let i = 0; i < units.length; i++) {
    const w = weight[i] ?? 0;
    const m = mean[i] ?? 0;
    for (let k = 0; k < residual.length; k++) {
      const x = residual[k]?.[i] ?? 0;
      score[k] = (score[k] ?? 0) + w * x * ((units[i] ?? 0) - m);
      const line = information[k] ?? [];
      for (let l = 0; l < residual.length; l++)
        line[l] = (line[l] ?? 0) + w * m * x * (residual[l]?.[i] ?? 0);
    }
  }
  return { score, information };
}

/** Inverse of a matrix of one or two lines; NaN where it has none. */
function inverted([[a = 0, b = 0] = [], second]: number[][]): number[][] {
  if (second === undefined) return [[a > 1e-12 ? 1 / a : Number.NaN]];
  const d = second[1] ?? 0;
  const determinant = a * d - b * b;
  if (!(determinant > 1e-10 * a * d))
    return [
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ];
  return [
    [d / determinant, -b / determinant],
    [-b / determinant, a / determinant],
  ];
}

/**
 * Covariance of the coefficients that allows any variance and any correlation within a cluster (Liang & Zeger 1986).
 *
 * @param cluster level of each observation
 */
export function clusteredCovariance(
  fit: FixedEffectsFit,
  { weight }: Pick<FixedEffectsData, 'weight'>,
  { of, levels }: Factor,
): number[][] {
  const scores = fit.residual.map((column) => {
    const sums = new Float64Array(levels);
    for (let i = 0; i < of.length; i++)
      sums[of[i] ?? 0] =
        (sums[of[i] ?? 0] ?? 0) +
        (weight[i] ?? 0) * (column[i] ?? 0) * ((fit.units[i] ?? 0) - (fit.mean[i] ?? 0));
    return sums;
  });
  const middle = scores.map((a) =>
    scores.map((b) => a.reduce((sum, value, g) => sum + value * (b[g] ?? 0), 0)),
  );
  const product = (a: number[][], b: number[][]): number[][] =>
    a.map((line) =>
      (b[0] ?? []).map((_, j) => line.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)),
    );
  const small = levels > 1 ? levels / (levels - 1) : 1;
  return product(product(fit.inverse, middle), fit.inverse).map((line) => line.map((value) => value * small));
}

import type { DemandCells } from './demand-cells.ts';
import {
  additiveEffects,
  clusteredCovariance,
  type Factor,
  type FixedEffectsData,
  type FixedEffectsFit,
  fitFixedEffects,
} from './fixed-effects.ts';
import { firstStage } from './instrument.ts';
import { ownSlope } from './own-slope.ts';
import type { Estimate } from './shrinkage.ts';
import type { SlopeFactors } from './slope-factors.ts';
import { type Slopes, slopeHierarchy } from './slope-hierarchy.ts';

/** Hausman's test: the control's coefficient is not chance, at 5%. */
const SIGNIFICANT = 1.96;

/** Costs as an instrument for prices. */
export interface Instrument {
  /** F statistic of the first stage. */
  f: number;
  /** Whether the slopes come from it. */
  used: boolean;
  /** The slope with it minus the slope without, and its standard error; NaN for a weak one. */
  change: number;
  error: number;
}

/** What stays the same in all passes. */
export interface Known {
  cells: DemandCells;
  block: Uint32Array;
  cluster: Factor;
  factors: SlopeFactors;
  weight: Float64Array;
  /** Category of each product. */
  categories: readonly string[];
}

export interface Pass {
  slopes: Slopes;
  fit: FixedEffectsFit;
  data: FixedEffectsData;
  /** By cell: what its day or week and its category's block add to the log mean. */
  timeEffect: Float64Array;
  instrument?: Instrument;
  /** The control function in use. */
  control?: Float64Array;
}

/**
 * One fit with all factors, and then the slopes of the products given its effects.
 *
 * @param exposure hours of each cell
 * @param before the pass before: its products' slopes and control function go on
 */
export function slopePass(known: Known, exposure: Float64Array, before?: Pass): Pass {
  const { cells, cluster, weight, categories } = known;
  const list = Object.values(known.factors) as Factor[];
  const common = before?.fit.coefficients[0] ?? 0;
  const deviationOf = (product: number) => (before?.slopes.own[product]?.value ?? common) - common;
  const offset = Float64Array.from(
    exposure,
    (hours, c) => Math.log(hours) + deviationOf(cells.product[c] ?? 0) * (cells.x[c] ?? 0),
  );
  const { sold: units, censored } = cells;
  const plain = { units, censored, offset, weight, factors: list, regressors: [cells.x] };
  const { data, fit, instrument } = controlled(known, plain, before);
  const control = data.regressors[1];
  const [slope = Number.NaN, rho = 0] = fit.coefficients;
  const controlEffect = (c: number) => rho * (control?.[c] ?? 0);

  const logs = fit.mean.map((mean, c) =>
    mean > 0 ? Math.log(mean) - (offset[c] ?? 0) - slope * (cells.x[c] ?? 0) - controlEffect(c) : 0,
  );
  const effects = additiveEffects(
    logs,
    fit.mean.map((mean, c) => mean * (weight[c] ?? 0)),
    list,
  );
  const effect = (factor: Factor | undefined, c: number): number =>
    factor === undefined ? 0 : (effects[list.indexOf(factor)]?.[factor.of[c] ?? 0] ?? 0);
  const { time, weekday, season, promo } = known.factors;
  const timeEffect = fit.mean.map((_, c) => effect(time, c) + effect(weekday, c) + effect(season, c));
  const rest = fit.mean.map(
    (_, c) => Math.log(exposure[c] ?? 1) + (timeEffect[c] ?? 0) + effect(promo, c) + controlEffect(c),
  );
  const error = Math.sqrt(clusteredCovariance(fit, data, cluster)[0]?.[0] ?? Number.NaN);
  const alone = ownSlopes(known, rest, fit, slope);
  return {
    slopes: slopeHierarchy(alone, categories, { value: slope, error }),
    fit,
    data,
    timeEffect,
    ...(instrument === undefined ? {} : { instrument }),
    ...(control === undefined ? {} : { control }),
  };
}

/** The fit with the control function of the costs if they are a strong instrument and change the slope, else without. */
function controlled(
  { cells, cluster, weight }: Known,
  plain: FixedEffectsData,
  before: Pass | undefined,
): { data: FixedEffectsData; fit: FixedEffectsFit; instrument?: Instrument } {
  const fit = fitFixedEffects(plain);
  if (before !== undefined && before.instrument === undefined) return { data: plain, fit };
  const weights = fit.mean.map((mean, c) => mean * (weight[c] ?? 0));
  const stage = firstStage(cells, weights, plain.factors, cluster);
  if (stage === undefined) return { data: plain, fit };
  const { f, control } = stage;
  if (control === undefined)
    return { data: plain, fit, instrument: { f, used: false, change: Number.NaN, error: Number.NaN } };
  const data = { ...plain, regressors: [cells.x, control] };
  const instrumented = fitFixedEffects(data);
  const error = Math.sqrt(clusteredCovariance(instrumented, data, cluster)[1]?.[1] ?? Number.NaN);
  const change = -(instrumented.coefficients[1] ?? Number.NaN);
  // A control in use stays, or passes could alternate.
  const used = before?.control !== undefined || Math.abs(change) > SIGNIFICANT * error;
  return used
    ? { data, fit: instrumented, instrument: { f, used, change, error } }
    : { data: plain, fit, instrument: { f, used, change, error } };
}

/** @param rest logarithm of the mean without level and slope */
function ownSlopes(
  { cells: { product, x, sold, censored }, weight, block, categories }: Known,
  rest: Float64Array,
  { mean, units }: FixedEffectsFit,
  common: number,
): (Estimate | undefined)[] {
  let chiSquare = 0;
  for (const [c, expected] of mean.entries())
    if (expected > 0) chiSquare += ((weight[c] ?? 0) * ((units[c] ?? 0) - expected) ** 2) / expected;
  const dispersion = Math.max(chiSquare / mean.length, 1);
  const slopes: (Estimate | undefined)[] = categories.map(() => undefined);
  for (let begin = 0, end = 0; begin < x.length; begin = end) {
    while (end < x.length && product[end] === product[begin]) end++;
    const own = {
      x: x.subarray(begin, end),
      units: sold.subarray(begin, end),
      censored: censored.subarray(begin, end),
      offset: rest.subarray(begin, end),
      weight: weight.subarray(begin, end),
      period: block.subarray(begin, end),
    };
    slopes[product[begin] ?? 0] = ownSlope(own, common, dispersion);
  }
  return slopes;
}

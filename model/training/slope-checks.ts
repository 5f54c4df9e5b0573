import type { SlopeFit } from './estimate-slopes.ts';
import {
  clusteredCovariance,
  type Factor,
  type FixedEffectsFit,
  fitFixedEffects,
  withoutEffects,
} from './fixed-effects.ts';
import { STRONG } from './instrument.ts';
import { crossed, weekdays } from './slope-factors.ts';

/** Blocks of slope-factors.ts in a quarter. */
const BLOCKS_A_QUARTER = 3;

/** What the slope of all products depends on. */
export interface SlopeChecks {
  /** The slope, and its standard error. */
  slope: number;
  error: number;
  /** The same without the factors of time: what prices and sales show at first sight. */
  withoutTime: number;
  /** The same within each product's quarters alone. */
  withinQuarters: number;
  withinQuartersError: number;
  /** Standard deviation of a product's log prices. */
  width: number;
  /** Share of the variance of products' log prices that the factors of time and promotion leave. */
  left: number;
  /** Coefficient of the next price in today's demand, which is 0 unless prices follow demand, and its standard errors from 0. */
  nextPrice: number;
  nextPriceZ: number;
}

export function slopeChecks({ observed }: Pick<SlopeFit, 'observed'>): SlopeChecks {
  const { cells, data, fit, factors, block, cluster } = observed;
  const weights = fit.mean.map((mean, c) => mean * (data.weight[c] ?? 0));
  const errorOf = (one: FixedEffectsFit) =>
    Math.sqrt(clusteredCovariance(one, data, cluster)[0]?.[0] ?? Number.NaN);
  const slopeWith = (chosen: readonly (Factor | undefined)[]) =>
    fitFixedEffects({
      ...data,
      regressors: [cells.x],
      factors: chosen.filter((factor) => factor !== undefined),
    });
  const quarter = block.map((number) => Math.floor(number / BLOCKS_A_QUARTER));
  const { product, time, weekday, season, promo } = factors;
  const quarters = slopeWith([crossed(cells.product, quarter), time, weekday, season, promo]);
  const first = slopeWith([product, weekdays(cells), promo]);
  const within = withoutEffects(cells.x, weights, [product]);
  const total = sumOf(weights, () => 1);
  const spread = sumOf(weights, (c) => (within[c] ?? 0) ** 2);
  return {
    slope: fit.coefficients[0] ?? Number.NaN,
    error: errorOf(fit),
    withoutTime: first.coefficients[0] ?? Number.NaN,
    withinQuarters: quarters.coefficients[0] ?? Number.NaN,
    withinQuartersError: errorOf(quarters),
    width: Math.sqrt(spread / total),
    left: sumOf(weights, (c) => (withoutOthers(c) ?? 0) ** 2) / spread,
    ...nextPrice(observed),
  };

  function withoutOthers(c: number): number | undefined {
    return fit.residual[0]?.[c];
  }
}

/**
 * The score test of the next price in today's demand: past demand knows of the next price only if the price will follow it (the
 * test of strict exogeneity, Wooldridge, Econometric Analysis of Cross Section and Panel Data, 2nd ed., section 10.7.1).
 */
function nextPrice({ cells, data, fit, factors, cluster }: SlopeFit['observed']) {
  const hasNext = (c: number) => cells.product[c + 1] === cells.product[c];
  const weights = fit.mean.map((mean, c) => (hasNext(c) ? mean * (data.weight[c] ?? 0) : 0));
  const list = Object.values(factors) as Factor[];
  const lead = withoutEffects(
    cells.x.map((x, c) => (hasNext(c) ? (cells.x[c + 1] ?? x) : x)),
    weights,
    list,
  );
  const now = withoutEffects(cells.x, weights, list);
  const across =
    sumOf(weights, (c) => (lead[c] ?? 0) * (now[c] ?? 0)) / sumOf(weights, (c) => (now[c] ?? 0) ** 2);
  const own = lead.map((value, c) => value - across * (now[c] ?? 0));
  const information = sumOf(weights, (c) => (own[c] ?? 0) ** 2);
  const scores = new Float64Array(cluster.levels);
  for (const [c, value] of own.entries())
    if (hasNext(c)) {
      const level = cluster.of[c] ?? 0;
      scores[level] =
        (scores[level] ?? 0) + (data.weight[c] ?? 0) * value * ((fit.units[c] ?? 0) - (fit.mean[c] ?? 0));
    }
  const score = scores.reduce((sum, value) => sum + value, 0);
  return {
    nextPrice: score / information,
    nextPriceZ: score / Math.sqrt(scores.reduce((sum, value) => sum + value ** 2, 0)),
  };
}

function sumOf(weights: Float64Array, value: (c: number) => number): number {
  let sum = 0;
  for (const [c, weight] of weights.entries()) if (weight > 0) sum += weight * value(c);
  return sum;
}

/** Bounds of what is believed. */
const LEAST_WIDTH = 0.02;
const LEAST_LEFT = 0.05;
const MOST_ERROR = 0.5;
/** Change of a slope that matters: absolute, and as a share of it. */
const MATTERS = { by: 0.5, share: 0.25 };
const FOLLOWS = { size: 0.25, z: 4 };

/** Reasons not to let the slopes set a price; best is none. */
export function refusals({ all, byCategory, instrument }: SlopeFit, checks: SlopeChecks): string[] {
  const { slope, error, withoutTime, withinQuarters, withinQuartersError, width, left } = checks;
  const reasons: string[] = [];
  const number = (value: number) => value.toFixed(2);
  const changed = (from: number) =>
    !(Math.abs(from - slope) <= Math.max(MATTERS.by, MATTERS.share * Math.abs(slope)));
  const inelastic = [...byCategory].filter(([, { value }]) => !(value < -1));
  if (inelastic.length > 0) {
    const listed = inelastic.map(
      ([name, { value }]) => `${name || 'products without a category'} ${number(value)}`,
    );
    reasons.push(
      `Demand falls by less than the price rises (elasticity above -1) for ${listed.join(', ')}: the dearest price would always look best.`,
    );
  } else if (!(all.value < -1))
    reasons.push(`The elasticity of all products is ${number(all.value)}, above -1.`);
  if (!(width >= LEAST_WIDTH))
    reasons.push(
      `Products' prices hardly vary: by ${(100 * width).toFixed(1)}% around their mean, ${100 * LEAST_WIDTH}% is the least.`,
    );
  if (!(error <= MOST_ERROR))
    reasons.push(
      `The elasticity is too uncertain: ${number(slope)} with a standard error of ${number(error)}.`,
    );
  // A strong instrument has its variation from costs, so prices may have followed demand.
  if (instrument !== undefined && instrument.f >= STRONG) return reasons;
  if (!(left >= LEAST_LEFT))
    reasons.push(
      `Prices moved together in time: only ${(100 * left).toFixed(1)}% of their variation is a product's own, ${100 * LEAST_LEFT}% is the least.`,
    );
  if (changed(withoutTime))
    reasons.push(
      `Prices followed the time's demand: the elasticity is ${number(withoutTime)} at first sight, and ${number(slope)} once days or weeks are compared with themselves.`,
    );
  if (
    changed(withinQuarters) &&
    Math.abs(withinQuarters - slope) > 2 * Math.hypot(error, withinQuartersError)
  )
    reasons.push(
      `Prices followed the product's demand over months: the elasticity is ${number(slope)}, and ${number(withinQuarters)} within quarters.`,
    );
  if (Math.abs(checks.nextPrice) > FOLLOWS.size && Math.abs(checks.nextPriceZ) > FOLLOWS.z)
    reasons.push(
      `Prices followed the demand of the time before: demand moves with the next price (coefficient ${number(checks.nextPrice)}, ${checks.nextPriceZ.toFixed(1)} standard errors from 0).`,
    );
  return reasons;
}

import type { Estimate } from './shrinkage.ts';
import { unconstrain } from './unconstrain.ts';

/** Observations of one product. */
export interface ProductDemand {
  x: Float64Array;
  units: Float64Array;
  /** 1 where demand was at least the units. */
  censored: Uint8Array;
  /** Logarithm of everything in the mean except the product's level and slope. */
  offset: Float64Array;
  weight: Float64Array;
  /** Number of the observation's period: errors within one may be correlated. */
  period: Uint32Array;
}

const STEPS = 50;
/** Standard deviation of the weak prior around the common slope, without which few sales can give an infinite slope. */
const WEAK = 5;
/** Least range of log prices, units and observations for a slope. */
const LEAST = { range: 0.02, units: 10, observations: 6 };
/** Observations that the dispersion of all products counts for in that of one. */
const PRIOR_OBSERVATIONS = 30;

/**
 * Slope of one product's log demand over its log price, with a standard error for overdispersed counts (quasi-Poisson, McCullagh &
 * Nelder section 6.2) or for errors that are correlated within a period (Liang & Zeger 1986), whichever is greater.
 *
 * @param around the slope of all products, where the search begins
 * @param dispersion Pearson's chi-square per degree of freedom of all products
 * @returns undefined where prices or sales are too few
 */
export function ownSlope(
  { x, units: counts, censored, offset, weight, period }: ProductDemand,
  around: number,
  dispersion: number,
): Estimate | undefined {
  const units = counts.slice();
  const sold = counts.reduce((sum, value) => sum + value, 0);
  const range = x.reduce((a, b) => Math.max(a, b), -Infinity) - x.reduce((a, b) => Math.min(a, b), Infinity);
  if (!(x.length >= LEAST.observations && sold >= LEAST.units && range >= LEAST.range)) return undefined;
  let slope = around;
  let at = derivatives(slope);
  for (let step = 0; step < STEPS; step++) {
    const gradient = at.score - (slope - around) / WEAK ** 2;
    const change = gradient / (at.information + 1 / WEAK ** 2);
    slope += Math.max(-1, Math.min(1, change));
    unconstrain(units, counts, censored, at.mean);
    at = derivatives(slope);
    if (Math.abs(change) < 1e-5) break;
  }
  const { mean, centre, information } = at;
  let chiSquare = 0;
  const byPeriod = new Map<number, number>();
  for (let i = 0; i < x.length; i++) {
    const w = weight[i] ?? 0;
    const m = mean[i] ?? 0;
    const off = (units[i] ?? 0) - m;
    if (m > 0) chiSquare += (w * off ** 2) / m;
    const key = period[i] ?? 0;
    byPeriod.set(key, (byPeriod.get(key) ?? 0) + w * ((x[i] ?? 0) - centre) * off);
  }
  const own = (chiSquare + PRIOR_OBSERVATIONS * dispersion) / (x.length - 2 + PRIOR_OBSERVATIONS);
  const penalised = information + 1 / WEAK ** 2;
  const quasi = Math.max(own, 1) / penalised;
  const clustered = [...byPeriod.values()].reduce((sum, value) => sum + value ** 2, 0) / penalised ** 2;
  const enough = byPeriod.size >= 4 ? clustered * (byPeriod.size / (byPeriod.size - 1)) : 0;
  return { value: slope, error: Math.sqrt(Math.max(quasi, enough)) };

  function derivatives(b: number) {
    const means = offset.map((value, i) => Math.exp(value + b * (x[i] ?? 0)));
    let [total, expected] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      total += (weight[i] ?? 0) * (units[i] ?? 0);
      expected += (weight[i] ?? 0) * (means[i] ?? 0);
    }
    const level = total / expected;
    let weighted = 0;
    for (let i = 0; i < x.length; i++) {
      means[i] = (means[i] ?? 0) * level;
      weighted += (weight[i] ?? 0) * (means[i] ?? 0) * (x[i] ?? 0);
    }
    const middle = weighted / total;
    let [score, info] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      const off = (x[i] ?? 0) - middle;
      score += (weight[i] ?? 0) * off * ((units[i] ?? 0) - (means[i] ?? 0));
      info += (weight[i] ?? 0) * (means[i] ?? 0) * off ** 2;
    }
    return { mean: means, centre: middle, score, information: info };
  }
}

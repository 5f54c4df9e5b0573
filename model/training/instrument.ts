import type { DemandCells } from './demand-cells.ts';
import { type Factor, withoutEffects } from './fixed-effects.ts';

/** A first stage with a smaller F is weak (Staiger & Stock 1997, Instrumental variables regression with weak instruments). */
export const STRONG = 10;

/** How prices follow costs, and what that makes of the slope. */
export interface FirstStage {
  /** F statistic of the log cost in the log price. */
  f: number;
  /** Log prices without what costs explain of them, on top of the factors; absent for a weak instrument. */
  control?: Float64Array;
}

/**
 * The first stage of the control function approach: log price on log cost and all factors. With its residual beside the price, the
 * slope comes from the part of the price that followed the cost, which does not know of demand (Terza, Basu & Rathouz 2008,
 * Two-stage residual inclusion; Wooldridge 2015, Control function methods in applied econometrics).
 *
 * @returns undefined if a cost is missing, or no product's cost varies
 */
export function firstStage(
  { x, logCost, product }: Pick<DemandCells, 'x' | 'logCost' | 'product'>,
  weight: Float64Array,
  factors: readonly Factor[],
  cluster: Factor,
): FirstStage | undefined {
  if (!logCost.every(Number.isFinite)) return undefined;
  if (
    !logCost.some((cost, i) => product[i] === product[i - 1] && Math.abs(cost - (logCost[i - 1] ?? 0)) > 1e-6)
  )
    return undefined;
  const price = withoutEffects(x, weight, factors);
  const cost = withoutEffects(logCost, weight, factors);
  let [across, along] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    across += (weight[i] ?? 0) * (price[i] ?? 0) * (cost[i] ?? 0);
    along += (weight[i] ?? 0) * (cost[i] ?? 0) ** 2;
  }
  const slope = across / along;
  const control = price.map((value, i) => value - slope * (cost[i] ?? 0));
  const scores = new Float64Array(cluster.levels);
  for (let i = 0; i < x.length; i++) {
    const level = cluster.of[i] ?? 0;
    scores[level] = (scores[level] ?? 0) + (weight[i] ?? 0) * (cost[i] ?? 0) * (control[i] ?? 0);
  }
  const variance = scores.reduce((sum, score) => sum + score ** 2, 0) / along ** 2;
  const f = slope ** 2 / variance;
  return f >= STRONG ? { f, control } : { f };
}

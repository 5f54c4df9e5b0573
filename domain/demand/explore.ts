import type { Policy } from '../policy/policy.ts';
import type { DemandMemory } from './demand-memory.ts';
import type { CurvePoint } from './evidence.ts';
import { faded, hoursBetween } from './fading.ts';
import { logPriceOf, type SlopeBelief } from './slope.ts';

/** Half-life of what experiments have cost. */
const BUDGET_HALF_LIFE_HOURS = 30 * 24;

/** Of the products of a policy, those with the lowest hashes experiment: always the same ones, and every shopper sees one price. */
export function takesPart(productId: string, sharePercent: number): boolean {
  // 32-bit FNV-1a (Fowler, Noll & Vo, IETF draft-eastlake-fnv).
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(productId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash / 2 ** 32 < sharePercent / 100;
}

/**
 * A price a little away from the best one where this tells the slope of demand: controlled variance pricing (den Boer & Zwart
 * 2014, "Simultaneously Learning and Optimizing Using Controlled Variance Pricing"). Prices near the mean of all earlier ones
 * teach nothing, so of the candidates within `stepPercent` of the best one, at least half as far from that mean, it takes the one
 * with the highest expected profit.
 *
 * @returns the candidate and its expected loss against the best one, an hour, in minor units; undefined where the slope is known
 * well enough, where the best price teaches by itself, or where the loss is beyond the budget
 */
export function experiment(
  curve: readonly CurvePoint[],
  best: CurvePoint,
  on: {
    slope: SlopeBelief | undefined;
    explore: Policy['model']['explore'];
    memory: DemandMemory | undefined;
    productId: string;
    hoursLeft: number;
    /** How often a difference of the curve counts in the time left. */
    looks: number;
    now: string;
  },
): { point: CurvePoint; lossPerHour: number } | undefined {
  const { slope, explore, hoursLeft } = on;
  if (explore === undefined || slope === undefined || slope.sd <= explore.untilSd) return undefined;
  if (!takesPart(on.productId, explore.productsPercent) || best.expectedProfit <= 0) return undefined;
  const step = Math.log1p(explore.stepPercent / 100);
  const teaches = ({ price }: CurvePoint): boolean =>
    Math.abs(logPriceOf(price, slope.listPrice) - slope.centre) >= step / 2;
  if (teaches(best)) return undefined;
  const near = curve.filter((each) => Math.abs(Math.log(each.price / best.price)) <= step && teaches(each));
  const [first, ...rest] = near;
  if (first === undefined) return undefined;
  const point = rest.reduce((a, b) => (b.expectedProfit > a.expectedProfit ? b : a), first);
  const loss = on.looks * (best.expectedProfit - point.expectedProfit);
  const budget = (explore.budgetPercent / 100) * best.expectedProfit;
  if (spent(on.memory?.explored, on.now) + loss > budget) return undefined;
  return { point, lossPerHour: loss / hoursLeft };
}

/** What experiments have cost up to `now`, in minor units. */
export const spent = (explored: DemandMemory['explored'], now: string): number =>
  explored === undefined ? 0 : faded(explored.loss, hoursBetween(explored.at, now), BUDGET_HALF_LIFE_HOURS);

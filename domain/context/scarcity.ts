import { demandBelief } from '../demand/demand-level.ts';
import { runningSaleEnd } from '../product/product.ts';
import { percentOfDown } from '../values/money.ts';
import { elapsedMs, HOUR_MS } from '../values/time.ts';
import { type Circumstances, stockOf } from './circumstances.ts';
import { salesUntilNow } from './sales-seen.ts';

/**
 * The load of a running sale: the units expected to sell at the list price until it ends, over the stock. Undefined outside a
 * sale, without stock, and where the demand is unknown.
 */
function loadOf(on: Circumstances): number | undefined {
  const end = runningSaleEnd(on.product, on.now);
  const stock = stockOf(on);
  if (end === undefined || stock === undefined || stock === 0) return undefined;
  const sales = on.policy.model.learn ? salesUntilNow(on) : undefined;
  const level = demandBelief(on.product, on.policy.model, sales)?.level.unitsPerHour;
  return level === undefined ? undefined : (level * elapsedMs(on.now, end)) / HOUR_MS / stock;
}

/** A percentage that rises from `from` to `to` while the load rises through the policy's range. */
export function withScarcity(on: Circumstances, from: number, to: number | undefined): number {
  const { whenScarce } = on.policy.guardrails;
  const load = whenScarce === undefined || to === undefined ? undefined : loadOf(on);
  if (whenScarce === undefined || to === undefined || load === undefined) return from;
  return raised(from, to, whenScarce, load);
}

/** The highest price that the band allows without scarcity, if the price in force is above it since a sale, by what scarcity allows. */
export function bandLeftByScarcity({ product, policy, state }: Circumstances): number | undefined {
  const { whenScarce, priceBand } = policy.guardrails;
  const { percentOfList } = priceBand ?? {};
  if (whenScarce === undefined || percentOfList === undefined || state.price === undefined) return undefined;
  if (runningSaleEnd(product, state.price.since) === undefined) return undefined;
  const highest = percentOfDown(product.listPrice, percentOfList.highest);
  const scarcest = percentOfDown(product.listPrice, whenScarce.highestPercentOfList);
  return state.price.amount > highest && state.price.amount <= scarcest ? highest : undefined;
}

/** Whole per cent between `from` and `to`, by where the load is in the range. */
export function raised(
  from: number,
  to: number,
  { fromLoad, toLoad }: { fromLoad: number; toLoad: number },
  load: number,
): number {
  const share = Math.min(1, Math.max(0, (load - fromLoad) / (toLoad - fromLoad)));
  return Math.max(from, Math.floor(from + share * (to - from)));
}

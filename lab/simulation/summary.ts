import type { LedgerRow } from '../../domain/record/ledger.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import type { SaleResult } from './flash-sale.ts';

export interface SaleSummary {
  events: number;
  /** Events by outcome; those without one count as `open`. */
  outcomes: Record<string, number>;
  decided: number;
  /** Share of the decisions with a proposal of the rules as fallback, and the reasons. */
  fallbackShare: number;
  fallbackReasons: Record<string, number>;
  productsMoved: number;
  priceChanges: number;
  /** Latency from the bus to Redis, in milliseconds. */
  eventToPublishMs: { p50: number; p95: number; p99: number } | null;
  visitors: number;
  turnedAway: number;
  /** Minor units of EUR. */
  revenue: Comparison;
  /** Over the unit cost, of products whose cost is known; minor units of EUR. */
  margin: Comparison;
  unitsSold: Comparison;
}

/** Result with Pricewire, and with static list prices. */
export interface Comparison {
  pricewire: number;
  staticPrices: number;
  differencePercent: number;
}

/** Summary of a sale from the ledger and the price states. */
export function summarize(
  sale: SaleResult,
  rows: LedgerRow[],
  states: PriceState[],
  listPrices: ReadonlyMap<string, number>,
): SaleSummary {
  const decisions = rows.filter(({ revision }) => revision !== undefined);
  const proposed = decisions.filter(({ source }) => source !== undefined);
  const fallbacks = proposed.flatMap(({ fallbackReason }) => fallbackReason?.split(':', 1) ?? []);
  const latencies = rows.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b);
  return {
    events: rows.length,
    outcomes: countBy(rows.map(({ outcome }) => outcome ?? 'open')),
    decided: decisions.length,
    fallbackShare: proposed.length === 0 ? 0 : round(fallbacks.length / proposed.length, 4),
    fallbackReasons: countBy(fallbacks),
    productsMoved: states.filter(
      ({ productId, price }) => price && price.amount !== listPrices.get(productId),
    ).length,
    priceChanges: rows.filter(({ outcome }) => outcome === 'priced').length,
    eventToPublishMs:
      latencies.length === 0
        ? null
        : { p50: percentile(latencies, 50), p95: percentile(latencies, 95), p99: percentile(latencies, 99) },
    visitors: sale.visitors,
    turnedAway: sale.turnedAway,
    revenue: compare(sale.sold.revenue, sale.static.revenue),
    margin: compare(sale.sold.margin, sale.static.margin),
    unitsSold: compare(sale.sold.units, sale.static.units),
  };
}

/** The nearest-rank percentile of sorted numbers. */
export const percentile = (sorted: number[], percent: number): number =>
  sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;

const compare = (pricewire: number, staticPrices: number): Comparison => ({
  pricewire,
  staticPrices,
  differencePercent: round((pricewire / staticPrices - 1) * 100, 2),
});

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

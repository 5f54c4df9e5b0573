import { recentSales } from '../../domain/demand/sales-rate.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import { formatMoney } from '../../domain/values/money.ts';
import { pairs } from './table.ts';

/** A price state, field by field, without its histories. */
export function statePairs(state: PriceState): string {
  const { price, unsettled } = state;
  const sales = recentSales(state.salesRate, 0);
  const reference = price?.referencePrice;
  return pairs([
    ['price in force', price && formatMoney(price.amount, price.currency)],
    ['since', price?.since],
    ['price.revision', price?.revision],
    ['by event', price?.eventId],
    [
      'reference price',
      price && reference !== undefined ? formatMoney(reference, price.currency) : undefined,
    ],
    ['stock', state.stock],
    ['stock time', state.stockAt],
    ['last delivery', state.supply?.deliveredAt],
    ['restock expected', state.supply?.expectedAt],
    ['model answered', state.modelAnswer?.at],
    ['sequence', state.sequence],
    ['units an hour', sales?.unitsPerHour.toFixed(2)],
    ['learned from', learnedFrom(state)],
    ['revision', state.revision],
    ['decided', state.decidedAt],
    ['next reprice', state.repriceAt],
    ['unsettled events', Object.keys(unsettled).join(', ') || undefined],
  ]);
}

// The level itself also needs the product's baseline and the policy.
function learnedFrom({ demand }: PriceState): string | undefined {
  if (demand?.sales === undefined) return undefined;
  const { units, indexHours } = demand.sales;
  return `${units.toFixed(1)} units sold where a level of 1 unit an hour sells ${indexHours.toFixed(1)}`;
}

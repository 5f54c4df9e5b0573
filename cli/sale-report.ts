import Table from 'cli-table3';
import { formatMoney } from '../domain/values/money.ts';
import type { Comparison, SaleSummary } from '../lab/simulation/summary.ts';

/** The summary of a flash sale, for people. */
export function saleReport(summary: SaleSummary): string {
  const { outcomes, eventToPublishMs: latency, revenue, margin, unitsSold } = summary;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['events', `${summary.events}: ${counts(outcomes)}`],
    ['fallback to rules', `${(summary.fallbackShare * 100).toFixed(1)}%${reasons(summary.fallbackReasons)}`],
    ['products moved', `${summary.productsMoved}, in ${summary.priceChanges} price changes`],
    [
      'event to live price',
      latency ? `p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms` : 'no price published',
    ],
    ['visitors', `${summary.visitors}, ${summary.turnedAway} of them without a price`],
    ['revenue', compared(revenue, money)],
    ['margin', compared(margin, money)],
    ['units sold', compared(unitsSold, String)],
  );
  return table.toString();
}

const counts = (of: Record<string, number>): string =>
  Object.entries(of)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

const reasons = (of: Record<string, number>): string =>
  Object.keys(of).length === 0 ? '' : ` (${counts(of)})`;

const money = (amount: number): string => formatMoney(amount, 'EUR');

const compared = (
  { pricewire, staticPrices, differencePercent }: Comparison,
  show: (value: number) => string,
): string =>
  `${show(pricewire)}; ${show(staticPrices)} at static list prices (${differencePercent > 0 ? '+' : ''}${differencePercent}%)`;

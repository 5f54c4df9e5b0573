import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import type { HistoryPoint, ProductHistory } from '../../../../api/routes/products.ts';
import { apiPath } from '../api/client.ts';
import { Chart, type Colour } from '../ui/chart.tsx';
import { Empty } from '../ui/empty.tsx';
import { money } from '../ui/money.ts';
import { PointTable } from './point-table.tsx';
import { type Marked, priceChartOption } from './price-chart-option.ts';

/** Price and stock over time, with outcomes, bounds and reference price. Pressing an event opens its trace. */
export function PriceChart({ history: { points, currency } }: { history: ProductHistory }) {
  const navigate = useNavigate();
  const option = useCallback(
    (colour: Colour) => priceChartOption(points, currency, colour),
    [points, currency],
  );
  if (points.length === 0) return <Empty>No events in this period.</Empty>;
  const open = ({ data }: { data: unknown }) => {
    const { eventId } = data as Partial<Marked>;
    if (eventId !== undefined) void navigate(apiPath`/events/${eventId}`);
  };
  return (
    <>
      <Chart height={340} option={option} onPress={open} label={labelOf(points, currency)} />
      <PointTable points={points} currency={currency} />
    </>
  );
}

function labelOf(points: readonly HistoryPoint[], currency: string): string {
  const prices = points.flatMap(({ price }) => (price === undefined ? [] : [price]));
  const span =
    prices.length === 0
      ? ''
      : ` between ${money(Math.min(...prices), currency)} and ${money(Math.max(...prices), currency)}`;
  return `Price${span} against stock over ${points.length} events; the newest of them follow as a table`;
}

import type { HistoryPoint } from '../../../../api/routes/products.ts';
import { axis, type Colour, tooltip } from '../ui/chart.tsx';
import { majorUnits, money } from '../ui/money.ts';
import { timeText } from '../ui/when.tsx';
import { stockOver } from './stock-over.ts';

/** An event on the chart. */
export interface Marked {
  value: [string, number];
  eventId: string;
  told: string;
}

const MARKS = {
  priced: { tone: 'good', symbol: 'circle' },
  held: { tone: 'quiet', symbol: 'emptyCircle' },
  shadowed: { tone: 'violet', symbol: 'diamond' },
  superseded: { tone: 'quiet', symbol: 'emptyDiamond' },
  open: { tone: 'info', symbol: 'emptyRect' },
  rejected: { tone: 'warn', symbol: 'triangle' },
  'dead-lettered': { tone: 'bad', symbol: 'rect' },
} as const;

/** Stock as an area, price, bounds and reference price as steps, and every event by its outcome. */
export function priceChartOption(points: readonly HistoryPoint[], currency: string, colour: Colour) {
  const known = withPriceInForce(points);
  const steps = stepSeries(known, currency, colour);
  const marks = markSeries(known, currency, colour);
  const named = { color: colour('muted') };
  return {
    grid: { left: 58, right: 52, top: 36, bottom: 56 },
    legend: {
      type: 'scroll',
      pageIconColor: colour('accent'),
      pageIconInactiveColor: colour('line-strong'),
      pageTextStyle: named,
      top: 0,
      left: 0,
      itemWidth: 12,
      itemHeight: 8,
      itemGap: 12,
      textStyle: named,
      data: [
        ...[`price, ${currency}`, 'stock, units', 'upper bound', 'lower bound', 'reference price'],
        ...marks.filter(({ data }) => data.length > 0).map(({ name }) => name),
      ],
    },
    tooltip: {
      ...tooltip(colour),
      trigger: 'item',
      formatter: ({ data, seriesName }: { data: Partial<Marked>; seriesName: string }) =>
        data.told ?? seriesName,
    },
    dataZoom: [zoom(points, colour)],
    xAxis: {
      ...axis(colour),
      type: 'time',
      splitLine: { show: false },
      axisLabel: { ...named, hideOverlap: true, formatter: timeLabel(points) },
    },
    yAxis: [
      { ...axis(colour), type: 'value', scale: true, axisLine: { show: false } },
      { ...axis(colour), type: 'value', min: 0, axisLine: { show: false }, splitLine: { show: false } },
    ],
    series: [stockSeries(points, colour), ...steps, ...marks],
  };
}

const zoom = (points: readonly HistoryPoint[], colour: Colour) => ({
  type: 'slider',
  height: 16,
  bottom: 8,
  borderColor: colour('line'),
  fillerColor: colour('accent-soft'),
  dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
  selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
  moveHandleStyle: { color: colour('line-strong') },
  textStyle: { color: colour('muted') },
  labelFormatter: timeLabel(points),
});

const stockSeries = (points: readonly HistoryPoint[], colour: Colour) => ({
  name: 'stock, units',
  type: 'line',
  step: 'end',
  yAxisIndex: 1,
  symbol: 'none',
  lineStyle: { width: 0 },
  itemStyle: { color: colour('chart-stock') },
  areaStyle: { color: colour('chart-stock'), opacity: 0.16 },
  data: stockOver(points),
});

/** Bounds, reference price and price; the last one is drawn on top. */
function stepSeries(points: readonly HistoryPoint[], currency: string, colour: Colour) {
  const step = (
    name: string,
    tone: string,
    style: object,
    amount: (point: HistoryPoint) => number | undefined,
  ) => ({
    name,
    type: 'line',
    step: 'end',
    symbol: 'none',
    lineStyle: { color: colour(tone), ...style },
    itemStyle: { color: colour(tone) },
    data: points.flatMap((point) => {
      const value = amount(point);
      return value === undefined ? [] : [[point.at, majorUnits(value, currency)]];
    }),
  });
  const bound = { width: 1, type: 'dashed' };
  const reference = { width: 1.3, type: 'dotted' };
  return [
    step('upper bound', 'chart-bound', bound, ({ upper }) => upper),
    step('lower bound', 'chart-bound', bound, ({ lower }) => lower),
    step('reference price', 'chart-reference', reference, ({ referencePrice }) => referencePrice),
    step(`price, ${currency}`, 'chart-price', { width: 2 }, ({ price }) => price),
  ];
}

const markSeries = (points: readonly HistoryPoint[], currency: string, colour: Colour) =>
  Object.entries(MARKS).map(([outcome, { tone, symbol }]) => ({
    name: outcome,
    type: 'scatter',
    symbol,
    symbolSize: 7,
    itemStyle: { color: colour(tone) },
    z: 5,
    data: points.filter((point) => point.outcome === outcome).flatMap((point) => marked(point, currency)),
  }));

/** If an event decided nothing, the earlier price stayed in force. */
function withPriceInForce(points: readonly HistoryPoint[]): HistoryPoint[] {
  let inForce: number | undefined;
  return points.map((point) => {
    inForce = point.price ?? inForce;
    return inForce === undefined ? point : { ...point, price: inForce };
  });
}

const marked = (point: HistoryPoint, currency: string): Marked[] =>
  point.price === undefined
    ? []
    : [
        {
          value: [point.at, majorUnits(point.price, currency)],
          eventId: point.eventId,
          told: toldOf(point, currency),
        },
      ];

function toldOf({ at, outcome, price, stock, reason, lower, upper }: HistoryPoint, currency: string): string {
  const bounded = lower !== undefined || upper !== undefined;
  return [
    `${timeText(at, { exact: true })} UTC, ${outcome}`,
    `price ${money(price, currency)}${stock === undefined ? '' : `, stock ${stock}`}`,
    ...(bounded ? [`bounds ${money(lower, currency)} to ${money(upper, currency)}`] : []),
    ...(reason === undefined ? [] : [reason]),
  ].join('\n');
}

const DAYS_MS = 2 * 86_400_000;

/** The chart library would use this machine's time zone. */
function timeLabel(points: readonly HistoryPoint[]): (ms: number) => string {
  const [first, last] = [points[0]?.at ?? '', points.at(-1)?.at ?? ''];
  const long = Date.parse(last) - Date.parse(first) > DAYS_MS;
  return (ms) => {
    const text = new Date(ms).toISOString();
    return long ? `${text.slice(5, 10)} ${text.slice(11, 16)}` : text.slice(11, 19);
  };
}

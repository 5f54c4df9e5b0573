import type { EChartsOption, SeriesOption } from 'echarts';
import { svgChart } from '../../../charts/svg.ts';
import type { Figure } from '../figures.ts';
import type { Report } from '../report.ts';

const COLOURS = [
  '#2f6690',
  '#e08e45',
  '#b3541e',
  '#9aa5b1',
  '#5b8c5a',
  '#7d5ba6',
  '#c9a227',
  '#4a4a4a',
  '#c98bb9',
];
const TEXT = { color: '#1f2933', fontFamily: 'sans-serif' };
const TITLE = { left: 10, top: 4, textStyle: { ...TEXT, fontSize: 14 } };
// ECharts without a screen underestimates the width of its texts.
const LEGEND = { top: 34, left: 10, width: 740, itemGap: 30 };

/** A chart in our text style and colours. */
const chart = (option: EChartsOption): string => svgChart({ textStyle: TEXT, color: COLOURS, ...option });

type Parts = Report['parts'];

/** The figures whose name matches, with the groups of the match. */
const fitting = (
  part: { figures: Figure[] } | undefined,
  pattern: RegExp,
): { groups: string[]; value: number }[] =>
  (part?.figures ?? []).flatMap(({ name, value }) => {
    const [, ...groups] = pattern.exec(name) ?? [];
    return groups.length > 0 ? [{ groups, value }] : [];
  });

const curve = (name: string, data: [number, number][], more: object = {}): SeriesOption => ({
  type: 'line',
  name,
  data,
  symbolSize: 7,
  ...more,
});

/** Latency from event to Redis by rate of arrival, without rates that were too high: their latency is unbounded. */
function freshnessChart({ freshness }: Parts): string {
  const percentiles = ['50', '95', '99'];
  return chart({
    title: {
      text: 'From when an event is due to when Redis has its price',
      ...TITLE,
    },
    legend: LEGEND,
    grid: { left: 70, right: 30, top: 118, bottom: 50 },
    xAxis: { type: 'value', name: 'events a second', nameLocation: 'middle', nameGap: 30 },
    yAxis: { type: 'log', name: 'ms', min: 1 },
    series: percentiles.map((percent) =>
      curve(
        `p${percent}`,
        fitting(freshness, new RegExp(`^at (\\d+)/s, event to Redis p${percent}$`)).map(
          ({ groups, value }) => [Number(groups[0]), Math.max(1, value)],
        ),
      ),
    ),
  });
}

/** Time of the thread that runs the events, by area, for one event in each of the three ways. */
function timeChart({ pipeline }: Parts): string {
  const found = fitting(pipeline, /^(.+), time in: (.+)$/);
  const ways = [...new Set(found.map(({ groups }) => groups[0] ?? ''))];
  const areas = [...new Set(found.map(({ groups }) => groups[1] ?? ''))];
  return chart({
    title: { text: 'Processor time of the main thread, µs an event', ...TITLE },
    legend: LEGEND,
    grid: { left: 110, right: 30, top: 118, bottom: 40 },
    xAxis: { type: 'value' },
    yAxis: { type: 'category', inverse: true, data: ways },
    series: areas.map((area) => ({
      type: 'bar',
      stack: 'time',
      name: area,
      data: ways.map(
        (way) => found.find(({ groups }) => groups[0] === way && groups[1] === area)?.value ?? 0,
      ),
    })),
  });
}

/** Four figures by number of products or ledger rows, both axes logarithmic. */
function growthChart({ growth }: Parts, of: 'products' | 'rows'): string {
  const size = of === 'products' ? '(\\d+) products' : '\\d+ products, (\\d+) ledger rows';
  const shown: [string, string][] = [
    ['events', 'events a second'],
    ['memory after the events', 'memory, MB'],
    ['disk', 'disk, MB'],
    ['cache verify', 'cache verify, s'],
    ['Redis full again after a flush', 'Redis full again, s'],
    ['search p95', 'search p95, ms'],
  ];
  return chart({
    title: {
      text: `Growth with the number of ${of === 'rows' ? 'ledger rows' : 'products'}`,
      ...TITLE,
    },
    legend: LEGEND,
    grid: { left: 70, right: 30, top: 118, bottom: 50 },
    xAxis: {
      type: 'log',
      name: of === 'rows' ? 'ledger rows' : 'products',
      nameLocation: 'middle',
      nameGap: 30,
    },
    yAxis: { type: 'log' },
    series: shown.map(([figure, name]) =>
      curve(
        name,
        fitting(growth, new RegExp(`^${size}: ${figure}$`)).map(({ groups, value }) => [
          Number(groups[0]),
          value,
        ]),
      ),
    ),
  });
}

/** All charts of the measured parts, by file name. */
export function chartsOf({ parts }: Report): Record<string, string> {
  const { freshness, pipeline, growth } = parts;
  return {
    ...(freshness ? { 'freshness.svg': freshnessChart(parts) } : {}),
    ...(pipeline ? { 'time.svg': timeChart(parts) } : {}),
    ...(growth
      ? {
          'growth-products.svg': growthChart(parts, 'products'),
          'growth-rows.svg': growthChart(parts, 'rows'),
        }
      : {}),
  };
}

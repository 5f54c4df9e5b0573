import type { EChartsOption } from 'echarts';
import { svgChart } from '../../charts/svg.ts';
import { chartTitle } from './chart-title.ts';
import { demandCurve } from './demand-curve.ts';
import { elasticityChart } from './elasticity-chart.ts';
import type { Report } from './report.ts';
import type { Trained } from './write-artifact.ts';

const POINTS = 61;
const BARS = 40;
/** Maximum curves in a chart; more can't be distinguished. */
const CURVES = 10;

const named = (name: string) => ({ name, nameLocation: 'middle' as const });

/** The charts of the model card, as SVG by file name. */
export const plots = (trained: Trained): Record<string, string> => ({
  'explained.svg': svgChart(explainedChart(trained.report)),
  'calibration.svg': svgChart(calibrationChart(trained.report)),
  'demand-curves.svg': svgChart(curvesChart(trained), { height: 460 }),
  'elasticity.svg': svgChart(elasticityChart(trained.report), {
    height: 160 + 34 * trained.report.elasticity.length,
  }),
});

function explainedChart({ explained, champion }: Report): EChartsOption {
  const bars = Object.entries(explained).toSorted(([, a], [, b]) => a - b);
  return {
    ...chartTitle(
      'Poisson deviance explained on the holdout (D²)',
      'higher is better; 0 is the mean of the holdout',
    ),
    grid: { left: 210, right: 70, top: 80, bottom: 40 },
    xAxis: { type: 'value', min: Math.min(0, ...bars.map(([, d2]) => d2)) },
    yAxis: { type: 'category', data: bars.map(([name]) => name) },
    series: [
      {
        type: 'bar',
        data: bars.map(([name, d2]) => ({
          value: d2,
          itemStyle: { color: name === champion.kind ? '#1d6fb8' : '#b8c4ce' },
          label: { show: true, position: 'right' as const, formatter: d2.toFixed(3) },
        })),
      },
    ],
  };
}

function calibrationChart({ periods: { length, list } }: Report): EChartsOption {
  return {
    ...chartTitle('Units in the holdout, sold and expected', `by ${length}`),
    legend: { bottom: 0 },
    xAxis: { type: 'category', data: list.map(({ from }) => from) },
    yAxis: { type: 'value', ...named('units'), nameGap: 52 },
    series: [
      { type: 'bar', name: 'sold', data: list.map(({ sold }) => sold), itemStyle: { color: '#b8c4ce' } },
      {
        type: 'line',
        name: 'expected',
        data: list.map(({ expected }) => expected),
        itemStyle: { color: '#1d6fb8' },
      },
    ],
  };
}

function curvesChart({ report: { priceRatio, elasticity }, champion, set }: Trained): EChartsOption {
  const { lowest, highest } = priceRatio;
  const ratios = Array.from({ length: POINTS }, (_, i) => lowest + ((highest - lowest) * i) / (POINTS - 1));
  const shown = elasticity.slice(0, CURVES).map(({ category }) => category);
  const counts = Array<number>(BARS).fill(0);
  for (const row of set.training) {
    const ratio = (set.panel.price[row] ?? 0) / (set.panel.listPrice[row] ?? 0);
    const bar = Math.floor(((ratio - lowest) / (highest - lowest)) * BARS);
    if (bar >= 0 && bar < BARS) counts[bar] = (counts[bar] ?? 0) + 1;
  }
  const width = (highest - lowest) / BARS;
  return {
    ...chartTitle(
      'Demand index by price',
      'without a promotion, mean over the week; grey: how often a price was seen in training',
    ),
    legend: { bottom: 0 },
    grid: { left: 70, right: 60, top: 80, bottom: 90 },
    xAxis: {
      type: 'value',
      min: lowest,
      max: highest,
      axisLabel: { formatter: (value: number) => value.toFixed(2) },
      ...named('price / list price'),
      nameGap: 28,
    },
    yAxis: [
      { type: 'value', ...named('demand index'), nameGap: 40 },
      {
        type: 'value',
        ...named('rows'),
        nameGap: 44,
        splitLine: { show: false },
        axisLabel: { show: false },
      },
    ],
    series: [
      {
        type: 'line',
        yAxisIndex: 1,
        step: 'middle',
        showSymbol: false,
        lineStyle: { width: 0 },
        areaStyle: { color: '#e3e8ed' },
        data: counts.map((count, bar) => [lowest + (bar + 0.5) * width, count]),
      },
      ...shown.map((category) => ({
        type: 'line' as const,
        name: category,
        showSymbol: false,
        data: demandCurve(champion.model, set.features, category, ratios).map((index, i) => [
          ratios[i] ?? 0,
          index,
        ]),
      })),
    ],
  };
}

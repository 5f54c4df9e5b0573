import type { EChartsOption, SeriesOption } from 'echarts';
import { svgChart } from '../../../charts/svg.ts';
import { ascending } from '../../../domain/values/sorting.ts';
import { type Played, WEEKS } from './play-shop.ts';

const TEXT = { color: '#1f2933', fontFamily: 'sans-serif' };
const [GREY, BLUE, ORANGE] = ['#9aa5b1', '#c3d5e6', '#b3541e'] as const;
const SHOWN = 5;
const PANEL = 150;

/** Prices and stock of five products, evenly spaced by their demand, over all weeks. */
export function shopChart(shop: readonly Played[]): string {
  const byDemand = [...shop].sort(ascending(({ article }) => article.weeklyUnits));
  const shown = Array.from(
    { length: SHOWN },
    (_, i) => byDemand[Math.floor(((i + 0.5) / SHOWN) * byDemand.length)] as Played,
  );
  const option: EChartsOption = {
    textStyle: TEXT,
    legend: { top: 5, left: 10, data: ['price', 'list price', 'best static price', 'stock'] },
    title: shown.map(({ article, shipped, best }, i) => ({
      text:
        `${article.productId}: ${article.weeklyUnits.toFixed(1)} units a week, elasticity -${article.elasticity.toFixed(1)}, ` +
        `profit ${(100 * (shipped.earnings / best.earnings - 1)).toFixed(1)}% over the best static price`,
      left: 55,
      top: 35 + i * (PANEL + 45),
      textStyle: { ...TEXT, fontSize: 12 },
    })),
    grid: shown.map((_, i) => ({ left: 60, right: 50, top: 62 + i * (PANEL + 45), height: PANEL - 20 })),
    xAxis: shown.map((_, gridIndex) => ({
      type: 'value',
      gridIndex,
      min: 0,
      max: 7 * WEEKS,
      interval: 7,
      axisLabel: { formatter: (day: number) => (gridIndex === SHOWN - 1 ? `day ${day}` : '') },
    })),
    yAxis: shown.flatMap(({ prices, article }, gridIndex) => [
      {
        type: 'value',
        gridIndex,
        min: floorOf(prices[0]),
        max: ceilingOf(prices.at(-1)),
        axisLabel: { showMinLabel: false, showMaxLabel: false },
      },
      { type: 'value', gridIndex, min: 0, max: 3 * article.level, show: false },
    ]),
    series: shown.flatMap((played, i) => seriesOf(played, i)),
  };
  return svgChart(option, { width: 940, height: 50 + SHOWN * (PANEL + 45) });
}

const floorOf = (price = 0): number => Math.floor((0.95 * price) / 100);
const ceilingOf = (price = 0): number => Math.ceil((1.05 * price) / 100);

function seriesOf({ article, steps, bestPrice }: Played, panel: number): SeriesOption[] {
  const axes = { xAxisIndex: panel, yAxisIndex: 2 * panel };
  const line = (name: string, price: number, color: string, type: 'dashed' | 'dotted'): SeriesOption => ({
    type: 'line',
    name,
    ...axes,
    symbol: 'none',
    itemStyle: { color },
    lineStyle: { color, width: 1, type },
    data: [0, 7 * WEEKS].map((day) => [day, price / 100]),
  });
  const over = (value: (step: Played['steps'][number]) => number): [number, number][] =>
    [...steps, { ...(steps.at(-1) as Played['steps'][number]), at: 168 * WEEKS }].map((step) => [
      Number((step.at / 24).toFixed(3)),
      value(step),
    ]);
  return [
    {
      type: 'line',
      name: 'stock',
      xAxisIndex: panel,
      yAxisIndex: 2 * panel + 1,
      step: 'end',
      symbol: 'none',
      itemStyle: { color: BLUE },
      lineStyle: { width: 0 },
      areaStyle: { color: BLUE, opacity: 0.7 },
      data: over(({ stock }) => stock),
    },
    line('list price', article.listPrice, GREY, 'dashed'),
    line('best static price', bestPrice, '#2f6690', 'dotted'),
    {
      type: 'line',
      name: 'price',
      ...axes,
      step: 'end',
      symbol: 'none',
      itemStyle: { color: ORANGE },
      lineStyle: { color: ORANGE, width: 1.6 },
      data: over(({ price }) => price / 100),
    },
  ];
}

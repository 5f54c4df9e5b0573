import type { EChartsOption } from 'echarts';
import { chartTitle } from './chart-title.ts';
import type { Report } from './report.ts';

/** Medians as points, lines from the 10th to the 90th percentile. */
export function elasticityChart({ elasticity }: Report): EChartsOption {
  const rows = elasticity.toReversed();
  const of = (which: 'model' | 'data', name: string, color: string, shift: number) => [
    {
      type: 'scatter' as const,
      name,
      itemStyle: { color },
      symbolOffset: [0, shift] as [number, number],
      symbolSize: 9,
      data: rows.map((row, i) => [row[which].median, i]),
    },
    {
      type: 'custom' as const,
      name,
      itemStyle: { color },
      data: rows.map((row, i) => [row[which].p10, row[which].p90, i]),
      encode: { x: [0, 1], y: 2 },
      renderItem: (
        _: unknown,
        api: { value: (i: number) => number | string; coord: (point: (number | string)[]) => number[] },
      ) => {
        const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(2)]);
        const [x2 = 0] = api.coord([api.value(1), api.value(2)]);
        return {
          type: 'line' as const,
          shape: { x1, x2, y1: y + shift, y2: y + shift },
          style: { stroke: color, lineWidth: 2 },
        };
      },
    },
  ];
  return {
    ...chartTitle('Own-price elasticity', 'median over products, and 10th to 90th percentile'),
    legend: { bottom: 0, data: ['model', "each product's data alone"] },
    grid: { left: 140, right: 60, top: 80, bottom: 60 },
    xAxis: { type: 'value', scale: true },
    yAxis: { type: 'category', data: rows.map(({ category }) => category) },
    series: [
      ...of('data', "each product's data alone", '#9aa7b3', 6),
      ...of('model', 'model', '#1d6fb8', -6),
    ],
  };
}

import { useCallback } from 'react';
import type { CurvePoint } from '../../../../domain/demand/evidence.ts';
import { axis, Chart, type Colour, tooltip } from '../ui/chart.tsx';
import { majorUnits, money } from '../ui/money.ts';

interface DemandChartProps {
  curve: readonly CurvePoint[];
  proposed: number | null;
  /** The decided price. */
  decided: number | undefined;
  currency: string;
}

/** Units per hour and expected profit, by candidate price. */
export function DemandChart({ curve, proposed, decided, currency }: DemandChartProps) {
  const option = useCallback(
    (colour: Colour) => {
      const by = (value: (point: CurvePoint) => number) =>
        curve.map((point) => [majorUnits(point.price, currency), value(point)]);
      // In separate rows, so that close labels don't overlap; near the edge they point inwards.
      const line = (amount: number, name: string, tone: string, row: number) => ({
        xAxis: majorUnits(amount, currency),
        label: {
          formatter: `${name} ${money(amount, currency)}`,
          color: colour(tone),
          position: 'end',
          distance: 4 + row * 14,
          align: amount > middleOf(curve) ? 'right' : 'left',
        },
        lineStyle: { color: colour(tone), type: 'dashed' },
      });
      return {
        grid: { left: 62, right: 58, top: 58, bottom: 36 },
        legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: colour('muted') } },
        tooltip: { ...tooltip(colour), trigger: 'axis' },
        xAxis: {
          ...axis(colour),
          type: 'value',
          scale: true,
          name: `price, ${currency}`,
          nameLocation: 'middle',
          nameGap: 24,
          splitLine: { show: false },
        },
        yAxis: [
          { ...axis(colour), type: 'value', scale: true, axisLine: { show: false } },
          { ...axis(colour), type: 'value', axisLine: { show: false }, splitLine: { show: false } },
        ],
        series: [
          {
            name: `profit expected, ${currency}`,
            type: 'line',
            symbolSize: 4,
            itemStyle: { color: colour('chart-price') },
            lineStyle: { width: 2 },
            data: by(({ expectedProfit }) => majorUnits(expectedProfit, currency)),
            markLine: {
              symbol: 'none',
              silent: true,
              data: [
                ...(proposed === null ? [] : [line(proposed, 'proposed', 'chart-price', 0)]),
                ...(decided === undefined || decided === proposed
                  ? []
                  : [line(decided, 'in force', 'good', 1)]),
              ],
            },
          },
          {
            name: 'units an hour',
            type: 'line',
            yAxisIndex: 1,
            symbol: 'none',
            itemStyle: { color: colour('chart-stock') },
            lineStyle: { width: 1.5, type: 'dashed' },
            data: by(({ unitsPerHour }) => unitsPerHour),
          },
        ],
      };
    },
    [curve, proposed, decided, currency],
  );
  return (
    <Chart
      height={270}
      option={option}
      label={`Expected profit and units an hour at ${curve.length} candidate prices; ${money(proposed, currency)} was proposed`}
    />
  );
}

const middleOf = (curve: readonly CurvePoint[]): number =>
  ((curve[0]?.price ?? 0) + (curve.at(-1)?.price ?? 0)) / 2;

import { useCallback } from 'react';
import type { PriceReduction } from '../../../../../api/routes/reports.ts';
import { axis, Chart, type Colour, tooltip } from '../../ui/chart.tsx';
import { majorUnits, money } from '../../ui/money.ts';

interface LowsChartProps {
  lows: PriceReduction['lows'];
  price: number;
  referencePrice: number | undefined;
  currency: string;
}

/** The lowest price of each day, with the price and the one before it as lines. */
export function LowsChart({ lows, price, referencePrice, currency }: LowsChartProps) {
  const option = useCallback(
    (colour: Colour) => {
      const line = (amount: number, name: string, tone: string) => ({
        yAxis: majorUnits(amount, currency),
        label: {
          formatter: `${name} ${money(amount, currency)}`,
          color: colour(tone),
          position: 'insideEndTop',
        },
        lineStyle: { color: colour(tone), type: 'dashed' },
      });
      return {
        grid: { left: 58, right: 20, top: 24, bottom: 30 },
        tooltip: { ...tooltip(colour), trigger: 'axis' },
        xAxis: {
          ...axis(colour),
          type: 'category',
          data: lows.map(({ day }) => day),
          splitLine: { show: false },
        },
        yAxis: { ...axis(colour), type: 'value', scale: true, name: currency, axisLine: { show: false } },
        series: [
          {
            name: `lowest, ${currency}`,
            type: 'bar',
            barMaxWidth: 22,
            itemStyle: { color: colour('chart-stock'), borderRadius: [3, 3, 0, 0] },
            data: lows.map(({ amount }) => majorUnits(amount, currency)),
            markLine: {
              symbol: 'none',
              silent: true,
              data: [
                line(price, 'price', 'chart-price'),
                ...(referencePrice === undefined || referencePrice === price
                  ? []
                  : [line(referencePrice, 'price before', 'chart-reference')]),
              ],
            },
          },
        ],
      };
    },
    [lows, price, referencePrice, currency],
  );
  return (
    <Chart
      height={290}
      option={option}
      label={`The lowest price of each of ${lows.length} days; the price is ${money(price, currency)}`}
    />
  );
}

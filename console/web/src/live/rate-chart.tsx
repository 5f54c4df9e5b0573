import { useCallback } from 'react';
import type { LiveSecond } from '../../../../api/routes/live.ts';
import { axis, Chart, type Colour, tooltip } from '../ui/chart.tsx';
import { Empty } from '../ui/empty.tsx';
import { timeText } from '../ui/when.tsx';

/** Events of each second, by whether they changed a price. */
export function RateChart({ history }: { history: readonly LiveSecond[] }) {
  const option = useCallback(
    (colour: Colour) => {
      const series = (name: string, tone: string, value: (second: LiveSecond) => number) => ({
        name,
        type: 'bar',
        stack: 'events',
        barCategoryGap: '12%',
        itemStyle: { color: colour(tone) },
        data: history.map(value),
      });
      return {
        grid: { left: 34, right: 6, top: 28, bottom: 20 },
        legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: colour('muted') } },
        tooltip: { ...tooltip(colour), trigger: 'axis' },
        xAxis: {
          ...axis(colour),
          type: 'category',
          data: history.map(({ at }) => timeText(at)),
          splitLine: { show: false },
        },
        yAxis: { ...axis(colour), type: 'value', minInterval: 1, axisLine: { show: false } },
        series: [
          series('priced', 'chart-price', ({ priced }) => priced),
          series('other', 'hatch', ({ events, priced, deadLettered }) => events - priced - deadLettered),
          series('dead-lettered', 'bad', ({ deadLettered }) => deadLettered),
        ],
      };
    },
    [history],
  );
  if (history.length === 0)
    return <Empty>This stage reads only samples, so it has no rate per second.</Empty>;
  const most = Math.max(...history.map(({ events }) => events));
  return (
    <Chart
      height={190}
      option={option}
      label={`Events closed in each second of the last two minutes; ${most} at most`}
    />
  );
}

import type { EChartsOption, SeriesOption } from 'echarts';
import { svgChart } from '../../../charts/svg.ts';
import { titleOf } from '../policies/roster.ts';
import { worldOf } from '../worlds/catalogue.ts';
import type { Estimate } from './statistics.ts';
import type { PolicySummary, WorldSummary } from './summarize-world.ts';
import { policyOf } from './tables.ts';

const COLOURS = ['#b3541e', '#9aa5b1', '#2f6690', '#e08e45'] as const;
const [BROWN, GREY, BLUE, ORANGE] = COLOURS;
const TEXT = { color: '#1f2933', fontFamily: 'sans-serif' };

/** Earnings per sale by strategy, one panel for each world, with 95% intervals. */
export function earningsChart(worlds: readonly WorldSummary[], policies: readonly string[]): string {
  const columns = 2;
  const playedIn = (world: WorldSummary): string[] =>
    policies.filter((id) => policyOf(world, id) !== undefined);
  const most = Math.max(...worlds.map((world) => playedIn(world).length));
  const [width, panel] = [940, 36 + 19 * most];
  const rows = Math.ceil(worlds.length / columns);
  const height = rows * (panel + 30) + 10;
  const place = (i: number) => ({
    left: 230 + (i % columns) * 470,
    top: 30 + Math.floor(i / columns) * (panel + 30),
  });
  const option: EChartsOption = {
    textStyle: TEXT,
    title: worlds.map(({ id }, i) => ({
      text: worldOf(id).title,
      left: place(i).left - 220,
      top: place(i).top - 22,
      textStyle: { ...TEXT, fontSize: 12, width: 450, overflow: 'truncate' },
    })),
    grid: worlds.map((world, i) => ({ ...place(i), width: 220, height: 19 * playedIn(world).length })),
    xAxis: worlds.map((_, gridIndex) => ({
      type: 'value',
      gridIndex,
      splitNumber: 3,
      axisLabel: { fontSize: 10 },
    })),
    yAxis: worlds.map((world, gridIndex) => ({
      type: 'category',
      gridIndex,
      inverse: true,
      data: playedIn(world).map(titleOf),
      axisLabel: { fontSize: 10, width: 215, overflow: 'truncate' },
      axisTick: { show: false },
    })),
    series: worlds.flatMap((world, at) => {
      const own = policies.flatMap((id) => policyOf(world, id) ?? []);
      const estimates = own.map(({ earnings: { value, margin } }) => ({
        value: value / 100,
        margin: margin / 100,
      }));
      const axes = { xAxisIndex: at, yAxisIndex: at };
      return [
        { type: 'bar', ...axes, barWidth: '65%', data: own.map((policy, i) => bar(policy, estimates[i])) },
        intervals(estimates, { ...axes, across: true }),
      ] satisfies SeriesOption[];
    }),
  };
  return svgChart(option, { width, height });
}

const bar = ({ id }: PolicySummary, estimate: Estimate | undefined) => ({
  value: Math.round(estimate?.value ?? 0),
  itemStyle: {
    color: id === 'shipped' ? BROWN : id === 'oracle' ? GREY : /ticks|events/.test(id) ? ORANGE : BLUE,
  },
});

/** Uplift over the best static price in each world, one bar for each cadence, with 95% intervals. */
export function upliftChart(
  worlds: readonly WorldSummary[],
  cadences: readonly { name: string; of(world: WorldSummary): Estimate | undefined }[],
): string {
  const estimates = (of: (world: WorldSummary) => Estimate | undefined) =>
    worlds.map((world) => {
      const { value, margin } = of(world) ?? { value: Number.NaN, margin: 0 };
      return { value: 100 * value, margin: 100 * margin };
    });
  const option: EChartsOption = {
    textStyle: TEXT,
    title: {
      text: 'Earnings over those of the best static price',
      left: 10,
      textStyle: { ...TEXT, fontSize: 14 },
    },
    legend: { top: 28, left: 10, itemGap: 30, data: cadences.map(({ name }) => name) },
    grid: { left: 50, right: 15, top: 70, bottom: 75 },
    xAxis: {
      type: 'category',
      data: worlds.map(({ id }) => shortTitle(id)),
      axisLabel: { interval: 0, fontSize: 10, lineHeight: 13 },
    },
    yAxis: { type: 'value', axisLabel: { formatter: '{value}%' } },
    series: cadences.flatMap(({ name, of }, i) => [
      {
        type: 'bar',
        name,
        itemStyle: { color: COLOURS[i % COLOURS.length] as string },
        barGap: '10%',
        barCategoryGap: '25%',
        data: estimates(of).map(({ value }) => Number(value.toFixed(2))),
      },
      intervals(estimates(of), { across: false, bar: i, of: cadences.length }),
    ]),
  };
  return svgChart(option, { width: 940, height: 420 });
}

function shortTitle(id: string): string {
  const { stock, hours, scaleCv } = worldOf(id);
  const load = /load(\d)/.exec(id)?.[1];
  return `${scaleCv > 0 ? 'unknown' : 'known'}\n${stock} units\nload ${load}\n${hours} h`;
}

/** Whiskers over bars: the mean of each category ± its margin. */
function intervals(
  estimates: readonly Estimate[],
  at: { across: boolean; xAxisIndex?: number; yAxisIndex?: number; bar?: number; of?: number },
): SeriesOption {
  const { across, bar = 0, of = 1, ...axes } = at;
  return {
    type: 'custom',
    ...axes,
    silent: true,
    z: 5,
    data: estimates.map(({ value, margin }, i) => [i, value - margin, value + margin]),
    renderItem: (_params, api) => {
      const category = Number(api.value(0));
      const ends = [api.value(1), api.value(2)].map((value) =>
        api.coord(across ? [Number(value), category] : [category, Number(value)]),
      ) as [number[], number[]];
      const [band = 0] = [api.size?.([1, 1]) ?? 0].flat();
      // Bars take three quarters of their category, with gaps of a tenth of a bar.
      const width = (0.75 * band) / (of + 0.1 * (of - 1));
      const shift = across ? 0 : (bar - (of - 1) / 2) * 1.1 * width;
      const [[x1 = 0, y1 = 0], [x2 = 0, y2 = 0]] = ends;
      return {
        type: 'line',
        shape: { x1: x1 + shift, y1, x2: x2 + shift, y2 },
        style: { stroke: '#1f2933', lineWidth: 1.2 },
      };
    },
  };
}

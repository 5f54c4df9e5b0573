import type { EChartsOption } from 'echarts';
import { svgChart } from '../../../charts/svg.ts';
import { playSale, type Step } from '../play-sale.ts';
import { POLICIES } from '../policies/roster.ts';
import { shippedPrices } from '../policies/shipped.ts';
import { bestStaticPrice, bestStaticPriceOf } from '../worlds/bounds.ts';
import { crowdOf } from '../worlds/customers-of.ts';
import { LIST_PRICE, type World } from '../worlds/world.ts';

const LINES = [
  { id: 'static', colour: '#9aa5b1' },
  { id: 'hourly', colour: '#2f6690' },
  { id: 'shipped', colour: '#e08e45' },
  { id: 'learning-ticks', colour: '#b3541e' },
] as const;

/** Price and stock in one sale under several strategies, as step lines. */
export async function sampleSaleChart(world: World, seed: number): Promise<string> {
  const crowd = crowdOf(world, seed);
  const known = {
    world,
    bestStaticPrice: bestStaticPrice(world),
    bestWithin: bestStaticPriceOf(world, shippedPrices(world)),
  };
  const paths = await Promise.all(
    LINES.map(async ({ id, colour }) => {
      const policy = POLICIES.find((each) => each.id === id);
      if (policy === undefined) throw new RangeError(`no policy is called ${id}`);
      const steps: Step[] = [];
      const pricer = policy.pricer(known, { seed, scale: crowd.scale });
      const { earnings } = await playSale(world, crowd, pricer, (step) => steps.push(step));
      return { name: `${policy.title}: earns ${(earnings / 100).toFixed(0)}`, colour, steps };
    }),
  );
  const lines = (axis: number, value: (step: Step) => number) =>
    paths.map(({ name, colour, steps }) => ({
      type: 'line' as const,
      step: 'end' as const,
      name,
      symbol: 'none',
      xAxisIndex: axis,
      yAxisIndex: axis,
      lineStyle: { color: colour, width: 1.6 },
      itemStyle: { color: colour },
      data: [...steps, ...untilTheEnd(steps, world.hours)].map((step) => [
        Number(step.at.toFixed(3)),
        value(step),
      ]),
    }));
  const option: EChartsOption = {
    textStyle: { color: '#1f2933', fontFamily: 'sans-serif' },
    legend: { top: 5, left: 10, orient: 'vertical', data: paths.map(({ name }) => name) },
    grid: [
      { left: 60, right: 20, top: 115, height: 200 },
      { left: 60, right: 20, top: 350, height: 110 },
    ],
    xAxis: [0, 1].map((gridIndex) => ({
      type: 'value',
      gridIndex,
      max: world.hours,
      interval: world.hours / 8,
      name: gridIndex === 1 ? 'hours' : '',
      nameLocation: 'middle',
      nameGap: 24,
    })),
    yAxis: [
      { type: 'value', gridIndex: 0, name: 'price, % of list', min: 0 },
      { type: 'value', gridIndex: 1, name: 'units left' },
    ],
    series: [
      ...lines(0, ({ price }) => Number(((100 * price) / LIST_PRICE).toFixed(1))),
      ...lines(1, ({ stock }) => stock),
    ],
  };
  return svgChart(option, { width: 940, height: 500 });
}

// The price line ends when the stock is sold, otherwise at the end of the sale.
function untilTheEnd(steps: readonly Step[], hours: number): Step[] {
  const last = steps.at(-1);
  return last === undefined || last.stock === 0 ? [] : [{ ...last, at: hours }];
}

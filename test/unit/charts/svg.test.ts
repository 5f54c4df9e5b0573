import { expect, it } from 'vitest';
import { svgChart } from '../../../charts/svg.ts';

const chart = () =>
  svgChart({
    xAxis: { type: 'value' },
    yAxis: { type: 'value' },
    series: [{ type: 'line', data: [[0, 1]] }],
  });

it('drawing a chart again gives the same text', () => {
  expect(chart()).toBe(chart());
  expect(chart()).toMatch(/^<svg /);
});

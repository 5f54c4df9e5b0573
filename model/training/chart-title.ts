import type { EChartsOption } from 'echarts';

/** Title and subtitle of a chart, and the space for both. */
export const chartTitle = (text: string, subtext: string): EChartsOption => ({
  title: { text, subtext, left: 'center', textStyle: { fontSize: 15 } },
  grid: { left: 70, right: 60, top: 80, bottom: 60 },
});

import { type EChartsOption, init } from 'echarts';

/** A chart as SVG text, in pixels; the same option gives the same text. */
export function svgChart(option: EChartsOption, { width = 760, height = 380 } = {}): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: '#fff', ...option });
    // ECharts counts its charts, and puts the number into the names of classes and clips.
    return chart.renderToSVGString().replaceAll(/zr\d+-/g, 'zr-');
  } finally {
    // It keeps a timer of its own, and so the process.
    chart.dispose();
  }
}

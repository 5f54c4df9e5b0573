import { type EChartsOption, init } from 'echarts';

/** A chart as SVG text; sizes in pixels. The same option gives the same text. */
export function svgChart(option: EChartsOption, { width = 760, height = 380 } = {}): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: '#fff', ...option });
    return renumbered(chart.renderToSVGString());
  } finally {
    // ECharts keeps a timer, which would keep the process alive.
    chart.dispose();
  }
}

// ECharts continues the numbers of classes and clips from earlier charts of the process.
function renumbered(svg: string): string {
  const names = new Map<string, string>();
  return svg.replaceAll(/zr\d+-[\w-]+/g, (name) => {
    const own = names.get(name) ?? `zr-${names.size}`;
    names.set(name, own);
    return own;
  });
}

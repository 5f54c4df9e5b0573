import { useComputedColorScheme } from '@mantine/core';
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import styles from './chart.module.css';

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  CustomChart,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  ScatterChart,
  TooltipComponent,
]);

/** The colours of the theme, by the name of their variable without the dashes. */
export type Colour = (name: string) => string;

interface ChartProps {
  /** Text alternative of the chart. */
  label: string;
  height: number;
  option: (colour: Colour) => EChartsCoreOption;
  /** Receives the pressed point and its series. */
  onPress?: (point: { seriesName: string; dataIndex: number; data: unknown }) => void;
}

/**
 * A chart in the colours of the theme. Its tooltips are drawn, not written into the page: those of ECharts come with style
 * attributes, which the content security policy refuses.
 */
export function Chart({ label, height, option, onPress }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const press = useRef(onPress);
  press.current = onPress;
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = init(element, null, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', (point) =>
      press.current?.(point as unknown as Parameters<NonNullable<typeof onPress>>[0]),
    );
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);

  // The values of the variables depend on the scheme.
  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const colour: Colour = (name) => style.getPropertyValue(`--${name}`).trim();
    chart.current?.setOption({ ...basics(colour), ...option(colour) }, { replaceMerge: ['series'] });
  }, [option, scheme]);

  return <div ref={place} role="img" aria-label={label} className={styles.chart} style={{ height }} />;
}

const basics = (colour: Colour): EChartsCoreOption => ({
  animation: false,
  backgroundColor: 'transparent',
  textStyle: { color: colour('muted'), fontFamily: 'system-ui, sans-serif', fontSize: 11 },
});

/** The style of every tooltip. */
export const tooltip = (colour: Colour) => ({
  renderMode: 'richText' as const,
  confine: true,
  backgroundColor: colour('panel'),
  borderColor: colour('line-strong'),
  textStyle: { color: colour('text'), fontSize: 12 },
});

/** The style of every axis. */
export const axis = (colour: Colour) => ({
  axisLine: { lineStyle: { color: colour('line-strong') } },
  axisTick: { show: false },
  axisLabel: { color: colour('muted'), hideOverlap: true },
  splitLine: { lineStyle: { color: colour('line') } },
  nameTextStyle: { color: colour('muted') },
});

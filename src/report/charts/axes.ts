import type { LineSeriesOption } from 'echarts/charts';
import { percent } from '../../text/format.ts';
import type { ChartOption } from './chart.ts';

/** Axes in the colors of the page. */
export const axisStyle = {
  axisLine: { show: true, lineStyle: { color: 'var(--axis)' } },
  axisTick: { show: false },
  axisLabel: { color: 'var(--muted)', fontSize: 12 },
  splitLine: { show: true, lineStyle: { color: 'var(--grid)' } },
  nameTextStyle: { color: 'var(--muted)', fontSize: 12 },
} as const;

/** The name of an axis, beside its middle. */
export const named = (name: string, nameGap = 28) => ({ name, nameLocation: 'middle', nameGap }) as const;

/** Places on a curve that can be pointed at. */
export const marks = (
  points: readonly (readonly [number, number])[],
  color: string,
  symbolSize = 4,
): LineSeriesOption => ({
  type: 'line',
  data: points.map((point) => [...point]),
  ...{ showSymbol: true, symbol: 'circle', symbolSize },
  itemStyle: { color },
  lineStyle: { width: 0, opacity: 0 },
});

/** Where the slowest takes 30 times as long as the fastest, a linear axis would hide the fast ones. */
export const isWide = (fastest: number, slowest: number): boolean => fastest > 0 && slowest / fastest > 30;

/** Service time, or another value, across, logarithmic where it spans much; up the share of answers. */
export function distributionAxes(
  curves: readonly { readonly points: readonly (readonly [number, number])[] }[],
  showMs: (ms: number) => string,
  name = 'service time',
): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'> {
  const times = curves.flatMap(({ points }) => [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0]);
  const [fastest, slowest] = [Math.min(...times), Math.max(...times)];
  const axisLabel = { ...axisStyle.axisLabel, formatter: showMs };
  const x = { ...axisStyle, ...named(name), axisLabel } as const;
  return {
    grid: { left: 62, right: 24, top: 14, bottom: 46 },
    xAxis: isWide(fastest, slowest) ? { ...x, type: 'log' } : { ...x, type: 'value', scale: true },
    yAxis: {
      ...axisStyle,
      ...{ type: 'value', min: 0, max: 1, interval: 0.25, axisLine: { show: false } },
      axisLabel: { ...axisStyle.axisLabel, formatter: (share: number) => percent(share) },
    },
  };
}

import type { LineSeriesOption } from 'echarts/charts';
import { thinned } from '../../../stats/group.ts';
import { count, ms } from '../../../text/format.ts';
import { axisStyle, isWide, named } from '../../charts/axes.ts';
import type { ChartOption, Draw } from '../../charts/chart.ts';
import { targetColor } from '../../page/color.ts';
import type { Markup } from '../../page/markup.ts';
import { nameOfCurve } from './draw-distribution.ts';
import type { TailCurve } from './percentiles.ts';

const size = { width: 1040, height: 260 };
const mostMarks = 40;

/** Times over 1 / (1 - p), so that each further nine is as wide as the one before. Pale where fewer than ten answers are. */
export function drawPercentiles(curves: readonly TailCurve[], indexOf: (target: string) => number, draw: Draw): Markup {
  const times = curves.flatMap(({ points }) => points.map(([, time]) => time));
  const [fastest, slowest] = [Math.min(...times), Math.max(...times)];
  const y = {
    ...axisStyle,
    axisLine: { show: false },
    axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => `${count(value)} ms` },
  } as const;
  const most = Math.max(10, ...curves.map((curve) => curve.count));
  const option: ChartOption = {
    grid: { left: 72, right: 40, top: 14, bottom: 46 },
    xAxis: {
      ...axisStyle,
      ...{ type: 'log', min: 1, max: 10 ** Math.ceil(Math.log10(most) - 1e-9) },
      axisLabel: { ...axisStyle.axisLabel, formatter: percentileAt },
      ...named('percentile, axis 1 / (1 − p)'),
    },
    yAxis: isWide(fastest, slowest)
      ? { ...y, type: 'log', min: 10 ** Math.floor(Math.log10(fastest)) }
      : { ...y, type: 'value', scale: true },
    series: curves.flatMap((curve) => series(curve, targetColor(Math.max(0, indexOf(curve.target))))),
  };
  const titles = curves.flatMap((curve) => [[], [], marksOf(curve).map((point) => titleOf(curve, point))]);
  const label = `Service times by percentile: ${curves.map(nameOfCurve).join(', ')}`;
  return draw(option, { ...size, nearest: true, label, titles });
}

/** `percentileAt(1000)` is `99.9%`. */
export const percentileAt = (x: number): string =>
  x <= 1 ? 'fastest' : `${Number((100 * (1 - 1 / x)).toFixed(x < 1000 ? 2 : 6))}%`;

function series(curve: TailCurve, color: string): LineSeriesOption[] {
  const { points, weakFrom, split } = curve;
  const firm = points.filter(([x]) => x <= weakFrom);
  // The weak part begins where the firm one ends.
  const weak = points.filter(([x], index) => x > weakFrom || (points[index + 1]?.[0] ?? 0) > weakFrom);
  const type = split === 'cold' ? 'dashed' : 'solid';
  const line = (data: TailCurve['points'], width: number, opacity: number): LineSeriesOption => ({
    ...{ type: 'line', step: 'end', showSymbol: false, data: data.map((point) => [...point]) },
    lineStyle: { color, width, opacity, type },
  });
  const marks: LineSeriesOption = {
    ...{ type: 'line', symbol: 'circle', symbolSize: 4, showSymbol: true },
    data: marksOf(curve).map((point) => ({
      value: [...point],
      itemStyle: { color, opacity: point[0] > weakFrom ? 0.45 : 1 },
    })),
    lineStyle: { width: 0, opacity: 0 },
  };
  return [line(firm, 2, 1), line(weak, 1.5, 0.45), marks];
}

const marksOf = ({ points }: TailCurve): TailCurve['points'] => thinned(points, mostMarks);

function titleOf({ weakFrom, ...curve }: TailCurve, [x, time]: readonly [number, number]): string {
  const weak = x > weakFrom ? '\nuncertain: fewer than ten answers are above' : '';
  const at = x <= 1 ? 'fastest answer' : `percentiles above ${percentileAt(x)}: at least`;
  return `${nameOfCurve(curve)}: ${at} ${ms(time)}${weak}`;
}

import type { LineSeriesOption } from 'echarts/charts';
import { count, ms, percent } from '../../text/format.ts';
import { thinned } from '../figures/group.ts';
import { targetColor } from '../page/color.ts';
import type { Markup } from '../page/markup.ts';
import { axisStyle, type ChartOption, type Draw } from './chart.ts';
import type { Curve } from './distribution.ts';

const size = { width: 1040, height: 320 };
/** Where the slowest takes so many times as long as the fastest, a linear axis would hide the fast ones. */
const wideRange = 30;
const mostMarks = 40;

/** The share of answers that took at most so long, one curve per target; cold starts are dashed where they are apart. */
export function drawCurves(curves: readonly Curve[], indexOf: (target: string) => number, draw: Draw): Markup {
  const option: ChartOption = {
    ...distributionAxes(curves, (value) => `${count(value)} ms`),
    series: curves.flatMap((curve) => {
      const color = targetColor(Math.max(0, indexOf(curve.target)));
      return [line(curve, color), marks(curve, color)];
    }),
  };
  const label = `Cumulative distribution of service times: ${curves.map(nameOfCurve).join(', ')}`;
  return draw(option, { ...size, nearest: true, label, titles: curves.flatMap((curve) => [[], titlesOf(curve)]) });
}

const titlesOf = (curve: Curve): string[] =>
  marksOf(curve).map(([time, share]) => `${nameOfCurve(curve)}: ${percent(share)} took at most ${ms(time)}`);

const line = ({ points, split }: Curve, color: string): LineSeriesOption => ({
  type: 'line',
  step: 'end',
  data: [[points[0]?.[0] ?? 0, 0], ...points.map((point) => [...point])],
  showSymbol: false,
  lineStyle: { color, width: 2, type: split === 'cold' ? 'dashed' : 'solid' },
});

/** Places on the curve that can be pointed at. */
const marks = (curve: Curve, color: string): LineSeriesOption => ({
  type: 'line',
  data: marksOf(curve).map((point) => [...point]),
  ...{ showSymbol: true, symbol: 'circle', symbolSize: 4 },
  itemStyle: { color },
  lineStyle: { width: 0, opacity: 0 },
});

const marksOf = ({ points }: Curve): Curve['points'] => thinned(points, mostMarks);

export const nameOfCurve = ({ target, split, count: requests }: Pick<Curve, 'target' | 'split' | 'count'>): string =>
  `${target}${split === 'all' ? '' : ` ${split}`} (${count(requests)})`;

/** Service time across, logarithmic where it spans much; up the share of answers. */
export function distributionAxes(
  curves: readonly Pick<Curve, 'points'>[],
  showMs: (ms: number) => string,
): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'> {
  const times = curves.flatMap(({ points }) => [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0]);
  const [fastest, slowest] = [Math.min(...times), Math.max(...times)];
  const logarithmic = fastest > 0 && slowest / fastest > wideRange;
  const axisLabel = { ...axisStyle.axisLabel, formatter: showMs };
  const x = { ...axisStyle, name: 'service time', nameLocation: 'middle', nameGap: 28, axisLabel } as const;
  return {
    grid: { left: 62, right: 24, top: 14, bottom: 46 },
    xAxis: logarithmic ? { ...x, type: 'log' } : { ...x, type: 'value', scale: true },
    yAxis: {
      ...axisStyle,
      ...{ type: 'value', min: 0, max: 1, interval: 0.25, axisLine: { show: false } },
      axisLabel: { ...axisStyle.axisLabel, formatter: (share: number) => `${count(share * 100)} %` },
    },
  };
}

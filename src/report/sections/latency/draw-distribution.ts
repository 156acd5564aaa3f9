import type { LineSeriesOption } from 'echarts/charts';
import { thinned } from '../../../stats/group.ts';
import { count, ms, percent } from '../../../text/format.ts';
import { distributionAxes, marks } from '../../charts/axes.ts';
import type { ChartOption, Draw } from '../../charts/chart.ts';
import { targetColor } from '../../page/color.ts';
import type { Markup } from '../../page/markup.ts';
import type { Curve } from './distribution.ts';

const size = { width: 1040, height: 250 };
const mostMarks = 40;

/** One curve per target; cold starts are dashed where they are split off. */
export function drawDistribution(curves: readonly Curve[], indexOf: (target: string) => number, draw: Draw): Markup {
  const option: ChartOption = {
    ...distributionAxes(curves, (value) => `${count(value)} ms`),
    series: curves.flatMap((curve) => {
      const color = targetColor(Math.max(0, indexOf(curve.target)));
      return [line(curve, color), marks(marksOf(curve), color)];
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

const marksOf = ({ points }: Curve): Curve['points'] => thinned(points, mostMarks);

export const nameOfCurve = ({ target, split, count: requests }: Pick<Curve, 'target' | 'split' | 'count'>): string =>
  `${target}${split === 'all' ? '' : ` ${split}`} (${count(requests)})`;

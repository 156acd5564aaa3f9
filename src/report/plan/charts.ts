import type { LineSeriesOption } from 'echarts/charts';
import type { OptionResult } from '../../model/plan/option-result.ts';
import type { PlanResult } from '../../model/plan/plan-result.ts';
import { count, type Format, ms, percent, perSecond, usd } from '../../text/format.ts';
import { axisStyle, named } from '../charts/axes.ts';
import type { Draw } from '../charts/chart.ts';
import { targetColor } from '../page/color.ts';
import type { Markup } from '../page/markup.ts';

const size = { width: 1040, height: 260 };

interface Axis {
  readonly name: string;
  readonly format: Format;
  readonly isLog: boolean;
}

interface Curve {
  readonly name: string;
  readonly index: number;
  readonly points: readonly (readonly [number, number])[];
}

interface Lines {
  readonly curves: readonly Curve[];
  readonly x: Axis;
  readonly y: Axis;
  readonly label: string;
  /** Shaded from the first to the second value of x; a single rate is a line. */
  readonly bands?: readonly (readonly [number, number])[];
}

/** Mean instances at the peak, over the average rate. */
export const environmentsChart = (plan: PlanResult, draw: Draw): Markup =>
  lines(
    {
      curves: curvesOf(plan.options, ({ curve }) => curve.map((point) => [point.perSecond, point.instances])),
      x: { name: 'requests per second on average', format: perSecond, isLog: true },
      y: { name: 'instances', format: count, isLog: true },
      label: 'Instances at the peak over the average rate',
      bands: [demandOf(plan)],
    },
    draw,
  );

/** A month over the average rate, with the break-even bands of the recommended option. */
export const costChart = (plan: PlanResult, draw: Draw): Markup => {
  const { option } = plan.recommendation;
  const bands = plan.breakEven
    .filter(({ between }) => option === undefined || between.includes(option))
    .flatMap(({ perSecondLow: low, perSecondHigh: high }): [number, number][] =>
      low === undefined || high === undefined ? [] : [[low, high]],
    );
  return lines(
    {
      curves: curvesOf(plan.options, ({ curve }) =>
        curve.flatMap(({ perSecond: rate, usd: month }) => (month === undefined ? [] : [[rate, month]])),
      ),
      x: { name: 'requests per second on average', format: perSecond, isLog: true },
      y: { name: '$ per month', format: usd, isLog: true },
      label: 'Cost of a month over the average rate, with break-even bands',
      bands: [demandOf(plan), ...bands],
    },
    draw,
  );
};

export const hasBurst = ({ options }: PlanResult): boolean => options.some(({ burst }) => burst.length > 0);

/** How fast a burst is answered. */
export const burstChart = (plan: PlanResult, draw: Draw): Markup =>
  lines(
    {
      curves: curvesOf(plan.options, ({ burst }) => [
        [0, 0],
        ...burst.map((point): [number, number] => [point.ms, point.share]),
      ]),
      x: { name: 'time since the burst', format: ms, isLog: false },
      y: { name: 'answered', format: percent, isLog: false },
      label: 'Share of a burst that is answered over time',
    },
    draw,
  );

const demandOf = ({ demand }: PlanResult): [number, number] => [demand.averagePerSecond, demand.averagePerSecond];

const curvesOf = (
  options: readonly OptionResult[],
  points: (option: OptionResult) => readonly (readonly [number, number])[],
): Curve[] =>
  options
    .map((option, index) => ({ name: option.name, index, points: points(option) }))
    .filter((curve) => curve.points.length > 1);

function lines({ curves, x, y, label, bands = [] }: Lines, draw: Draw): Markup {
  const shown = curves.map((curve) => ({
    ...curve,
    points: curve.points.filter(([at, value]) => isShown(at, x) && isShown(value, y)),
  }));
  const all = shown.flatMap(({ points }) => points);
  const xs = all.map(([at]) => at);
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const [least, most] = [Math.min(...all.map(([, value]) => value)), Math.max(...all.map(([, value]) => value))];
  const upright = bands.filter(([low, high]) => high >= from && low <= to);
  const edges = upright.flatMap(([low, high]) => (high > low * 1.005 ? [low, high] : [low]));
  const series = [
    ...shown.map(({ points, index }) => line(points, targetColor(index), 'solid')),
    ...edges.map((at) =>
      line(
        [
          [at, least],
          [at, most],
        ],
        'var(--muted)',
        'dashed',
      ),
    ),
  ];
  const axis = ({ name, format, isLog }: Axis, gap: number) => ({
    ...axisStyle,
    ...named(name, gap),
    type: isLog ? ('log' as const) : ('value' as const),
    axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => format(value).replace(/\.00$/, '') },
  });
  const titles = [
    ...shown.map(({ name, points }) => points.map(([at, value]) => `${name}: ${y.format(value)} at ${x.format(at)}`)),
    ...edges.map((at) => [x.format(at), x.format(at)]),
  ];
  return draw(
    {
      grid: { left: 84, right: 32, top: 14, bottom: 46 },
      xAxis: { ...axis(x, 28), min: from, max: to },
      yAxis: { ...axis(y, 64), axisLine: { show: false } },
      series,
    },
    { ...size, nearest: true, label, titles },
  );
}

/** A logarithm has no zero. */
const isShown = (value: number, { isLog }: Axis): boolean => Number.isFinite(value) && (!isLog || value > 0);

const line = (
  points: readonly (readonly [number, number])[],
  color: string,
  type: 'solid' | 'dashed',
): LineSeriesOption => ({
  type: 'line',
  data: points.map((point) => [...point]),
  ...{ symbol: 'circle', symbolSize: 4, showSymbol: type === 'solid' },
  itemStyle: { color },
  lineStyle: { color, width: type === 'solid' ? 2 : 1, type },
});

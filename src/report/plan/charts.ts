import type { LineSeriesOption } from 'echarts/charts';
import type { Basis } from '../../model/plan/figure.ts';
import type { OptionResult } from '../../model/plan/option-result.ts';
import type { PlanResult } from '../../model/plan/plan-result.ts';
import { basisLetters } from '../../text/basis.ts';
import { count, elapsed, type Format, ms, percent, perSecond, usd } from '../../text/format.ts';
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

type Point = readonly [x: number, y: number, basis: Basis];

interface Curve {
  readonly name: string;
  readonly index: number;
  readonly points: readonly Point[];
}

/** Shaded from one value of x to another, in the color of an option. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly index: number;
}

interface Lines {
  readonly curves: readonly Curve[];
  readonly x: Axis;
  readonly y: Axis;
  readonly label: string;
  /** The rate of the demand: a dashed line. */
  readonly demand?: number;
  readonly bands?: readonly Band[];
  /** Each value holds until the next one. */
  readonly isStepped?: true;
}

/** With a sentence that says where the values of each curve come from. */
export interface DrawnCurves {
  readonly drawing: Markup;
  readonly origin: string;
}

/** Mean instances at the peak, over the average rate. */
export const environmentsChart = (plan: PlanResult, draw: Draw): DrawnCurves =>
  lines(
    {
      curves: curvesOf(plan.options, ({ curve }) =>
        curve.map((point) => [point.perSecond, point.instances, point.basis]),
      ),
      x: { name: 'requests per second on average', format: perSecond, isLog: true },
      y: { name: 'instances', format: count, isLog: true },
      label: 'Instances at the peak over the average rate',
      demand: plan.demand.averagePerSecond,
    },
    draw,
  );

/** A month over the average rate, with the break-even bands of the recommended option. */
export const costChart = (plan: PlanResult, draw: Draw): DrawnCurves => {
  const { option } = plan.recommendation;
  const bands = plan.breakEven
    .filter(({ between }) => option === undefined || between.includes(option))
    .flatMap(({ between, perSecondLow: from, perSecondHigh: to }): Band[] => {
      const other = between.find((name) => name !== option);
      const index = plan.options.findIndex(({ name }) => name === other);
      return from === undefined || to === undefined ? [] : [{ from, to, index }];
    });
  return lines(
    {
      curves: curvesOf(plan.options, ({ curve }) =>
        curve.flatMap(({ perSecond: rate, usd: month, basis }): Point[] =>
          month === undefined ? [] : [[rate, month, basis]],
        ),
      ),
      x: { name: 'requests per second on average', format: perSecond, isLog: true },
      y: { name: '$ per month', format: usd, isLog: true },
      label: 'Cost of a month over the average rate, with break-even bands',
      demand: plan.demand.averagePerSecond,
      bands,
    },
    draw,
  );
};

/** Without a daily shape every hour is as the others. */
export const hasDay = ({ options }: PlanResult): boolean =>
  options.some(({ figures }) => new Set(figures?.instances.overDay).size > 1);

/** Mean instances that are alive, hour by hour. */
export const dayChart = (plan: PlanResult, draw: Draw): DrawnCurves =>
  lines(
    {
      curves: curvesOf(plan.options, ({ figures }) => {
        const { overDay = [], average } = figures?.instances ?? {};
        return [...overDay, ...overDay.slice(-1)].map((alive, hour) => [hour, alive, average?.basis ?? 'extrapolated']);
      }),
      x: { name: 'hour of the day', format: (hour) => `${hour}:00`, isLog: false },
      y: { name: 'instances', format: count, isLog: false },
      label: 'Mean instances in each hour of the day',
      isStepped: true,
    },
    draw,
  );

/** Of a simulation that was long enough. */
export const hasPeakHour = ({ options }: PlanResult): boolean =>
  options.some(({ peakHour }) => (peakHour?.overTime.length ?? 0) > 1);

/** Instances at the most in each step of the simulated peak. */
export const peakChart = (plan: PlanResult, draw: Draw): DrawnCurves =>
  lines(
    {
      curves: curvesOf(plan.options, ({ peakHour, figures }) =>
        (peakHour?.overTime ?? []).map(({ ms: at, instances }) => [
          at,
          instances,
          figures?.instances.p99.basis ?? 'extrapolated',
        ]),
      ),
      x: { name: 'time at the peak rate', format: elapsed, isLog: false },
      y: { name: 'instances', format: count, isLog: false },
      label: 'Instances over the simulated peak',
      isStepped: true,
    },
    draw,
  );

export const hasBurst = ({ options }: PlanResult): boolean => options.some(({ burst }) => burst.length > 0);

/** How fast a burst is answered. */
export const burstChart = (plan: PlanResult, draw: Draw): DrawnCurves =>
  lines(
    {
      curves: curvesOf(plan.options, ({ burst, figures }) => {
        const basis = figures?.latencyMs.burst?.p99.basis ?? 'extrapolated';
        return [[0, 0, basis], ...burst.map((point): Point => [point.ms, point.share, basis])];
      }),
      x: { name: 'time since the burst', format: ms, isLog: false },
      y: { name: 'answered', format: percent, isLog: false },
      label: 'Share of a burst that is answered over time',
      isStepped: true,
    },
    draw,
  );

const curvesOf = (options: readonly OptionResult[], points: (option: OptionResult) => readonly Point[]): Curve[] =>
  options
    .map((option, index) => ({ name: option.name, index, points: points(option) }))
    .filter((curve) => curve.points.length > 1);

function lines(all: Lines, draw: Draw): DrawnCurves {
  const { x, y, label } = all;
  const curves = all.curves.map((curve) => ({
    ...curve,
    points: curve.points.filter(([at, value]) => isShown(at, x) && isShown(value, y)),
  }));
  const points = curves.flatMap((curve) => curve.points);
  const [xs, ys] = [points.map(([at]) => at), points.map(([, value]) => value)];
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const shades = shadesOf({ ...all, curves }, { from, to, least: Math.min(...ys), most: Math.max(...ys) });
  const axis = ({ name, format, isLog }: Axis, gap: number) => ({
    ...axisStyle,
    ...named(name, gap),
    type: isLog ? ('log' as const) : ('value' as const),
    axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => format(value).replace(/\.00(?= |$)/, '') },
  });
  const titles = curves.map(({ name, points: of }) =>
    of.map(([at, value, basis]) => `${name}: ${y.format(value)} ${basisLetters[basis]} at ${x.format(at)}`),
  );
  const drawing = draw(
    {
      grid: { left: 84, right: 32, top: 14, bottom: 46 },
      xAxis: { ...axis(x, 28), min: from, max: to },
      yAxis: { ...axis(y, 64), axisLine: { show: false } },
      series: [...curves.map(({ points: of, index }) => line(of, targetColor(index), all.isStepped)), ...shades],
    },
    { ...size, nearest: true, label, titles },
  );
  return { drawing, origin: originWords(curves) };
}

/** `All values: x.`, or `Values of lambda 512 MB: p and x; of fargate: x.` */
function originWords(curves: readonly Curve[]): string {
  const letters = curves.map(({ name, points }) => ({
    name,
    of: Object.values(basisLetters)
      .filter((letter) => points.some(([, , basis]) => basisLetters[basis] === letter))
      .join(' and '),
  }));
  const all = new Set(letters.map(({ of }) => of));
  if (all.size === 1) return `All values: ${[...all].join()}.`;
  return `Values of ${letters.map(({ name, of }) => `${name}: ${of}`).join('; of ')}.`;
}

interface Extent {
  readonly from: number;
  readonly to: number;
  readonly least: number;
  readonly most: number;
}

/** The part of each band that the chart shows, and the line of the demand. */
function shadesOf({ bands = [], demand }: Lines, { from, to, least, most }: Extent): LineSeriesOption[] {
  const shown = bands
    .map((band) => ({ ...band, from: Math.max(band.from, from), to: Math.min(band.to, to) }))
    .filter((band) => band.from <= band.to);
  const upright = (at: number): [number, number][] => [
    [at, least],
    [at, most],
  ];
  return [
    ...shown.map(
      (band): LineSeriesOption => ({
        ...{ type: 'line', showSymbol: false, data: [upright(band.from)[1] ?? [], upright(band.to)[1] ?? []] },
        lineStyle: { color: targetColor(band.index), width: 1 },
        areaStyle: { color: targetColor(band.index), opacity: 0.22, origin: 'start' },
      }),
    ),
    ...(demand === undefined || demand < from || demand > to
      ? []
      : [
          {
            ...{ type: 'line' as const, showSymbol: false, data: upright(demand) },
            lineStyle: { color: 'var(--ink)', width: 1.5, type: 'dashed' as const },
          },
        ]),
  ];
}

/** A logarithm has no zero. */
const isShown = (value: number, { isLog }: Axis): boolean => Number.isFinite(value) && (!isLog || value > 0);

const line = (points: readonly Point[], color: string, isStepped: true | undefined): LineSeriesOption => ({
  type: 'line',
  data: points.map(([at, value]) => [at, value]),
  ...(isStepped && { step: 'end' as const }),
  ...{ symbol: 'circle', symbolSize: 4, showSymbol: true },
  itemStyle: { color },
  lineStyle: { color, width: 2 },
});

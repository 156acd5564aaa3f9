import type { LineSeriesOption } from 'echarts/charts';
import { printableLine } from '../../model/printable.ts';
import type { MetricComparison } from '../../stats/comparison/compare-runs.ts';
import { thinned } from '../../stats/group.ts';
import { ms, percent } from '../../text/format.ts';
import { axisStyle, distributionAxes, marks, named } from '../charts/axes.ts';
import type { ChartOption, Draw } from '../charts/chart.ts';
import { targetColor } from '../page/color.ts';
import type { Markup } from '../page/markup.ts';
import type { RunCurve } from './curves.ts';
import { labeledConclusion, rowOf } from './row.ts';

/** The places of the two sides in the palette. */
export const sideIndex = { baseline: 0, candidate: 1 } as const;

const rowHeight = 26;

/** The relative change of each metric with its interval, and the practical threshold as a band. */
export function drawChanges(rows: readonly MetricComparison[], threshold: number, draw: Draw): Markup | undefined {
  const shown = rows.flatMap((row) => {
    const ratio = row.metric.kind === 'count' ? undefined : row.values?.ratio;
    return ratio === undefined ? [] : [{ row, ratio }];
  });
  if (shown.length === 0) return undefined;
  const series = shown.map(({ row, ratio }, index) => {
    const { low, high } = ratio.interval ?? { low: ratio.estimate, high: ratio.estimate };
    const data = [low, ratio.estimate, high].map((value, place) => ({
      value: [value - 1, index],
      symbol: place === 1 ? 'circle' : 'none',
    }));
    const color = colorOf(row);
    return { type: 'line', data, symbolSize: 9, itemStyle: { color }, lineStyle: { color, width: 3 } } as const;
  });
  const bounds = [1 / (1 + threshold) - 1, 0, threshold].map((at) => upright(at, shown.length, at === 0));
  const option: ChartOption = {
    grid: { left: labelWidth(shown.map(({ row }) => row.metric.label)), right: 30, top: 8, bottom: 46 },
    xAxis: {
      ...axisStyle,
      axisLine: atTheEdge,
      ...{ type: 'value', scale: true, axisLabel: percentLabel },
      ...named('change'),
    },
    yAxis: {
      ...axisStyle,
      axisLine: atTheEdge,
      ...{ type: 'value', min: -0.6, max: shown.length - 0.4, interval: 1, inverse: true, splitLine: { show: false } },
      axisLabel: {
        ...axisStyle.axisLabel,
        customValues: shown.map((_, index) => index),
        formatter: (at: number) => printableLine(shown[at]?.row.metric.label ?? ''),
      },
    },
    series: [...bounds, ...series],
  };
  const titles = [...bounds.map(() => []), ...shown.map(({ row }) => [titleOf(row), titleOf(row), titleOf(row)])];
  const label = `Relative change with its interval: ${shown.map(({ row }) => titleOf(row)).join('; ')}`;
  return draw(option, { width: 1040, height: 60 + rowHeight * shown.length, label, titles });
}

/** At 12 px a letter is about 6.5 wide; 40 beside the axis and its name. */
const labelWidth = (labels: readonly string[]): number =>
  Math.max(136, 40 + 6.5 * Math.max(...labels.map((label) => label.length)));

/** Not where the other axis is 0, which is the first row. */
const atTheEdge = { ...axisStyle.axisLine, onZero: false };

const percentLabel = { ...axisStyle.axisLabel, formatter: (value: number) => percent(value).replace('-', '−') };

const upright = (at: number, rows: number, solid: boolean): LineSeriesOption => ({
  type: 'line',
  data: [
    [at, -0.6],
    [at, rows - 0.4],
  ],
  showSymbol: false,
  lineStyle: { color: solid ? 'var(--ink)' : 'var(--muted)', width: 1, type: solid ? 'solid' : 'dashed' },
});

function colorOf({ conclusion, role }: MetricComparison): string {
  if (role === 'exploratory') return 'var(--muted)';
  return conclusion === 'regression' ? 'var(--bad)' : conclusion === 'improvement' ? 'var(--good)' : 'var(--muted)';
}

function titleOf(row: MetricComparison): string {
  const { label, change, interval } = rowOf(row);
  return `${label}: ${change} (${interval}), ${labeledConclusion(row, 'run')}`;
}

/** The distributions of all runs of a target over each other: one curve a run, one color a side. */
export function drawRunCurves(curves: readonly RunCurve[], draw: Draw): Markup {
  const option: ChartOption = {
    ...distributionAxes(curves, ms),
    series: curves.flatMap((curve) => [lineOf(curve), marksOf(curve)]),
  };
  const label = `Cumulative distribution of service times: ${curves.map(({ side, run }) => `${side} ${run}`).join(', ')}`;
  const titles = curves.flatMap((curve) => [[], marksIn(curve).map((point) => titleOfMark(curve, point))]);
  return draw(option, { width: 1040, height: 300, nearest: true, label, titles });
}

const lineOf = ({ side, points, source }: RunCurve): LineSeriesOption => ({
  type: 'line',
  ...(source === 'samples' ? { step: 'end' as const } : {}),
  data: points.map((point) => [...point]),
  showSymbol: false,
  lineStyle: { color: targetColor(sideIndex[side]), width: 1.5, opacity: 0.75 },
});

const mostMarks = 9;

/** They say which run a curve is of. */
const marksOf = (curve: RunCurve): LineSeriesOption =>
  marks(marksIn(curve), targetColor(sideIndex[curve.side]), curve.source === 'percentiles' ? 6 : 4);

const marksIn = ({ points }: RunCurve): RunCurve['points'] => thinned(points, mostMarks);

const titleOfMark = ({ side, run }: RunCurve, [time, part]: RunCurve['points'][number]): string =>
  `${side}, ${run}: ${percent(part)} took at most ${ms(time)}`;

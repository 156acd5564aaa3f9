import type { LatencySummary } from '../../../model/measures.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { rankOf } from '../../../stats/percentile.ts';
import { count, ms } from '../../../text/format.ts';
import { cell, figure } from '../../figures/figure.ts';
import { type FigureColumn, figuresOf, labelsOf } from '../../figures/figure-table.ts';
import { latencyColumns, tooFew } from '../../figures/latency-columns.ts';
import { chartFigure, wide } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { explained, folded, left, type TableParts, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { PageContext, Section } from '../section.ts';
import { type Curve, curvesOf } from './distribution.ts';
import { drawDistribution, nameOfCurve } from './draw-distribution.ts';
import { drawPercentiles } from './draw-percentiles.ts';
import { tailOf } from './percentiles.ts';

export const latencySection: Section = {
  id: 'latency',
  label: 'Latency',
  title: 'How long requests took',
  inDepth: true,
  body: (context: PageContext) => {
    const { result, samples } = context;
    const curves = curvesOf(result, samples);
    const shown = curves.some((curve) => curve.count >= leastForCurves) ? curveFigures(curves, context) : undefined;
    return html`${timesTables(result, shown)}
${explained(html`Times of answered requests, all repeats and phases together. Requests that timed out or failed rank above all of them: a
percentile above the answered share is absent. Percentiles use the nearest-rank method: the smallest time that at least this share of the
requests did not exceed, so the p50 of ten answers is the fifth. Percentiles in <code>result.json</code>
come from a histogram and are at most 0.1% above the exact value, which the staircase shows. A percentile that the sample cannot
support is absent: p50 needs 2 answers, p90 10, p95 20, p99 100, p99.9 1,000.`)}`;
  },
};

const times = [
  ['serviceTime', 'Service time: from the send to the last byte'],
  ['responseTime', 'Response time: from the intended send to the last byte'],
  ['timeToFirstByte', 'Time to first byte: from the send to the first byte of the answer'],
] as const;

/** What equals service time, or is of few readers, is folded up. With one row each, the three are one table. */
function timesTables(result: RunResult, curves: Markup | undefined): Markup {
  const all = times.map(([time, caption]) => latencyParts(result, time, caption));
  if (all.every(({ rows }) => rows.length === 1)) return html`${stacked(all)}${curves}`;
  const waited = waitedForSend(result);
  const open = waited ? 2 : 1;
  const summary = waited
    ? 'Time to first byte'
    : 'Response time, which equals service time here, and time to first byte';
  return html`${all.slice(0, open).map(table)}${curves}
${folded(summary, all.slice(open).map(table))}`;
}

/** Of one target: a row for each of its times. */
const stacked = (all: readonly TableParts[]): Markup =>
  table({
    caption: 'Times of answered requests',
    columns: [left('time'), ...(all[0]?.columns.slice(1) ?? [])],
    rows: all.map(({ caption, rows: [cells = []] }) => [caption, ...cells.slice(1)]),
  });

/** Of fewer answers, the table says as much as a curve. */
const leastForCurves = 100;

/** Whether requests were sent so late that response time differs from service time by 1 ms and 1% somewhere. */
const waitedForSend = ({ targets }: RunResult): boolean =>
  targets.some(({ latencyMs: { serviceTime, responseTime } }) =>
    (['p50', 'p99', 'max'] as const).some((key) => {
      const [service, response] = [serviceTime.all?.[key], responseTime.all?.[key]];
      return service !== undefined && response !== undefined && response - service > Math.max(1, service / 100);
    }),
  );

function curveFigures(curves: readonly Curve[], { result, draw }: PageContext): Markup {
  const indexOf = (name: string) => indexOfTarget(result, name);
  const entries = curves.map(
    (curve) =>
      html`<li><span class="line ${curve.split} ${targetClass(indexOf(curve.target))}"></span>${nameOfCurve(curve)}</li>`,
  );
  const tails = curves.map(tailOf);
  const percentiles = drawPercentiles(tails, indexOf, draw);
  const distribution = drawDistribution(curves, indexOf, draw);
  return html`${chartFigure({
    title: 'Service time by percentile',
    legend: html`${entries}<li><span class="line weak"></span>fewer than ten answers above</li>`,
    content: wide('Service time by percentile', percentiles),
    numbers: percentilesTable(curves, tailShares, result),
  })}
${chartFigure({
  title: 'Cumulative distribution of service time',
  legend: entries,
  content: wide('Cumulative distribution of service time', distribution),
  numbers: percentilesTable(curves, shares, result),
})}`;
}

const shares = [0.1, 0.25, 0.5, 0.75, 0.9, 1];
const tailShares = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1];

/** Percentiles that are in the result are shown as they are there, so that the page has one of each. */
const inResult: ReadonlyMap<number, 'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'max'> = new Map([
  [0.5, 'p50'],
  [0.9, 'p90'],
  [0.95, 'p95'],
  [0.99, 'p99'],
  [0.999, 'p999'],
  [1, 'max'],
] as const);

function percentilesTable(curves: readonly Curve[], places: readonly number[], result: RunResult): Markup {
  const labels = places.map((share) => (share === 1 ? 'slowest' : `p${Number((share * 100).toFixed(2))}`));
  return table({
    caption: 'Service time by percentile (nearest rank); in parentheses where fewer than ten answers are above',
    columns: ['target', 'answers', ...labels],
    rows: curves.map((curve) => [
      html`${targetName(result, curve.target)}${curve.split === 'all' ? '' : ` ${curve.split}`}`,
      cell(curve.count, count),
      ...places.map((share) => percentileCell(curve, share, result)),
    ]),
  });
}

function percentileCell(curve: Curve, share: number, { targets }: RunResult): Content {
  const { target, split, times, count: answers, answeredOf } = curve;
  const summary = targets.find(({ name }) => name === target)?.latencyMs.serviceTime[split];
  const key = inResult.get(share);
  const shown =
    key !== undefined && summary !== undefined
      ? figure({ path: `targets.${target}.latencyMs.serviceTime.${split}`, of: summary }, key, ms, tooFew)
      : cell(isSupported(share, answers) ? times[rankOf(share * 100, times.length, answeredOf) - 1] : undefined, ms);
  const weak = share < 1 && isSupported(share, answers) && answers * (1 - share) < 10 - 1e-9;
  return weak ? html`(${shown})` : shown;
}

/** At least one answer has to be above it: p50 needs 2 answers, p90 10. */
const isSupported = (share: number, answers: number): boolean => answers * (1 - share) >= 1 - 1e-9;

type Time = keyof TargetResult['latencyMs'];

function latencyParts(result: RunResult, time: Time, caption: string): TableParts {
  const figures: FigureColumn<LatencySummary>[] = [['answers', 'count', count], ...latencyColumns(summariesOf(result))];
  return {
    caption,
    columns: ['target', ...labelsOf(figures)],
    rows: result.targets.flatMap((target) => latencyRows(result, target, time, figures)),
  };
}

/** Of all times, so that their tables have the same columns. */
const summariesOf = ({ targets }: RunResult): LatencySummary[] =>
  targets.flatMap(({ latencyMs }) =>
    times.flatMap(([time]) => Object.values(latencyMs[time] ?? {}).flatMap((summary) => summary ?? [])),
  );

function latencyRows(
  result: RunResult,
  target: TargetResult,
  time: Time,
  figures: readonly FigureColumn<LatencySummary>[],
): Content[][] {
  const split = target.latencyMs[time] ?? {};
  const separate = split.cold !== undefined && split.warm !== undefined;
  const parts = separate ? (['all', 'cold', 'warm'] as const) : (['all'] as const);
  return parts.flatMap((part) => {
    const summary = split[part];
    if (summary === undefined) return [];
    const scope = { path: `targets.${target.name}.latencyMs.${time}.${part}`, of: summary };
    const name = html`${targetName(result, target.name)}${separate ? ` ${part}` : ''}`;
    return [[name, ...figuresOf(scope, figures)]];
  });
}

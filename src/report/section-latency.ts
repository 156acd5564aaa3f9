import type { LatencySummary } from '../model/measures.ts';
import type { RunResult, TargetResult } from '../model/run-result.ts';
import { targetClass } from './color.ts';
import { cell } from './data-cell.ts';
import { type Curve, curvesOf } from './distribution.ts';
import { drawCurves, nameOfCurve } from './distribution-chart.ts';
import { figure, type Scope } from './figure.ts';
import { count, ms } from './format.ts';
import { type Content, html, type Markup } from './markup.ts';
import { drawPercentiles } from './percentile-chart.ts';
import { type TailCurve, tailOf } from './percentile-curve.ts';
import { indexOfTarget, type PageContext, type Section, scrolling, targetName } from './section.ts';
import { folded, table } from './table.ts';

export const latencySection: Section = {
  id: 'latency',
  label: 'Latency',
  title: 'How long the answers took',
  body: (context: PageContext) => {
    const { result, samples } = context;
    const curves = curvesOf(result, samples);
    return html`${curves.length > 0 ? curveFigures(curves, context) : undefined}
${latencyTable(result, 'serviceTime', 'Service time: from the send to the last byte')}
${latencyTable(result, 'responseTime', 'Response time: from the intended send to the last byte')}
<p class="note">Of answered requests. A percentile that the sample cannot support is absent: p50 needs 2 answers, p90 10, p99 100, p99.9 1,000.</p>`;
  },
};

function curveFigures(curves: readonly Curve[], { result, draw }: PageContext): Markup {
  const indexOf = (name: string) => indexOfTarget(result, name);
  const entries = curves.map(
    (curve) =>
      html`<li><span class="line ${curve.split} ${targetClass(indexOf(curve.target))}"></span>${nameOfCurve(curve)}</li>`,
  );
  const tails = curves.map(tailOf);
  return html`<figure><figcaption><h3>Service time by percentile</h3><ul class="legend">${entries}<li><span class="line weak"></span>fewer than ten answers beyond</li></ul></figcaption>
${scrolling('Service times by percentile', html`<div class="wide">${drawPercentiles(tails, indexOf, draw)}</div>`)}
${folded('The numbers behind it', tailsTable(tails, result))}</figure>
<figure><figcaption><h3>Share of answers that took at most so long</h3><ul class="legend">${entries}</ul></figcaption>
${scrolling('Distribution of service times', html`<div class="wide">${drawCurves(curves, indexOf, draw)}</div>`)}
${folded('The numbers behind it', sharesTable(curves, result))}</figure>`;
}

const deciles = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

/** The fastest time that at least so many of the answers did not exceed; of a few answers the far ones are the same. */
const sharesTable = (curves: readonly Curve[], result: RunResult): Markup =>
  table({
    caption: 'Service time that at most so many of the answers exceed',
    columns: ['target', 'answers', ...deciles.map((share) => `${share * 100} %`)].map((label) => ({ label })),
    rows: curves.map((curve) => [
      html`${targetName(result, curve.target)}${curve.split === 'all' ? '' : ` ${curve.split}`}`,
      cell(curve.count, count),
      ...deciles.map((share) => cell(curve.points.find(([, most]) => most >= share - 1e-9)?.[0], ms)),
    ]),
  });

const tailPlaces = [2, 4, 10, 20, 100, 1000, 10_000];

const tailsTable = (tails: readonly TailCurve[], result: RunResult): Markup =>
  table({
    caption:
      'Service time that one of so many answers took at least; in brackets where fewer than ten answers are beyond',
    columns: ['target', 'answers', ...tailPlaces.map((x) => `1 of ${count(x)}`)].map((label) => ({ label })),
    rows: tails.map((tail) => [
      html`${targetName(result, tail.target)}${tail.split === 'all' ? '' : ` ${tail.split}`}`,
      cell(tail.count, count),
      ...tailPlaces.map((x) => tailCell(tail, x)),
    ]),
  });

function tailCell({ points, weakFrom, count: answers }: TailCurve, x: number): Content {
  const time = x > answers ? undefined : points.find(([at]) => at >= x - 1e-9)?.[1];
  return time !== undefined && x > weakFrom ? html`(${cell(time, ms)})` : cell(time, ms);
}

type Time = keyof TargetResult['latencyMs'];

function latencyTable(result: RunResult, time: Time, caption: string): Markup {
  const columns = ['target', 'answers', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'].map((label) => ({ label }));
  return table({ caption, columns, rows: result.targets.flatMap((target) => latencyRows(result, target, time)) });
}

function latencyRows(result: RunResult, target: TargetResult, time: Time): Content[][] {
  const split = target.latencyMs[time];
  const apart = split.cold !== undefined && split.warm !== undefined;
  const parts = apart ? (['all', 'cold', 'warm'] as const) : (['all'] as const);
  return parts.flatMap((part) => {
    const summary = split[part];
    if (summary === undefined) return [];
    const scope = { path: `targets.${target.name}.latencyMs.${time}.${part}`, of: summary };
    return [[html`${targetName(result, target.name)}${apart ? ` ${part}` : ''}`, ...latencyCells(scope)]];
  });
}

const latencyCells = (scope: Scope<LatencySummary>): Content[] => [
  figure(scope, 'count', count),
  ...(['min', 'p50', 'p90', 'p99', 'p999', 'max'] as const).map((key) => figure(scope, key, ms, 'too few answers')),
];

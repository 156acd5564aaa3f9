import type { LatencySummary } from '../model/measures.ts';
import type { RunResult, TargetResult } from '../model/run-result.ts';
import { targetClass } from './color.ts';
import { type Curve, curvesOf } from './distribution.ts';
import { drawCurves, nameOfCurve } from './distribution-chart.ts';
import { figure, type Scope } from './figure.ts';
import { count, ms } from './format.ts';
import { type Content, html, type Markup } from './markup.ts';
import { indexOfTarget, type PageContext, type Section, scrolling, targetName } from './section.ts';
import { table } from './table.ts';

export const latencySection: Section = {
  id: 'latency',
  label: 'Latency',
  title: 'How long the answers took',
  body: ({ result, samples, draw }: PageContext) => {
    const curves = curvesOf(result, samples);
    return html`${curves.length > 0 ? curveFigure(curves, result, draw) : undefined}
${latencyTable(result, 'serviceTime', 'Service time: from the send to the last byte')}
${latencyTable(result, 'responseTime', 'Response time: from the intended send to the last byte')}
<p class="note">Of answered requests. A percentile that the sample cannot support is absent: p50 needs 2 answers, p90 10, p99 100, p99.9 1,000.</p>`;
  },
};

function curveFigure(curves: readonly Curve[], result: RunResult, draw: PageContext['draw']): Markup {
  const entries = curves.map(
    (curve) =>
      html`<li><span class="line ${curve.split} ${targetClass(indexOfTarget(result, curve.target))}"></span>${nameOfCurve(curve)}</li>`,
  );
  return html`<figure><figcaption><h3>Share of answers that took at most so long</h3><ul class="legend">${entries}</ul></figcaption>
${scrolling('Distribution of service times', html`<div class="wide">${drawCurves(curves, (name) => indexOfTarget(result, name), draw)}</div>`)}</figure>`;
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

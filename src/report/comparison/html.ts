import type { MetricComparison } from '../../stats/comparison/compare-runs.ts';
import type { Conclusion } from '../../stats/comparison/conclude.ts';
import type { GateStatus } from '../../stats/comparison/gates.ts';
import { counted, when } from '../../text/format.ts';
import { type Draw, loadCharts } from '../charts/chart.ts';
import { cell } from '../figures/figure.ts';
import { targetClass } from '../page/color.ts';
import { html, type Markup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { folded, scrolling, table } from '../page/table.ts';
import { drawChanges, drawRunCurves, sideIndex } from './charts.ts';
import type { RunCurve } from './curves.ts';
import {
  type ComparisonView,
  conclusionWords,
  doubtsOf,
  findingOf,
  formatFor,
  gateValue,
  gateWords,
  methodNote,
  mostChanged,
  rowOf,
  share,
  targetsIn,
} from './view.ts';

/** The comparison as one HTML file in the style of the run's report: no request to anywhere; its script only adds to what is there without. */
export async function renderComparisonHtml(view: ComparisonView, curves: readonly RunCurve[]): Promise<string> {
  const draw = await loadCharts();
  const targets = targetsIn(view.comparison);
  const content = html`${headOf(view)}
<nav aria-label="Sections"><ul>${targets.map((target, index) => html`<li><a href="#target-${index}">${target}</a></li>`)}<li><a href="#runs">Runs</a></li><li><a href="#method">Method</a></li></ul></nav>
<main>
${targets.map((target, index) => targetSection(target, index, view, curves, draw))}
${runsSection(view)}
<section id="method"><h2>How to read this</h2><p class="lead">${methodNote(view.comparison)}</p></section>
</main>
<footer><p>Made by rollcall from the <code>result.json</code> of ${counted(view.baseline.length + view.candidate.length, 'run')}.</p></footer>`;
  return page('Comparison of runs – rollcall', content);
}

function headOf(view: ComparisonView): Markup {
  const doubts = doubtsOf(view);
  const names = [...new Set([...view.baseline, ...view.candidate].map(({ result }) => result.scenario.name))];
  return html`<header>
<p class="eyebrow">rollcall comparison</p>
<h1>${names.join(', ')}</h1>
<p class="question">Is the candidate worse than the baseline?</p>
<p class="sentence">${findingOf(view)}</p>
${changesOf(view)}${doubts.length > 0 ? html`<div class="banner suspect"><p><strong>MIND</strong> Read the figures with these doubts in mind.</p><ul>${doubts.map((doubt) => html`<li>${doubt}</li>`)}</ul></div>` : undefined}
${gatesOf(view)}
</header>`;
}

const mostListed = 5;

/** What a reader wants to know first, also where the tables are too wide for the screen. */
function changesOf({ comparison }: ComparisonView): Markup | undefined {
  const all = mostChanged(comparison);
  if (all.length === 0) return undefined;
  const items = all.slice(0, mostListed).map((row) => {
    const { label, change, interval, conclusion } = rowOf(row);
    return html`<li>${tag(conclusion)} ${row.target}: ${label} <strong>${change}</strong> <span class="muted">${interval}</span></li>`;
  });
  const rest = all.length - items.length;
  return html`<section class="changes" aria-label="Largest changes"><ul>${items}</ul>${rest > 0 ? html`<p class="note">and ${counted(rest, 'more change')} below</p>` : undefined}</section>
`;
}

const tag = (conclusion: Conclusion): Markup =>
  html`<span class="tag ${conclusion}">${conclusionWords[conclusion]}</span>`;

function gatesOf({ gates }: ComparisonView): Markup | undefined {
  if (gates.length === 0) return undefined;
  const number = (status: GateStatus) => gates.filter((gate) => gate.status === status).length;
  const summary = [
    `${counted(gates.length, 'limit')}: ${number('failed')} exceeded`,
    ...(number('too-few') > 0 ? [`${number('too-few')} could not be checked with so few runs`] : []),
  ].join(', ');
  const items = gates.map((gate) => {
    const mark = { failed: '✗', passed: '✓', 'too-few': '?', 'not-measured': '?' }[gate.status];
    return html`<li class="${gate.status}"><span class="mark">${mark}</span><span><code>${gate.rule.expression}</code> <span class="value">is ${gateValue(gate)}, ${gateWords[gate.status]}</span></span></li>`;
  });
  return html`<section class="thresholds" aria-label="Limits"><h2 class="small">${summary}</h2><ul>${items}</ul></section>`;
}

function targetSection(
  target: string,
  index: number,
  { comparison }: ComparisonView,
  curves: readonly RunCurve[],
  draw: Draw,
): Markup {
  const rows = comparison.metrics.filter((row) => row.target === target);
  const own = curves.filter((curve) => curve.target === target);
  const changes = drawChanges(rows, comparison.threshold, draw);
  return html`<section id="target-${index}"><h2>${target}</h2>
${changes === undefined ? undefined : html`<figure><figcaption><h3>Change of the candidate, with its interval</h3><ul class="legend"><li>dashed: ± ${share(comparison.threshold)}, what matters</li></ul></figcaption>${scrolling('Change of the candidate', html`<div class="wide">${changes}</div>`)}</figure>`}
${metricsTable(rows)}
${own.length === 0 ? undefined : distributions(own, draw)}
${folded('The values of every run', valuesTable(rows))}
</section>
`;
}

function metricsTable(rows: readonly MetricComparison[]): Markup {
  const columns = [
    { label: 'figure' },
    { label: 'baseline', title: 'median of the runs' },
    { label: 'candidate', title: 'median of the runs' },
    { label: 'change', title: 'Hodges-Lehmann shift' },
    { label: 'interval', title: 'of the change' },
    { label: 'p', title: 'Mann-Whitney, adjusted (Holm)' },
    { label: 'δ', title: 'Cliff’s delta: -1 all lower, 1 all higher' },
    { label: 'conclusion', align: 'left' as const },
  ];
  return table({
    caption: 'Figures',
    columns,
    rows: rows.map((row) => {
      const { label, change, interval, p, effect, conclusion } = rowOf(row);
      const median = (value: number | undefined) => cell(value, formatFor(row.metric));
      return [
        ...[
          label,
          median(row.values?.baselineMedian),
          median(row.values?.candidateMedian),
          change,
          interval,
          p,
          effect,
        ],
        tag(conclusion),
      ];
    }),
  });
}

function distributions(curves: readonly RunCurve[], draw: Draw): Markup {
  const legend = (['baseline', 'candidate'] as const).map((side) => {
    const runs = curves.filter((curve) => curve.side === side).length;
    return html`<li><span class="line ${targetClass(sideIndex[side])}"></span>${side} (${counted(runs, 'run')})</li>`;
  });
  const coarse = curves.some(({ source }) => source === 'percentiles');
  return html`<figure><figcaption><h3>Share of answers that took at most so long, a curve per run</h3><ul class="legend">${legend}</ul></figcaption>
${scrolling('Distributions of service times', html`<div class="wide">${drawRunCurves(curves, draw)}</div>`)}${coarse ? html`<p class="note">Straight lines with dots join the percentiles of runs whose samples are not there.</p>` : undefined}</figure>`;
}

/** Raw numbers, so that anybody can do the sums again. */
const valuesTable = (rows: readonly MetricComparison[]): Markup =>
  table({
    caption: 'Values',
    columns: [{ label: 'figure' }, { label: 'baseline', align: 'left' }, { label: 'candidate', align: 'left' }],
    rows: rows.map(({ metric, values }) => [
      `${metric.label}${metric.unit === undefined ? '' : ` (${metric.unit})`}`,
      (values?.baseline ?? []).map(raw).join(', '),
      (values?.candidate ?? []).map(raw).join(', '),
    ]),
  });

const raw = (value: number): string => `${Number(value.toPrecision(6))}`;

function runsSection({ baseline, candidate }: ComparisonView): Markup {
  const rows = Object.entries({ baseline, candidate }).flatMap(([side, runs]) =>
    runs.map(({ name, result }) => [
      name,
      side,
      when(result.startedAt),
      result.verdict.status,
      `${result.machine.cpus} × ${result.machine.cpuModel}`,
      result.machine.node,
    ]),
  );
  const columns = ['run', 'side', 'started', 'verdict', 'machine', 'Node'].map((label) => ({
    label,
    align: 'left' as const,
  }));
  return html`<section id="runs"><h2>Runs</h2>${table({ caption: 'Runs that were compared', columns, rows })}</section>`;
}

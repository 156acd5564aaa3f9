import type { RunResult, Verdict } from '../../model/run-result.ts';
import { counted, when } from '../../text/format.ts';
import { figure } from '../figures/figure.ts';
import { firedBy } from '../figures/machines/of-workers.ts';
import { spreadMarkup } from '../figures/repeat-spread.ts';
import { formatOf, marginText, worstWords } from '../figures/threshold-format.ts';
import { spreadOfThreshold } from '../figures/threshold-spread.ts';
import { html, type Markup } from '../page/markup.ts';
import { folded } from '../page/table.ts';
import { withCode } from '../page/with-code.ts';

/** What a reviewer quotes, and whether it may be quoted. */
export const head = (result: RunResult): Markup => html`<header>
<p class="eyebrow">rollcall report <span class="muted">${[when(result.startedAt), firedBy(result)].filter((fact) => fact !== undefined).join(', ')}</span></p>
<h1>${result.scenario.name}</h1>
<p class="question">${result.scenario.question}</p>
${findingList(result.verdict)}
${interrupted(result)}${banner(result.verdict, thresholds(result))}
</header>`;

/** The answer, in lines that can be quoted. */
function findingList({ finding }: Verdict): Markup | undefined {
  if (finding === undefined) return undefined;
  const { roll, waiting, money } = finding;
  const lines = [
    ['Roll', roll],
    ['Waiting', waiting],
    ['Money', money],
  ].filter(([, line]) => line !== undefined);
  return html`<dl class="finding">${lines.map(([label, line]) => html`<div><dt>${label}</dt><dd>${line}</dd></div>`)}</dl>`;
}

function interrupted({ status, targets }: RunResult): Markup | undefined {
  if (status !== 'interrupted') return undefined;
  const cut = targets.filter((target) => target.status === 'interrupted').length;
  const unfinished = cut > 0 ? ` (${counted(cut, 'target')} not finished)` : '';
  return html`<div class="banner suspect"><p><strong>INTERRUPTED</strong> The run was stopped before its end${unfinished}.
The figures cover only what was measured until then.</p></div>`;
}

const meanings: Readonly<Record<Verdict['status'], string>> = {
  VALID: 'No problems found.',
  SUSPECT: 'Use these figures with caution:',
  INVALID: 'Nothing can be concluded from this run. What went wrong, and what to change:',
};

function banner({ status, targets, reasons }: Verdict, judged: Markup | undefined): Markup {
  const items = reasons.map(
    ({ status: weight, message, advice }) =>
      html`<li>${weight === 'INVALID' ? html`<strong>INVALID</strong> ` : undefined}${withCode(message)} <br><span class="muted">${withCode(advice)}</span></li>`,
  );
  return html`<div class="banner ${status.toLowerCase()}">
<p><strong>${status}</strong> ${meanings[status]}${eachTarget(targets)}</p>${items.length > 0 ? html`<ul>${items}</ul>` : undefined}${judged}</div>`;
}

/** Where the targets differ: each is judged by its own reasons. */
function eachTarget(targets: Verdict['targets']): Markup | undefined {
  if (new Set(targets.map(({ status }) => status)).size < 2) return undefined;
  return html` <span class="muted">${targets.map(({ name, status }) => `${name}: ${status}`).join(', ')}</span>`;
}

function thresholds({ thresholds: all, targets }: RunResult): Markup | undefined {
  if (all.length === 0) return undefined;
  const failed = all.filter(({ passed }) => !passed).length;
  const summary =
    failed === 0
      ? `${all.length} of ${counted(all.length, 'threshold')} passed`
      : `${failed} of ${counted(all.length, 'threshold')} failed`;
  const hasRepeats = targets.some(({ phases }) => phases.some(({ repeat }) => repeat > 0));
  const items = all.map((threshold, index) => {
    const { expression, passed, reason } = threshold;
    const margin = marginText(threshold);
    const spread = spreadMarkup(spreadOfThreshold(threshold, targets), formatOf(expression));
    const value = figure(
      { path: `thresholds.${index}`, of: threshold },
      'value',
      formatOf(expression),
      reason ?? 'not measured, so it failed',
    );
    const outcome = passed ? 'passed' : 'failed';
    return html`<li class="${outcome}"><span class="mark">${passed ? '✓' : '✗'} ${outcome}</span>
<span><code>${expression}</code> <span class="value">is ${value}${worstWords(threshold)}${margin && `, ${margin}`}${reason && `, ${reason}`}${spread && html`, ${spread}`}</span></span></li>`;
  });
  const list = html`<ul>${items}</ul>${hasRepeats ? undefined : html`<p class="note">One run: no interval.</p>`}`;
  return html`<section class="thresholds" aria-label="Thresholds">
${failed === 0 ? folded(summary, list) : html`<h2 class="small">${summary}</h2>${list}`}
</section>`;
}

import { compareRepeats, type RepeatComparison, repeatsNeeded } from '../../stats/comparison/compare-repeats.ts';
import { count, exactPercent } from '../../text/format.ts';
import { labeledConclusion, rowOf } from '../comparison/row.ts';
import { primaryIn } from '../figures/compared-metric.ts';
import { html, type Markup } from '../page/markup.ts';
import { left, table } from '../page/table.ts';
import { targetName } from '../page/target-name.ts';
import type { PageContext, Section } from './section.ts';

/** The smallest difference that matters, and the significance level. */
const practical = { threshold: 0.05, alpha: 0.05 };
/** Targets against the baseline of the same run, over its repeats. */
export const repeatsSection: Section = {
  id: 'repeats',
  label: 'Repeats',
  title: 'Does the difference hold from repeat to repeat?',
  body: ({ result }: PageContext) => {
    const baseline = result.comparison?.baseline;
    if (baseline === undefined) return undefined;
    const rows = compareRepeats(result, { baseline, ...practical, primary: primaryIn(result) });
    const repeats = Math.max(0, ...rows.map((row) => row.repeats));
    if (repeats < 2) return undefined;
    const needed = repeatsNeeded(rows, practical.alpha);
    const targets = [...new Set(rows.map(({ target }) => target))];
    const advice =
      repeats < needed
        ? ` A finding among the primary figures needs at least ${needed} repeats: raise repeats in the scenario.`
        : '';
    return html`<p class="lead">Each of the ${count(repeats)} repeats started its targets again and counts as one measurement. A target and
${targetName(result, baseline)} are compared within each repeat, so drift from one repeat to the next cancels out.${advice}</p>
${targets.map((target) =>
  tableOf(
    target,
    rows.filter((row) => row.target === target),
    baseline,
  ),
)}
<p class="note">Each side is the median of one figure per repeat (for an even number, the mean of the middle two), so a p50 here is not
the p50 of all answers. Difference: Hodges-Lehmann center of the paired differences, of logarithms where it is a percentage.
Interval: ${exactPercent(1 - practical.alpha)}. p: exact two-sided Wilcoxon signed-rank test, of the primary figures adjusted (Holm); all
others are exploratory, so one of twenty looks changed by chance. Worse or better: by more than ${exactPercent(practical.threshold)}; for
counts, by any amount. These repeats share one machine and one hour: the findings hold for
that.</p>`;
  },
};

function tableOf(target: string, rows: readonly RepeatComparison[], baseline: string): Markup {
  return table({
    caption: `${target} against ${baseline}`,
    columns: ['figure', baseline, target, 'difference', 'interval', 'p', left('conclusion')],
    rows: rows.map((row) => {
      const shown = rowOf(row);
      return [
        ...[shown.label, shown.baseline, shown.candidate, shown.change, shown.interval, shown.p],
        html`<span class="tag">${labeledConclusion(row, 'repeat')}</span>`,
      ];
    }),
  });
}

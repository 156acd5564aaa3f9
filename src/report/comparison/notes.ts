import { differs } from '../../stats/comparison/conclude.ts';
import { counted, exactPercent } from '../../text/format.ts';
import { type ComparisonView, comparesNothing } from './view.ts';

/** What limits the comparison: runs that were left out, differences between the sides, too few runs. */
export const doubtsOf = (view: ComparisonView): string[] => [
  ...view.leftOut.map(({ name, why }) => `Left out: ${name}, because it ${why}.`),
  ...view.doubts,
  ...missingIn(view),
  ...adviceOf(view),
];

/** A figure that only some runs have may be of the better ones. */
function missingIn({ comparison: { metrics, replicate } }: ComparisonView): string[] {
  return metrics
    .filter(({ values, missing }) => values !== undefined && missing.baseline + missing.candidate > 0)
    .map(({ target, metric, measured, missing }) => {
      const side = (name: 'baseline' | 'candidate') =>
        `${measured[name]} of ${counted(measured[name] + missing[name], `${name} ${replicate}`)}`;
      return `${target} ${metric.label}: only in ${side('baseline')} and ${side('candidate')}.`;
    });
}

/** How many runs it would take, where there are too few. */
function adviceOf({ comparison, sequential }: ComparisonView): string[] {
  if (sequential !== undefined) return [];
  const { replicatesNeeded, replicate, metrics } = comparison;
  const primary = metrics.filter(({ role }) => role === 'primary');
  const differing = primary.filter(({ values }) => values && differs(values)).length;
  const advice = [
    replicate === 'repeat' &&
      'Repeats of one run are more alike than runs are: findings hold for the hours of these runs, not for any other.',
    replicatesNeeded !== undefined &&
      primary.some(({ conclusion }) => conclusion === 'too-few' || conclusion === 'one-run') &&
      `A finding among ${counted(differing, 'primary figure')} (at most three per target) needs at least ${counted(replicatesNeeded, replicate)} per side.`,
  ].filter((text) => text !== false);
  return advice.length === 0 ? [] : [advice.join(' ')];
}

/** The methods, for someone who reads the result in a year. Empty if they were not used. */
export function methodNote({ comparison, sequential }: ComparisonView): string {
  if (comparesNothing({ comparison })) return '';
  const { alpha, threshold, replicate, family, metrics } = comparison;
  const exact = metrics.every(({ values }) => values?.exact !== false);
  const primary = [...new Set(metrics.flatMap(({ role, metric }) => (role === 'primary' ? [metric.label] : [])))];
  const adjusted = family > 0 ? ` adjusted for ${counted(family, 'primary figure')} that differ (Holm)` : '';
  return [
    `Each ${replicate === 'run' ? 'run' : 'repeat on fresh targets'} counts as one measurement.`,
    `Primary figures, at most three per target: ${primary.length === 0 ? 'none' : primary.join(', ')}.`,
    `All others are exploratory: not adjusted for their number, so about ${exactPercent(alpha)} of them look changed by chance.`,
    'Change: Hodges-Lehmann shift of logarithms; for counts, of the counts; “always” where every pair differs by the same.',
    `Interval: ${exactPercent(1 - alpha)}, for each figure by itself.`,
    `p: ${exact ? 'exact ' : ''}two-sided Mann-Whitney test of no difference${adjusted === '' ? '' : `,${adjusted}`}.`,
    'δ: Cliff’s delta.',
    `Worse or better: by more than ${exactPercent(threshold)}; for counts, by any amount.`,
    `Equivalent: the ${exactPercent(1 - 2 * alpha)} interval lies within ${exactPercent(threshold)}; counts never are. Identical: no two runs differ.`,
    ...(sequential === undefined ? [] : [sequential.method]),
  ].join(' ');
}

import type { NamedRun, RunComparison } from '../../stats/comparison/compare-runs.ts';
import type { Gate } from '../../stats/comparison/gates.ts';

/** All that a comparison shows. */
export interface ComparisonView {
  readonly baseline: readonly NamedRun[];
  readonly candidate: readonly NamedRun[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly comparison: RunComparison;
  readonly gates: readonly Gate[];
  readonly doubts: readonly string[];
  /** Of pairs of runs that were added until they decided: the verdict, and the rules that it follows, each in sentences. */
  readonly sequential?: { readonly verdict: string; readonly method: string };
}

/** Whether no figure was measured on both sides. */
export const comparesNothing = ({ comparison }: Pick<ComparisonView, 'comparison'>): boolean =>
  comparison.metrics.every(({ values }) => values === undefined);

export const targetsIn = ({ metrics }: RunComparison): string[] => [...new Set(metrics.map(({ target }) => target))];

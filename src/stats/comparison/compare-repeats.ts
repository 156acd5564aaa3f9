import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { wasShortOfCpu } from '../short-of-cpu.ts';
import { smallestSignedRankP } from '../tests/signed-rank.ts';
import { compareValues, type ValueComparison } from './compare-values.ts';
import { type Conclusion, concludeByRole, differs } from './conclude.ts';
import { paired } from './method.ts';
import { type ComparedMetric, measuredValue, metricsByRole, type Role } from './metrics.ts';
import { repeatsOf, startsAgain } from './repeats.ts';

export interface RepeatComparison {
  readonly target: string;
  readonly metric: ComparedMetric;
  readonly role: Role;
  /** Repeats in which both targets were measured. */
  readonly repeats: number;
  readonly values: ValueComparison;
  readonly conclusion: Conclusion;
  readonly adjustedP: number;
}

interface CompareRepeatsOptions {
  readonly baseline: string;
  /** The smallest relative difference that matters. */
  readonly threshold: number;
  readonly alpha: number;
  /** The figures that carry the error rate. Default: of the kind of each target. */
  readonly primary?: readonly ComparedMetric[] | undefined;
}

/**
 * Every target against the baseline of the same run, repeat by repeat: the two were measured one after the other, so what drifts
 * from repeat to repeat falls out. Empty if there are fewer than two repeats, or if the targets were not started again.
 */
export function compareRepeats(
  result: Pick<RunResult, 'targets' | 'verdict'>,
  { baseline: baselineName, threshold, alpha, primary }: CompareRepeatsOptions,
): RepeatComparison[] {
  const { targets } = result;
  const baseline = targets.find(({ name }) => name === baselineName);
  if (baseline === undefined || !startsAgain(baseline)) return [];
  const rows = targets
    .filter((target) => target.name !== baselineName && startsAgain(target))
    .flatMap((target) =>
      metricsByRole(comparedWith(baseline, target, wasShortOfCpu(result, target)), primary).map((row) => ({
        ...{ target: target.name, ...row },
        ...pairs(baseline, target, row.metric),
      })),
    )
    .filter(({ sides }) => sides.baseline.length > 1)
    .map(({ sides, metric, ...row }) => {
      const margin = metric.kind === 'count' ? anyChange : ({ kind: 'relative', share: threshold } as const);
      const values = compareValues(sides, { method: paired, margin, alpha });
      return { ...row, metric, repeats: sides.baseline.length, values };
    });
  const concluded = concludeByRole(rows, alpha);
  return rows.map((row) => ({ ...row, ...(concluded.get(row.values) ?? nothing) }));
}

/** The fewest repeats from which a primary figure can be a finding. */
export function repeatsNeeded(rows: readonly RepeatComparison[], alpha: number): number {
  const family = Math.max(1, rows.filter(({ role, values }) => role === 'primary' && differs(values)).length);
  let repeats = 2;
  while (family * smallestSignedRankP(repeats) > alpha) repeats += 1;
  return repeats;
}

const anyChange = { kind: 'absolute', amount: 0 } as const;
const nothing = { conclusion: 'inconclusive', adjustedP: 1 } as const;

const comparedWith = (baseline: TargetResult, target: TargetResult, isShortOfCpu: boolean) => ({
  ...{ kind: target.kind, isShortOfCpu },
  has: (metric: ComparedMetric) => pairs(baseline, target, metric).sides.baseline.length > 1,
});

/** Values of the repeats that both have. */
function pairs(baseline: TargetResult, target: TargetResult, metric: ComparedMetric) {
  const ofBaseline = new Map(repeatsOf(baseline).map((repeat) => [repeat.repeat, measuredValue(repeat, metric)]));
  const both = repeatsOf(target).flatMap((repeat) => {
    const [base, value] = [ofBaseline.get(repeat.repeat), measuredValue(repeat, metric)];
    return base === undefined || value === undefined ? [] : [{ base, value }];
  });
  return { sides: { baseline: both.map(({ base }) => base), candidate: both.map(({ value }) => value) } };
}

import type { RunResult } from '../../model/run-result.ts';
import { compareValues, type Margin, type ValueComparison } from './compare-values.ts';
import { type Conclusion, conclude, differs, runsNeeded } from './conclude.ts';
import { independent } from './method.ts';
import { type ComparedMetric, comparedMetrics, measuredValue } from './metrics.ts';
import { repeatsOf, startsAgain } from './repeats.ts';

/** A run and what to call it, such as its folder. */
export interface NamedRun {
  readonly name: string;
  readonly result: RunResult;
}

/** What counts as one independent measurement. */
type Replicate = 'run' | 'repeat';

export interface RunSides {
  readonly baseline: readonly NamedRun[];
  readonly candidate: readonly NamedRun[];
}

export interface CompareRunsOptions {
  readonly replicate: Replicate;
  /** The smallest relative change of a latency or a quantity that matters. */
  readonly threshold: number;
  readonly alpha: number;
}

export interface MetricComparison {
  readonly target: string;
  readonly metric: ComparedMetric;
  readonly margin: Margin;
  readonly conclusion: Conclusion;
  readonly adjustedP?: number;
  /** Absent if a side has no value. */
  readonly values?: ValueComparison;
  readonly measured: { readonly baseline: number; readonly candidate: number };
}

export interface RunComparison extends CompareRunsOptions {
  readonly metrics: readonly MetricComparison[];
  /** Comparisons that are adjusted for each other: of figures that are not the same in all runs. */
  readonly family: number;
  /** The number per side from which one of them can be a finding. */
  readonly replicatesNeeded: number;
}

/** Every target that both sides have, by every metric that one of them measured. */
export function compareRuns(sides: RunSides, options: CompareRunsOptions): RunComparison {
  const rows = targetsOfBoth(sides).flatMap((target) =>
    comparedMetrics.map((metric) => compareMetric(sides, target, metric, marginOf(metric, options), options)),
  );
  const compared = rows.flatMap(({ values }) => values ?? []);
  const concluded = new Map(conclude(compared, options.alpha).map((found, index) => [compared[index], found]));
  const family = compared.filter(differs).length;
  return {
    ...options,
    metrics: rows
      .filter(({ measured }) => measured.baseline + measured.candidate > 0)
      .map((row) => ({ ...row, ...(row.values === undefined ? {} : concluded.get(row.values)) })),
    family,
    replicatesNeeded: runsNeeded(family, options.alpha),
  };
}

export function compareMetric(
  sides: RunSides,
  target: string,
  metric: ComparedMetric,
  margin: Margin,
  { replicate, alpha }: Pick<CompareRunsOptions, 'replicate' | 'alpha'>,
): MetricComparison {
  const [baseline, candidate] = [sides.baseline, sides.candidate].map((runs) =>
    runs.flatMap(({ result }) => valuesIn(result, target, metric, replicate)),
  );
  const measured = { baseline: baseline?.length ?? 0, candidate: candidate?.length ?? 0 };
  const row = { target, metric, margin, measured } as const;
  if (baseline === undefined || candidate === undefined || measured.baseline === 0 || measured.candidate === 0)
    return { ...row, conclusion: 'not-measured' };
  const values = compareValues({ baseline, candidate }, { method: independent, margin, alpha });
  return { ...row, values, conclusion: 'inconclusive' };
}

/** Of counts any change matters. */
const marginOf = ({ kind }: ComparedMetric, { threshold }: CompareRunsOptions): Margin =>
  kind === 'count' ? { kind: 'absolute', amount: 0 } : { kind: 'relative', share: threshold };

/** In the order of the first run that has them. */
export function targetsOfBoth({ baseline, candidate }: RunSides): string[] {
  const [ours, theirs] = [baseline, candidate].map((runs) =>
    runs.flatMap(({ result }) => result.targets.map(({ name }) => name)),
  );
  return [...new Set(ours)].filter((name) => theirs?.includes(name));
}

/** A target that did not get through its load is left out: its figures are of something else. */
function valuesIn({ targets }: RunResult, name: string, metric: ComparedMetric, replicate: Replicate): number[] {
  const target = targets.find((one) => one.name === name && one.status === 'complete');
  if (target === undefined) return [];
  const measured = replicate === 'repeat' && startsAgain(target) ? repeatsOf(target) : [target];
  return measured.flatMap((of) => measuredValue(of, metric) ?? []);
}

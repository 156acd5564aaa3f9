import { numberAtKeys } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { hasInvalidCounts, wasShortOfCpu } from '../short-of-cpu.ts';
import { compareValues, type Margin, type ValueComparison } from './compare-values.ts';
import { type Conclusion, concludeByRole, differs, isTest } from './conclude.ts';
import { independent } from './method.ts';
import { type ComparedMetric, endedEarly, measuredValue, metricName, metricsByRole, type Role } from './metrics.ts';
import { repeatsOf, startsAgain } from './repeats.ts';
import { runsNeeded } from './runs-to-decide.ts';

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
  /** The figures of each target that carry the error rate. Default: of its kind. */
  readonly primary?: readonly ComparedMetric[] | undefined;
}

export interface MetricComparison {
  readonly target: string;
  readonly metric: ComparedMetric;
  readonly role: Role;
  readonly margin: Margin;
  readonly conclusion: Conclusion;
  /** Of an exploratory figure, not adjusted. */
  readonly adjustedP?: number;
  /** Absent if a side has no value. */
  readonly values?: ValueComparison;
  readonly measured: SideCounts;
  /** Runs without this figure: it has values on a side, but not of all its runs. */
  readonly missing: SideCounts;
}

interface SideCounts {
  readonly baseline: number;
  readonly candidate: number;
}

export interface RunComparison extends Omit<CompareRunsOptions, 'primary'> {
  readonly metrics: readonly MetricComparison[];
  /** Primary figures that were tested, so adjusted for each other. */
  readonly family: number;
  /** The number per side from which a primary figure can be a finding. Absent if none of them differs. */
  readonly replicatesNeeded?: number;
}

/** Every target that both sides have, by every metric that one of them measured. */
export function compareRuns(sides: RunSides, { primary, ...options }: CompareRunsOptions): RunComparison {
  const rows = targetsOfBoth(sides)
    .flatMap((target) =>
      metricsByRole(targetOf(sides, target), primary).map(({ metric, role }) => ({
        role,
        ...compareMetric(sides, target, metric, marginOf(metric, options), options),
      })),
    )
    .filter(({ measured }) => measured.baseline + measured.candidate > 0)
    .filter(({ metric, values }) => metric !== endedEarly || (values !== undefined && hasAny(values)));
  const concluded = concludeByRole(rows, options.alpha);
  const main = rows.flatMap(({ role, values }) => (role === 'primary' ? (values ?? []) : []));
  const differing = main.filter(differs).length;
  return {
    ...options,
    metrics: rows.map((row) => ({ ...row, ...(row.values === undefined ? {} : concluded.get(row.values)) })),
    family: main.filter(isTest).length,
    ...optional('replicatesNeeded', differing > 0 ? runsNeeded(differing, options.alpha) : undefined),
  };
}

const hasAny = ({ baseline, candidate }: ValueComparison): boolean =>
  [...baseline, ...candidate].some((value) => value > 0);

function targetOf({ baseline, candidate }: RunSides, name: string) {
  const both = [baseline, candidate].map((runs) => runs.flatMap(({ result }) => targetIn(result, name) ?? []));
  return {
    kind: both.flat()[0]?.kind,
    isShortOfCpu: [...baseline, ...candidate].some(({ result }) => wasShortOfCpu(result, { name })),
    has: (metric: ComparedMetric) =>
      both.every((targets) => targets.some((target) => measuredValue(target, metric) !== undefined)),
  };
}

export function compareMetric(
  sides: RunSides,
  target: string,
  metric: ComparedMetric,
  margin: Margin,
  { replicate, alpha }: Pick<CompareRunsOptions, 'replicate' | 'alpha'>,
): Omit<MetricComparison, 'role'> {
  const both = [sides.baseline, sides.candidate].map((runs) =>
    runs.flatMap(({ result }) => entriesOf(result, target, metric, replicate)),
  );
  // Figures from different paths, such as billed and hourly cost, are not the same figure.
  const byPath = metric.paths.map((path) => both.map((entries) => entries.flatMap((entry) => numberAt(entry, path))));
  const [baseline = [], candidate = []] =
    byPath.find(([ours = [], theirs = []]) => ours.length > 0 && theirs.length > 0) ??
    byPath.find((values) => values.some(({ length }) => length > 0)) ??
    [];
  const measured = { baseline: baseline.length, candidate: candidate.length };
  const missing = {
    baseline: (both[0]?.length ?? 0) - measured.baseline,
    candidate: (both[1]?.length ?? 0) - measured.candidate,
  };
  const row = { target, metric, margin, measured, missing } as const;
  if (measured.baseline === 0 || measured.candidate === 0) return { ...row, conclusion: 'not-measured' };
  const values = compareValues({ baseline, candidate }, { method: independent, margin, alpha });
  return { ...row, values, conclusion: 'inconclusive' };
}

const entriesOf = (result: RunResult, target: string, metric: ComparedMetric, replicate: Replicate) =>
  metric.ofRun === undefined
    ? replicatesIn(result, target, replicate)
    : [{ [metricName(metric)]: metric.ofRun(result, target) }];

const numberAt = (entry: object | undefined, path: readonly string[]): number | readonly [] =>
  numberAtKeys(entry, path) ?? [];

/** Of counts any change matters. */
const marginOf = ({ kind }: ComparedMetric, { threshold }: Pick<CompareRunsOptions, 'threshold'>): Margin =>
  kind === 'count' ? { kind: 'absolute', amount: 0 } : { kind: 'relative', share: threshold };

/** In the order of the first run that has them. */
function targetsOfBoth({ baseline, candidate }: RunSides): string[] {
  const theirs = new Set(targetsIn(candidate));
  return targetsIn(baseline).filter((name) => theirs.has(name));
}

export const targetsIn = (runs: readonly NamedRun[]): string[] => [
  ...new Set(runs.flatMap(({ result }) => result.targets.map(({ name }) => name))),
];

/** A target that did not get through its load is left out, as undefined: its figures are of something else. */
function replicatesIn(result: RunResult, name: string, replicate: Replicate): (object | undefined)[] {
  const target = targetIn(result, name);
  if (target === undefined) return [undefined];
  const measured = replicate === 'repeat' && startsAgain(target) ? repeatsOf(target) : [target];
  return hasInvalidCounts(result, target) ? measured.map(withoutCounts) : measured;
}

/** The projected counts stand for them. */
const withoutCounts = (measured: object): object => ({ ...measured, environments: {} });

const targetIn = ({ targets }: RunResult, name: string): TargetResult | undefined =>
  targets.find((one) => one.name === name && one.status === 'complete');

import { UserError } from '../../model/errors.ts';
import { type ComparisonView, comparesNothing } from '../../report/comparison/view.ts';
import { quoted } from '../../scenario/reading/problem.ts';
import { doubtsOf } from '../../stats/comparison/comparability.ts';
import { compareRuns, targetsIn } from '../../stats/comparison/compare-runs.ts';
import { checkGates, type GateRule } from '../../stats/comparison/gates.ts';
import { counted } from '../../text/format.ts';
import { parseFailOn } from './fail-on.ts';
import { primaryOf, refuseUnmeasured } from './primary.ts';
import { readSides, type Sides } from './sides.ts';

export interface ComparedFolders {
  /** Each is the folder of a run, or a folder with several runs. */
  readonly baseline: readonly string[];
  readonly candidate: readonly string[];
}

export interface CompareOptions {
  /** Largest allowed increases: `lambda.latency.p99 > 10%`, or `10%` for every latency. */
  readonly failOn?: readonly string[];
  /** At most three metrics that carry the significance level; default: those of the scenario. */
  readonly primary?: readonly string[];
  /** What counts as one measurement; default: `run`. */
  readonly replicate?: 'run' | 'repeat';
  /** Smaller changes, as a share, do not matter; default: 0.05. */
  readonly threshold?: number;
  /** Significance level; default: 0.05. */
  readonly alpha?: number;
  /** Use INVALID and interrupted runs, too. */
  readonly includeInvalid?: boolean;
}

export interface Comparison extends Omit<ComparisonView, keyof Sides>, Sides {
  /** `held`: no limit of `failOn` is given, or all are shown to hold. */
  readonly status: 'held' | 'exceeded' | 'undecided' | 'nothing-compared';
}

/**
 * Compares runs before and after a change: what `rollcall compare` does.
 * @throws {UserError} `run-unreadable`, `compare-unreadable`, `fail-on-invalid`, `fail-on-unmeasured`, `usage`; messages name the options
 */
export async function compare(folders: ComparedFolders, options: CompareOptions = {}): Promise<Comparison> {
  const { failOn = [], primary = [], replicate = 'run', threshold = 0.05, alpha = 0.05 } = options;
  refuseShares({ threshold, alpha });
  const sides = await readSides(folders, options.includeInvalid ?? false);
  const runs = [...sides.baseline, ...sides.candidate];
  const rules = { replicate, threshold, alpha };
  const comparison = compareRuns(sides, { ...rules, primary: primaryOf(primary, runs) });
  const view = { ...sides, comparison, doubts: doubtsOf(sides) };
  if (comparesNothing(view)) return { ...view, gates: [], status: 'nothing-compared' };
  refuseUnmeasured(primary, comparison);
  const targets = targetsIn(runs);
  const asked = failOn.map((text) => ({ text, rules: parseFailOn(text, targets) }));
  const checked = checkGates(eachOnce(asked.flatMap(({ rules }) => rules)), sides, rules);
  const gates = checked.filter(({ measured }) => measured.baseline + measured.candidate > 0);
  for (const { text, rules } of asked)
    if (!gates.some(({ rule, values }) => values !== undefined && rules.includes(rule)))
      throw notMeasured(text, sides.baseline.length, sides.candidate.length);
  return { ...view, gates, status: statusOf(gates) };
}

/** A percentage would be a share of 500%: `5` is no 5%. */
function refuseShares({ threshold, alpha }: { readonly threshold: number; readonly alpha: number }): void {
  if (!(threshold >= 0 && threshold < 10))
    throw new UserError('usage', `threshold: expected a share from 0 to below 10, such as 0.05, got ${threshold}`);
  if (!(alpha > 0 && alpha < 0.5))
    throw new UserError('usage', `alpha: expected a share above 0 and below 0.5, such as 0.05, got ${alpha}`);
}

/** Success only if every limit is shown to hold. */
function statusOf(gates: ComparisonView['gates']): Comparison['status'] {
  if (gates.some(({ status }) => status === 'failed')) return 'exceeded';
  return gates.some(({ status }) => status === 'undecided') ? 'undecided' : 'held';
}

/** The same rule in two options is one test. */
const eachOnce = (rules: readonly GateRule[]): GateRule[] => [
  ...new Map(rules.map((rule) => [keyOf(rule), rule])).values(),
];

const keyOf = ({ target, metric, margin }: GateRule): string => JSON.stringify([target, metric.paths, margin]);

/** A missing figure does not prove that nothing became worse. */
const notMeasured = (text: string, baseline: number, candidate: number): UserError =>
  new UserError('fail-on-unmeasured', `failOn ${quoted(text)}: not measured on both sides`, {
    hint: `${counted(baseline, 'baseline run')} and ${counted(candidate, 'candidate run')} were read; a p99 needs 100 answered requests`,
  });

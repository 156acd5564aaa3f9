import type { MeanCall, UnmeasuredFigure, ValidationRow } from '../../../model/plan/validation.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import type { Sample } from '../../../model/sample.ts';

/** A run of one target. */
export interface SeenRun {
  readonly result: RunResult;
  readonly samples: readonly Sample[];
}

/** What is undefined was not measured, or could not be learned. */
export type ComparedRow = Omit<ValidationRow, 'predicted' | 'measured'> & {
  readonly predicted: number | undefined;
  readonly measured: number | undefined;
};

/** Those with both numbers, and the others by name. */
export function completeRows(compared: readonly ComparedRow[]): {
  readonly rows: readonly ValidationRow[];
  readonly notMeasured: readonly UnmeasuredFigure[];
} {
  const rows = compared.flatMap(({ predicted, measured, ...row }) =>
    predicted === undefined || measured === undefined ? [] : [{ ...row, predicted, measured }],
  );
  const notMeasured = compared
    .filter(({ predicted, measured }) => predicted === undefined || measured === undefined)
    .map(({ check, quantity, given }) => ({ check, quantity, given }));
  return { rows, notMeasured };
}

export type CheckScenario = Readonly<Record<string, unknown>>;

/** A prediction from one run that is compared with another. */
export interface ValidationCheck {
  readonly name: string;
  /** What is learned from which load, and what is predicted for which. */
  readonly words: string;
  /** A scenario, as a file has it, of a smaller load than the one that is predicted; absent where nothing has to be learned. */
  readonly learn?: CheckScenario;
  /** What is predicted. Its rates may be chosen by what was learned. */
  test(learned: SeenRun | undefined): CheckScenario;
  /** Phases of the two runs that may not be disturbed; absent where times do not matter. */
  readonly quiet?: { readonly learned: readonly string[]; readonly tested: readonly string[] };
  compare(tested: SeenRun, learned: SeenRun | undefined): readonly ComparedRow[];
}

export function targetIn({ result }: SeenRun): TargetResult {
  const [target] = result.targets;
  if (target === undefined) throw new Error('a validation run without a target');
  return target;
}

export function phaseIn(run: SeenRun, name: string): TargetResult['phases'][number] {
  const phase = targetIn(run).phases.find((each) => each.name === name);
  if (phase === undefined) throw new Error(`a validation run without the phase ${name}`);
  return phase;
}

/** CPU of a server in a phase, from the regular readings of its meter. Undefined if there are none. */
export function cpuMsIn(run: SeenRun, name: string): number | undefined {
  const { startedAtMs, finishedAtMs } = phaseIn(run, name);
  const steps = targetIn(run).resourceCurve ?? [];
  if (steps.length === 0) return undefined;
  return steps.reduce((sum, { atMs, cpus = 0 }, index) => {
    const fromMs = steps[index - 1]?.atMs ?? atMs;
    return sum + cpus * Math.max(0, Math.min(atMs, finishedAtMs) - Math.max(fromMs, startedAtMs));
  }, 0);
}

/** What a call of the built-in workload of a check does. */
export interface CheckedCall {
  readonly cpuMs: number;
  /** On average. */
  readonly ioMs: number;
}

/** `meanCallOf({ cpuMs: 2, ioMs: 150 })`: 152 ms. */
export const meanCallOf = ({ cpuMs, ioMs }: CheckedCall): MeanCall => ({ ms: cpuMs + ioMs, cpuMs });

/** The bill of warm calls, projected from the phase that was learned from, beside that of the measured phase. */
export function costRow(
  facts: Pick<ValidationRow, 'check' | 'load' | 'learnedAt' | 'call'>,
  learned: TargetResult['phases'][number],
  tested: TargetResult['phases'][number],
): ComparedRow {
  const [predicted, measured] = [learned.projected?.warm?.usdPerMillion, tested.billing?.usdPerMillion];
  const row = { quantity: 'cost', of: 'one-per-environment', unit: '$ per million', given: 'schedule' } as const;
  return { ...facts, ...row, predicted, measured, tolerance: 0.05 };
}

/** When each request of a phase was due, from the beginning of the phase. */
export function dueIn(run: SeenRun, name: string): Float64Array {
  const { startedAtMs } = phaseIn(run, name);
  return Float64Array.from(
    run.samples.filter(({ phase }) => phase === name),
    ({ intendedAtMs }) => Math.max(0, intendedAtMs - startedAtMs),
  ).sort();
}

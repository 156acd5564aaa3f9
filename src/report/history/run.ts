import { numberAt } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { statusOfTarget } from '../../model/verdict.ts';
import { compared, costPerMillion, tail } from '../figures/headlines.ts';

/** A run in a list of runs: its headlines, or why it cannot be read. */
export type HistoryEntry = { readonly directory: string } & (
  | ({ readonly kind: 'run' } & HistoryRun)
  | { readonly kind: 'damaged'; readonly why: string }
);

/** One that can be read. */
export type SoundEntry = Extract<HistoryEntry, { kind: 'run' }>;

export interface HistoryRun {
  readonly scenario: string;
  readonly startedAt: string;
  readonly status: RunResult['status'];
  readonly verdict: RunResult['verdict']['status'];
  readonly thresholds: { readonly passed: number; readonly failed: number };
  readonly targets: readonly HistoryTarget[];
  readonly hasReport: boolean;
}

export interface HistoryTarget {
  readonly name: string;
  readonly status: TargetResult['status'];
  readonly verdict: RunResult['verdict']['status'];
  readonly environments?: number;
  readonly environmentMultiplier?: number;
  /** Median service time. */
  readonly p50Ms?: number;
  /** p99 of the service time; the maximum where the sample supports none. */
  readonly tail?: { readonly label: string; readonly ms: number };
  readonly usdPerMillion?: number;
  /** Else as billed in the run, or at the demand of production. */
  readonly isCostProjected?: true;
}

export function historyRun(result: RunResult, hasReport: boolean): HistoryRun {
  const { scenario, startedAt, status, verdict, thresholds, targets } = result;
  const passed = thresholds.filter((threshold) => threshold.passed).length;
  return {
    ...{ scenario: scenario.name, startedAt, status, verdict: verdict.status },
    thresholds: { passed, failed: thresholds.length - passed },
    targets: targets.map((target) => historyTarget(result, target)),
    hasReport,
  };
}

function historyTarget(result: RunResult, target: TargetResult): HistoryTarget {
  const { name, status, environments, latencyMs, requests } = target;
  const cost = costPerMillion(target);
  const all = latencyMs.serviceTime.all;
  const slowest = all === undefined ? undefined : tail(all, requests);
  const ms = all && slowest && numberAt(all, slowest.path);
  return {
    ...{ name, status, verdict: statusOfTarget(result, name) },
    ...optional('environments', environments.distinct),
    ...optional('environmentMultiplier', compared(result, target)?.of.environmentMultiplier),
    ...optional('p50Ms', all?.p50),
    ...optional('tail', slowest && ms !== undefined ? { label: slowest.label, ms } : undefined),
    ...optional('usdPerMillion', cost && numberAt(target, cost.path)),
    ...(cost?.path === 'projected.usdPerMillion' && { isCostProjected: true as const }),
  };
}

/** Newest first; those that cannot be read come last. */
export const newestFirst = <T extends HistoryEntry>(entries: readonly T[]): T[] =>
  entries.toSorted((a, b) => instantOf(b) - instantOf(a) || (a.directory < b.directory ? -1 : 1));

function instantOf(entry: HistoryEntry): number {
  const at = entry.kind === 'run' ? Date.parse(entry.startedAt) : Number.NaN;
  return Number.isNaN(at) ? Number.MIN_SAFE_INTEGER : at;
}

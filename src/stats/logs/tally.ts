import type { BillingRule } from '../../billing/billing-rules.ts';
import { LambdaBill } from '../../billing/lambda-cost.ts';
import type { PricedPart, PriceSheet, UnknownPrices } from '../../billing/price-sheet.ts';
import { type Reconciled, Reconciliation } from '../../billing/reconcile.ts';
import { IdTable } from '../../logs/id-table.ts';
import {
  type DamagedLine,
  type FailedInit,
  invocationOfLog,
  type LogFinding,
  type LoggedInvocation,
  type Restore,
} from '../../logs/log-finding.ts';
import type { Billing, LatencySummary } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import { LatencyHistogram } from '../latency.ts';
import { type FunctionRoll, FunctionRollCall } from './function-roll.ts';
import { record } from './plausible.ts';

/** A line with a Billed Duration. */
export type BilledInvocation = LoggedInvocation & { readonly billedMs: number };

/** What became of calls that did not go well. */
interface FailureCount {
  readonly status: LoggedInvocation['status'];
  readonly errorType?: string;
  count: number;
}

interface MemoryUse {
  readonly memorySizeMb: number;
  readonly invocations: number;
  readonly usedMb: LatencySummary;
}

/** What the logs tell. Everything but `repeated` and `damaged` is without exact repetitions of a line. */
export interface LogsSummary {
  readonly invocations: number;
  readonly coldStarts: number;
  readonly restored: number;
  readonly failures: readonly FailureCount[];
  /** That ARNs of runtimes name. */
  readonly regions: readonly string[];
  readonly repeated: {
    /** The same line once more, as from overlapping exports: not counted again. */
    readonly duplicates: number;
    /** Further attempts of a request: each is billed. */
    readonly retries: number;
    readonly retriesBilledMs: number;
  };
  readonly totals: {
    readonly durationMs: number;
    readonly billedMs: number;
    readonly initMs: number;
    readonly restoreMs: number;
    readonly billedRestoreMs: number;
    /** Calls that are not billed by the millisecond, as of managed instances. */
    readonly unbillable: number;
  };
  readonly failedInits: { readonly count: number; readonly durationMs: number };
  readonly failedRestores: { readonly count: number; readonly durationMs: number };
  /** Milliseconds; percentiles that the count cannot support are absent. */
  readonly durationMs?: LatencySummary;
  readonly billedMs?: LatencySummary;
  readonly initMs?: LatencySummary;
  readonly restoreMs?: LatencySummary;
  /** Megabytes, for each memory size; the largest number of invocations first. */
  readonly memory: readonly MemoryUse[];
  /** Of billed time. Undefined if no line has it and the memory size. */
  readonly gbSeconds?: number;
  /** Absent, too, where the prices are not known. */
  readonly billing?: Billing;
  readonly reconciliation: Reconciled<BilledInvocation>;
  readonly damaged: { readonly count: number; readonly first: readonly DamagedLine[] };
  /** Of each function whose lines name their streams and times, the most calls first. */
  readonly rolls: readonly FunctionRoll[];
}

export type Repetition = 'first' | 'duplicate' | 'retry';

const mostDamagedKept = 1000;
const mostErrorTypes = 1000;
const mostMemorySizes = 100;
/** An account has at most a few thousand. */
const mostFunctions = 10_000;

/** Adds up what logs tell, in memory that grows by some 60 bytes per invocation: 40 detect repetitions, 16 are its begin and end. */
export class LogsTally {
  private readonly requests = new IdTable();
  private readonly contents = new IdTable();
  private readonly bill = new LambdaBill();
  private readonly reconciliation: Reconciliation<BilledInvocation>;
  private readonly failures = new Map<string, FailureCount>();
  private readonly memory = new Map<number, LatencyHistogram>();
  private readonly durations = new LatencyHistogram();
  private readonly billed = new LatencyHistogram();
  private readonly inits = new LatencyHistogram();
  private readonly restores = new LatencyHistogram();
  private readonly sumsUs = { durationMs: 0, billedMs: 0, initMs: 0, restoreMs: 0, billedRestoreMs: 0 };
  private readonly counts = { invocations: 0, duplicates: 0, retries: 0, unbillable: 0, damaged: 0 };
  private readonly failed = { inits: { count: 0, durationMs: 0 }, restores: { count: 0, durationMs: 0 } };
  private readonly damaged: DamagedLine[] = [];
  private readonly regionsTold = new Set<string>();
  private readonly rolls = new Map<string, FunctionRollCall>();
  private retriesBilledUs = 0;

  /** @param rule what to hold against all lines; absent: what the time of each says. */
  constructor(rule?: BillingRule) {
    this.reconciliation = new Reconciliation(rule);
  }

  /**
   * @param source names the function of lines that do not: the file, for example
   * @returns of an invocation, whether its request was there before.
   */
  add(finding: LogFinding, source = ''): Repetition | undefined {
    switch (finding.kind) {
      case 'invocation':
        return this.addInvocation(finding.invocation, source);
      case 'failed-init':
        return this.addFailed('inits', finding);
      case 'restore':
        return finding.status === 'success' ? undefined : this.addFailed('restores', finding);
      case 'region':
        this.regionsTold.add(finding.region);
        return undefined;
      case 'damaged':
        this.counts.damaged += 1;
        if (this.damaged.length < mostDamagedKept) this.damaged.push(finding);
        return undefined;
    }
  }

  /** Those of all files. */
  get regions(): string[] {
    return [...this.regionsTold].sort();
  }

  /** What the invocations pay for besides requests and duration. */
  get parts(): PricedPart[] {
    return this.bill.parts();
  }

  /** @param sheet with prices of `parts`. */
  finish(sheet: PriceSheet | UnknownPrices): LogsSummary {
    const { invocations, duplicates, retries, unbillable } = this.counts;
    const sum = (key: keyof typeof this.sumsUs) => this.sumsUs[key] / 1000;
    const reconciliation = this.reconciliation.finish();
    const billing = 'unknown' in sheet ? undefined : this.bill.finish({ sheet, source: 'report-lines' });
    return {
      ...{ invocations, coldStarts: this.inits.count, restored: this.restores.count },
      failures: [...this.failures.values()].sort((a, b) => b.count - a.count),
      regions: this.regions,
      repeated: { duplicates, retries, retriesBilledMs: this.retriesBilledUs / 1000 },
      totals: {
        ...{ durationMs: sum('durationMs'), billedMs: sum('billedMs'), initMs: sum('initMs') },
        ...{ restoreMs: sum('restoreMs'), billedRestoreMs: sum('billedRestoreMs'), unbillable },
      },
      ...{ failedInits: this.failed.inits, failedRestores: this.failed.restores },
      ...optional('durationMs', this.durations.summary()),
      ...optional('billedMs', this.billed.summary()),
      ...optional('initMs', this.inits.summary()),
      ...optional('restoreMs', this.restores.summary()),
      memory: this.memoryUse(),
      ...optional('gbSeconds', this.bill.gbSeconds),
      ...optional('billing', billing && { ...billing, initMs: reconciliation.initBilledMs }),
      reconciliation,
      damaged: { count: this.counts.damaged, first: this.damaged },
      rolls: [...this.rolls.values()].flatMap((roll) => roll.finish(sheet) ?? []).sort((a, b) => b.calls - a.calls),
    };
  }

  private addInvocation(logged: LoggedInvocation, source: string): Repetition {
    if (!this.contents.add(contentOf(logged))) {
      this.counts.duplicates += 1;
      return 'duplicate';
    }
    const isRetry = !this.requests.add(logged.requestId);
    this.counts.invocations += 1;
    this.addTimes(logged);
    this.addFailure(logged);
    this.addMemory(logged);
    this.rollOf(logged.functionName ?? source)?.add(logged);
    const { billedMs } = logged;
    if (billedMs === undefined) this.counts.unbillable += 1;
    else this.reconciliation.add({ ...logged, billedMs });
    const invocation = invocationOfLog(logged);
    if (invocation !== undefined) this.bill.add({ ...invocation, runtime: logged.runtime });
    if (!isRetry) return 'first';
    this.counts.retries += 1;
    this.retriesBilledUs += Math.round((billedMs ?? 0) * 1000);
    return 'retry';
  }

  private rollOf(functionName: string): FunctionRollCall | undefined {
    const known = this.rolls.get(functionName);
    if (known !== undefined || this.rolls.size >= mostFunctions) return known;
    const roll = new FunctionRollCall(functionName);
    this.rolls.set(functionName, roll);
    return roll;
  }

  private addTimes(logged: LoggedInvocation): void {
    for (const key of Object.keys(this.sumsUs) as (keyof typeof this.sumsUs)[])
      this.sumsUs[key] += Math.round((logged[key] ?? 0) * 1000);
    record(this.durations, logged.durationMs);
    record(this.billed, logged.billedMs);
    record(this.inits, logged.initMs);
    record(this.restores, logged.restoreMs);
  }

  private addFailure({ status, errorType }: LoggedInvocation): void {
    if (status === 'success') return;
    const key = `${status} ${errorType ?? ''}`;
    const known = this.failures.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.failures.size < mostErrorTypes)
      this.failures.set(key, { status, ...optional('errorType', errorType), count: 1 });
  }

  private addMemory({ memorySizeMb, maxMemoryUsedMb }: LoggedInvocation): void {
    if (memorySizeMb === undefined || maxMemoryUsedMb === undefined) return;
    const known = this.memory.get(memorySizeMb);
    if (known === undefined && this.memory.size >= mostMemorySizes) return;
    const used = known ?? new LatencyHistogram();
    this.memory.set(memorySizeMb, used);
    record(used, maxMemoryUsedMb);
  }

  private memoryUse(): MemoryUse[] {
    return [...this.memory]
      .flatMap(([memorySizeMb, used]) => {
        const usedMb = used.summary();
        return usedMb === undefined ? [] : [{ memorySizeMb, invocations: usedMb.count, usedMb }];
      })
      .sort((a, b) => b.invocations - a.invocations);
  }

  private addFailed(kind: 'inits' | 'restores', { durationMs }: FailedInit | Restore): undefined {
    this.failed[kind].count += 1;
    this.failed[kind].durationMs += durationMs;
  }
}

/** Two attempts of a request differ in their time, or in a hundredth of a millisecond; two copies of a line in nothing. */
const contentOf = (logged: LoggedInvocation): string =>
  [
    ...[logged.requestId, logged.atEpochMs, logged.durationMs, logged.billedMs, logged.initMs, logged.restoreMs],
    ...[logged.billedRestoreMs, logged.memorySizeMb, logged.maxMemoryUsedMb, logged.status, logged.errorType],
  ].join(' ');

import type { PriceSheet, UnknownPrices } from '../../billing/price-sheet.ts';
import type { LoggedInvocation } from '../../logs/log-finding.ts';
import type { LatencySummary } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import { LatencyHistogram } from '../latency.ts';
import { GrowingNumbers } from './growing-numbers.ts';
import { record } from './plausible.ts';
import { type RollCosts, RollUse } from './roll-costs.ts';

/**
 * The roll of one function, from the streams of its log: a log stream is one execution environment. A call occupied its environment from
 * its duration before the time of its line, or from the init or restore before that.
 */
export interface FunctionRoll extends RollCosts {
  readonly functionName: string;
  /** All with a line; the figures below are of those with a stream and a time. */
  readonly calls: number;
  readonly withoutStream: number;
  readonly withoutTime: number;
  readonly environments: number;
  readonly coldStarts: number;
  readonly failed: number;
  readonly billedMs: number;
  readonly durationMs: LatencySummary;
  readonly initMs?: LatencySummary;
  /** The largest of these lines. */
  readonly memorySizeMb?: number;
  readonly maxMemoryUsedMb?: number;
  readonly callsPerEnvironment: LatencySummary;
  /** From the beginning of an environment to the end of its last call. */
  readonly lifeMs: LatencySummary;
  /** Between two calls of an environment. Absent if none had two. */
  readonly idleMs?: LatencySummary;
  /** Time in calls and inits / life, over all environments. */
  readonly busyShare: number;
  /** Sum of the times in calls and inits / time from the first of them to the end of the last (Little's law). */
  readonly meanConcurrency: number;
  /** Most calls at once, exactly. */
  readonly peakConcurrency: number;
  readonly hours: readonly RollHour[];
}

interface RollHour {
  /** ISO 8601, of its beginning, UTC. Calls are in the hour in which they ended. */
  readonly hour: string;
  readonly calls: number;
  /** Those that ended a call in this hour. */
  readonly environments: number;
  readonly coldStarts: number;
}

interface EnvironmentLog {
  calls: number;
  beganAtMs: number;
  endedAtMs: number;
  busyMs: number;
}

interface HourLog {
  calls: number;
  coldStarts: number;
  readonly environments: Set<EnvironmentLog>;
}

const hourMs = 3_600_000;
/** Lines have whole milliseconds: a call may seem to begin a little before the end of the one before it. */
const roundingMs = 2;

/** Calls the roll of a function. Memory grows by 16 bytes per call, and with environments and hours. */
export class FunctionRollCall {
  private readonly functionName: string;
  private readonly environments = new Map<string, EnvironmentLog>();
  private readonly hours = new Map<number, HourLog>();
  private readonly durations = new LatencyHistogram();
  private readonly inits = new LatencyHistogram();
  private readonly idle = new LatencyHistogram();
  private readonly use = new RollUse();
  private readonly starts = new GrowingNumbers();
  private readonly ends = new GrowingNumbers();
  private readonly counts = { calls: 0, withoutStream: 0, withoutTime: 0, coldStarts: 0, failed: 0, billedMs: 0 };
  private inCallsMs = 0;
  /** Each rounded up to 1 ms. */
  private wallMs = 0;
  private memorySizeMb: number | undefined;
  private maxMemoryUsedMb: number | undefined;

  constructor(functionName: string) {
    this.functionName = functionName;
  }

  /** Lines of one stream come in their order; those of several streams in any. */
  add(logged: LoggedInvocation): void {
    const { stream, atEpochMs } = logged;
    this.addFacts(logged);
    if (stream === undefined || atEpochMs === undefined) return;
    const beganAtMs = this.beganAtMs(stream, logged, atEpochMs);
    const environment = this.addToEnvironment(stream, beganAtMs, atEpochMs);
    this.starts.push(beganAtMs);
    this.ends.push(atEpochMs);
    this.inCallsMs += atEpochMs - beganAtMs;
    this.wallMs += Math.ceil(logged.durationMs + (logged.initMs ?? logged.restoreMs ?? 0));
    this.addToHour(environment, logged, atEpochMs);
  }

  /** Undefined if no line has a stream and a time. */
  finish(sheet: PriceSheet | UnknownPrices): FunctionRoll | undefined {
    const [callsPerEnvironment, lifeMs] = [new LatencyHistogram(), new LatencyHistogram()];
    const total = { busyMs: 0, lifeMs: 0 };
    for (const { calls, beganAtMs, endedAtMs, busyMs } of this.environments.values()) {
      record(callsPerEnvironment, calls);
      record(lifeMs, endedAtMs - beganAtMs);
      total.busyMs += busyMs;
      total.lifeMs += endedAtMs - beganAtMs;
    }
    const [perEnvironment, life, durationMs] = [callsPerEnvironment, lifeMs, this.durations].map((all) =>
      all.summary(),
    );
    if (perEnvironment === undefined || life === undefined || durationMs === undefined) return undefined;
    const instances = [...this.environments.values()].map(({ busyMs, beganAtMs, endedAtMs }) => ({
      ...{ busyMs, aliveMs: endedAtMs - beganAtMs },
    }));
    return {
      functionName: this.functionName,
      ...this.counts,
      durationMs,
      ...optional('initMs', this.inits.summary()),
      ...optional('memorySizeMb', this.memorySizeMb),
      ...optional('maxMemoryUsedMb', this.maxMemoryUsedMb),
      environments: this.environments.size,
      ...{ callsPerEnvironment: perEnvironment, lifeMs: life },
      ...optional('idleMs', this.idle.summary()),
      busyShare: total.lifeMs === 0 ? 1 : total.busyMs / total.lifeMs,
      ...this.concurrency(),
      ...this.use.finish(sheet, { requests: this.ends.count, wallMs: this.wallMs, instances }),
      hours: this.hourly(),
    };
  }

  private addFacts(logged: LoggedInvocation): void {
    const { stream, atEpochMs, billedMs = 0, memorySizeMb, maxMemoryUsedMb, status } = logged;
    this.use.add(logged);
    record(this.durations, logged.durationMs);
    record(this.inits, logged.initMs);
    if (status !== 'success') this.counts.failed += 1;
    this.counts.calls += 1;
    this.counts.billedMs += billedMs;
    if (stream === undefined) this.counts.withoutStream += 1;
    if (atEpochMs === undefined) this.counts.withoutTime += 1;
    this.memorySizeMb = larger(this.memorySizeMb, memorySizeMb);
    this.maxMemoryUsedMb = larger(this.maxMemoryUsedMb, maxMemoryUsedMb);
  }

  private beganAtMs(
    stream: string,
    { durationMs, initMs, restoreMs = 0 }: LoggedInvocation,
    endedAtMs: number,
  ): number {
    const beganAtMs = endedAtMs - durationMs - (initMs ?? restoreMs);
    const endedBeforeMs = this.environments.get(stream)?.endedAtMs ?? Number.NEGATIVE_INFINITY;
    return beganAtMs < endedBeforeMs && beganAtMs > endedBeforeMs - roundingMs ? endedBeforeMs : beganAtMs;
  }

  private addToEnvironment(stream: string, beganAtMs: number, endedAtMs: number): EnvironmentLog {
    const known = this.environments.get(stream);
    if (known === undefined) {
      const first = { calls: 1, beganAtMs, endedAtMs, busyMs: endedAtMs - beganAtMs };
      this.environments.set(stream, first);
      return first;
    }
    record(this.idle, beganAtMs - known.endedAtMs);
    // Calls at once, as in managed instances, are busy time once.
    known.busyMs += Math.max(0, endedAtMs - Math.max(beganAtMs, known.endedAtMs));
    known.calls += 1;
    known.beganAtMs = Math.min(known.beganAtMs, beganAtMs);
    known.endedAtMs = Math.max(known.endedAtMs, endedAtMs);
    return known;
  }

  private addToHour(environment: EnvironmentLog, { initMs, restoreMs }: LoggedInvocation, atEpochMs: number): void {
    const hour = Math.floor(atEpochMs / hourMs);
    const known = this.hours.get(hour) ?? { calls: 0, coldStarts: 0, environments: new Set() };
    this.hours.set(hour, known);
    known.calls += 1;
    known.environments.add(environment);
    if (initMs === undefined && restoreMs === undefined) return;
    known.coldStarts += 1;
    this.counts.coldStarts += 1;
  }

  private concurrency(): Pick<FunctionRoll, 'meanConcurrency' | 'peakConcurrency'> {
    const [starts, ends] = [this.starts.sorted(), this.ends.sorted()];
    const spanMs = (ends.at(-1) ?? 0) - (starts[0] ?? 0);
    return {
      meanConcurrency: spanMs > 0 ? this.inCallsMs / spanMs : starts.length,
      peakConcurrency: mostOpen(starts, ends),
    };
  }

  private hourly(): RollHour[] {
    return [...this.hours]
      .sort(([a], [b]) => a - b)
      .map(([hour, { calls, coldStarts, environments }]) => ({
        hour: new Date(hour * hourMs).toISOString(),
        ...{ calls, environments: environments.size, coldStarts },
      }));
  }
}

const larger = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);

/** The most intervals open at one instant, from both of their ends in ascending order. One that begins where another ends does not meet it. */
function mostOpen(starts: Float64Array, ends: Float64Array): number {
  let [most, ended] = [0, 0];
  for (const [index, start] of starts.entries()) {
    while ((ends[ended] ?? Number.POSITIVE_INFINITY) <= start) ended += 1;
    most = Math.max(most, index + 1 - ended);
  }
  return most;
}

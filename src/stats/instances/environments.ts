import type { EnvironmentLife, Environments } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import { coldStartOf, occupiedBetween, type Sample } from '../../model/sample.ts';
import { BusyTime } from './busy-time.ts';
import { PeakOverlap, peakOverlapOf } from './peak-overlap.ts';

/** Who names the instances: the answers, or the platform for a function whose answers name none. */
export type IdentifiedBy = Environments['identifiedBy'];

/** One small record per instance that gave an answer, whatever the status of the answer. */
export class InstanceCounts {
  private readonly identifiedBy: IdentifiedBy;
  private readonly records = new Map<string, EnvironmentRecord>();
  private answers = 0;
  private coldStarts = 0;
  /** Answers that are known to be cold starts, or known to be none. */
  private withColdStart = 0;

  constructor(identifiedBy: IdentifiedBy = 'answers') {
    this.identifiedBy = identifiedBy;
  }

  /** Samples come in order of their completion. */
  add(sample: Sample): void {
    const instanceId = this.identifiedBy === 'answers' ? sample.identity?.instanceId : sample.platform?.environmentId;
    if (instanceId === undefined) return;
    const coldStart = coldStartOf(sample);
    const record = this.records.get(instanceId) ?? new EnvironmentRecord(instanceId);
    this.records.set(instanceId, record);
    record.add(sample);
    this.answers += 1;
    if (coldStart === true) this.coldStarts += 1;
    if (coldStart !== undefined) this.withColdStart += 1;
  }

  /** Requests of the two must not overlap. */
  merge(other: InstanceCounts): void {
    for (const [instanceId, theirs] of other.records) {
      const ours = this.records.get(instanceId) ?? new EnvironmentRecord(instanceId);
      this.records.set(instanceId, ours);
      ours.merge(theirs);
    }
    this.answers += other.answers;
    this.coldStarts += other.coldStarts;
    this.withColdStart += other.withColdStart;
  }

  finish(): Environments {
    const list = [...this.records.values()]
      .map((record) => record.finish())
      .sort((a, b) => a.firstSeenAtMs - b.firstSeenAtMs);
    return {
      distinct: list.length,
      identifiedBy: this.identifiedBy,
      ...(this.withColdStart > 0 && { coldStarts: this.coldStarts, coldStartsSource: 'answers' as const }),
      reused: this.answers - list.length,
      peakAlive: peakOverlapOf(
        list.map(({ firstSeenAtMs, lastSeenAtMs }) => ({ from: firstSeenAtMs, to: lastSeenAtMs })),
      ),
      peakAliveSource: 'responses',
      list,
    };
  }
}

class EnvironmentRecord {
  private readonly instanceId: string;
  private readonly busy = new BusyTime();
  private readonly inFlight = new PeakOverlap();
  private invocations = 0;
  /** Undefined while none of its answers is known to be a cold start or to be none. */
  private coldStart: boolean | undefined;
  private firstSeenAtMs = Number.POSITIVE_INFINITY;
  private lastSeenAtMs = Number.NEGATIVE_INFINITY;
  private initMs: number | undefined;
  private peakRssMb: number | undefined;
  /** Of what was merged. */
  private mergedBusyMs = 0;
  private mergedPeak = 0;

  constructor(instanceId: string) {
    this.instanceId = instanceId;
  }

  add(sample: Sample): void {
    const { meters, completedAtMs } = sample;
    const sentAtMs = sample.sentAtMs ?? sample.intendedAtMs;
    this.invocations += 1;
    this.coldStart = either(this.coldStart, coldStartOf(sample));
    this.firstSeenAtMs = Math.min(this.firstSeenAtMs, sentAtMs);
    this.lastSeenAtMs = Math.max(this.lastSeenAtMs, completedAtMs);
    this.inFlight.add(sentAtMs, completedAtMs);
    this.busy.add(...occupiedBetween(sample));
    this.initMs ??= meters.initMs;
    if (meters.rssMb !== undefined) this.peakRssMb = Math.max(this.peakRssMb ?? 0, meters.rssMb);
  }

  merge(other: EnvironmentRecord): void {
    this.invocations += other.invocations;
    this.coldStart = either(this.coldStart, other.coldStart);
    this.firstSeenAtMs = Math.min(this.firstSeenAtMs, other.firstSeenAtMs);
    this.lastSeenAtMs = Math.max(this.lastSeenAtMs, other.lastSeenAtMs);
    this.mergedPeak = Math.max(this.mergedPeak, other.peakInFlight);
    this.mergedBusyMs += other.busyMs;
    this.initMs ??= other.initMs;
    if (other.peakRssMb !== undefined) this.peakRssMb = Math.max(this.peakRssMb ?? 0, other.peakRssMb);
  }

  private get busyMs(): number {
    return this.busy.totalMs + this.mergedBusyMs;
  }

  private get peakInFlight(): number {
    return Math.max(this.inFlight.peak, this.mergedPeak);
  }

  finish(): EnvironmentLife {
    return {
      instanceId: this.instanceId,
      invocations: this.invocations,
      ...optional('coldStart', this.coldStart),
      firstSeenAtMs: this.firstSeenAtMs,
      lastSeenAtMs: this.lastSeenAtMs,
      busyMs: this.busyMs,
      peakInFlight: this.peakInFlight,
      ...optional('initMs', this.initMs),
      ...optional('peakRssMb', this.peakRssMb),
    };
  }
}

const either = (one: boolean | undefined, other: boolean | undefined): boolean | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one || other;

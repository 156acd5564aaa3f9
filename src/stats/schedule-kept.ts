import { optional } from '../model/optional.ts';
import type { PhaseResult } from '../model/run-result.ts';
import type { Sample } from '../model/sample.ts';
import { LatencyHistogram } from './latency.ts';

/** What a phase with a schedule says of how it kept it. */
export interface ScheduledPhase {
  readonly schedule?: NonNullable<PhaseResult['schedule']>;
}

/**
 * What one open phase asked for and what became of it. Samples may come in any order. A request without `sentAtMs` was due,
 * but never left: too many were in flight, or there was no connection.
 */
export class ScheduleKept {
  private readonly lag = new LatencyHistogram();
  private asked = 0;
  private sent = 0;
  private firstDueMs = Number.POSITIVE_INFINITY;
  private lastDueMs = Number.NEGATIVE_INFINITY;
  private lastSentMs = Number.NEGATIVE_INFINITY;

  add({ intendedAtMs, sentAtMs }: Pick<Sample, 'intendedAtMs' | 'sentAtMs'>): void {
    this.asked += 1;
    this.firstDueMs = Math.min(this.firstDueMs, intendedAtMs);
    this.lastDueMs = Math.max(this.lastDueMs, intendedAtMs);
    if (sentAtMs === undefined) return;
    this.sent += 1;
    this.lastSentMs = Math.max(this.lastSentMs, sentAtMs);
    // A timer may fire a little early; what is early is not late.
    this.lag.add(Math.max(0, sentAtMs - intendedAtMs));
  }

  private lagSummary(): NonNullable<PhaseResult['schedule']>['sendLagMs'] {
    const lag = this.lag.summary();
    return lag && { ...optional('p50', lag.p50), ...optional('p99', lag.p99), max: lag.max };
  }

  /** n requests have n - 1 gaps; where there is none there is no rate. */
  finish(): NonNullable<PhaseResult['schedule']> {
    const { asked, sent } = this;
    const plannedMs = this.lastDueMs - this.firstDueMs;
    const overrunMs = Math.max(0, this.lastSentMs - this.lastDueMs);
    return {
      ...{ asked, sent },
      ...(asked > 1 && plannedMs > 0 && { askedPerSecond: (1000 * (asked - 1)) / plannedMs }),
      // What was not sent at the end was not sent early: the time of the schedule counts in full.
      ...(sent > 1 && plannedMs > 0 && { achievedPerSecond: (1000 * (sent - 1)) / (plannedMs + overrunMs) }),
      ...(sent > 0 && { overrunMs: Math.round(1000 * overrunMs) / 1000 }),
      ...optional('sendLagMs', this.lagSummary()),
    };
  }
}

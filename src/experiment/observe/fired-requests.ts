import type { FiredLoad, FiredRequest } from '../../launch/running-target.ts';
import { optional } from '../../model/optional.ts';
import { messageOf, type Outcome, statusOf } from '../../model/outcome.ts';
import type { Sample } from '../../model/sample.ts';

/** The executed requests of one load, kept until their REPORT lines are read. */
export class FiredRequests {
  private readonly startedAtEpochMs: number;
  private readonly requests = new Map<string, FiredRequest>();
  private fromEpochMs = Number.POSITIVE_INFINITY;
  private toEpochMs = Number.NEGATIVE_INFINITY;

  constructor(startedAtEpochMs: number) {
    this.startedAtEpochMs = startedAtEpochMs;
  }

  /** A function was executed whatever its response. Throttles and refusals have a request ID, but no execution. */
  add({ outcome, requestId, sentAtMs, completedAtMs, identity, meters }: Sample): void {
    if (!wasExecuted(outcome) || requestId === undefined || sentAtMs === undefined) return;
    const sentAtEpochMs = this.startedAtEpochMs + sentAtMs;
    this.fromEpochMs = Math.min(this.fromEpochMs, sentAtEpochMs);
    this.toEpochMs = Math.max(this.toEpochMs, this.startedAtEpochMs + completedAtMs);
    this.requests.set(requestId, {
      sentAtEpochMs,
      ...optional('instanceId', identity?.instanceId),
      ...optional('cpuMs', meters.cpuScope === 'call' ? meters.cpuMs : undefined),
    });
  }

  load(signal: AbortSignal): FiredLoad {
    const { requests, fromEpochMs, toEpochMs } = this;
    return { requests, fromEpochMs, toEpochMs, signal };
  }
}

/**
 * Throttles and refusals are not executed, even if the scenario expects their status. A 403 with a reason comes from the platform
 * (`explainRefusal`).
 */
function wasExecuted(outcome: Outcome): boolean {
  const status = statusOf(outcome);
  return status !== 429 && !(status === 403 && messageOf(outcome) !== undefined);
}

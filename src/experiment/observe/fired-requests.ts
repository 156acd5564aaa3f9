import type { FiredLoad, FiredRequest, PlatformAccount } from '../../launch/running-target.ts';
import { optional } from '../../model/optional.ts';
import { messageOf, type Outcome, statusOf } from '../../model/outcome.ts';
import type { Sample } from '../../model/sample.ts';

/** The executed requests of one load, kept until their REPORT lines are read. */
export class FiredRequests {
  private readonly startedAtEpochMs: number;
  private readonly requests = new Map<string, FiredRequest>();
  /** Of a load in which no response names its instance. */
  private readonly unidentified = new Map<string, Sample>();
  private isIdentified = false;
  private fromEpochMs = Number.POSITIVE_INFINITY;
  private toEpochMs = Number.NEGATIVE_INFINITY;

  constructor(startedAtEpochMs: number) {
    this.startedAtEpochMs = startedAtEpochMs;
  }

  /** A function was executed whatever its response. Throttles and refusals have a request ID, but no execution. */
  add(sample: Sample): void {
    const { outcome, requestId, sentAtMs, completedAtMs, identity, meters } = sample;
    if (!wasExecuted(outcome) || requestId === undefined || sentAtMs === undefined) return;
    const sentAtEpochMs = this.startedAtEpochMs + sentAtMs;
    this.fromEpochMs = Math.min(this.fromEpochMs, sentAtEpochMs);
    this.toEpochMs = Math.max(this.toEpochMs, this.startedAtEpochMs + completedAtMs);
    this.note(requestId, sample);
    this.requests.set(requestId, {
      sentAtEpochMs,
      ...optional('instanceId', identity?.instanceId),
      ...optional('cpuMs', meters.cpuScope === 'call' ? meters.cpuMs : undefined),
    });
  }

  /** The samples with the environments that the log names, in order of completion. None if responses name their instances. */
  namedBy({ invocations }: PlatformAccount): Sample[] {
    return invocations
      .flatMap(({ requestId, environmentId, initMs, restoreMs }) => {
        const sample = this.unidentified.get(requestId);
        if (sample === undefined || environmentId === undefined) return [];
        return { ...sample, platform: { environmentId, coldStart: initMs !== undefined || restoreMs !== undefined } };
      })
      .sort((a, b) => a.completedAtMs - b.completedAtMs);
  }

  private note(requestId: string, sample: Sample): void {
    this.isIdentified ||= sample.identity !== undefined;
    if (this.isIdentified) this.unidentified.clear();
    else this.unidentified.set(requestId, sample);
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

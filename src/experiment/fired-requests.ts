import { optional } from '../model/optional.ts';
import type { Sample } from '../model/sample.ts';
import type { FiredLoad, FiredRequest } from '../target/running-target.ts';

/** What a function that failed is answered with, by its URL and by us. */
const badGateway = 502;

/** The requests of one load that a handler was executed for, as long as their platform has to be asked for them. */
export class FiredRequests {
  private readonly startedAtEpochMs: number;
  private readonly requests = new Map<string, FiredRequest>();
  private fromEpochMs = Number.POSITIVE_INFINITY;
  private toEpochMs = Number.NEGATIVE_INFINITY;

  constructor(startedAtEpochMs: number) {
    this.startedAtEpochMs = startedAtEpochMs;
  }

  /** Throttles and refusals have a request id too, but nothing was executed for them. */
  add({ outcome, requestId, sentAtMs, completedAtMs, identity, meters }: Sample): void {
    const executed = outcome.kind === 'answered' || (outcome.kind === 'http-error' && outcome.status === badGateway);
    if (!executed || requestId === undefined || sentAtMs === undefined) return;
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

import type { TargetResult } from '../../model/run-result.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';

/** Whether the generator recorded instants when they happened. */
export function clientReasons({ name: target, client, latencyMs }: TargetResult): Reason[] {
  const medianMs = latencyMs.serviceTime.all?.p50;
  const { eventLoopDelayMs, gc } = client;
  if (medianMs === undefined) return [];
  const isLarge = (ms: number, leastMs: number) => ms > Math.max(leastMs, limit.smallShare * medianMs);
  return present([
    eventLoopDelayMs && isLarge(eventLoopDelayMs.p99, limit.leastLagMs)
      ? reasonFor('late-event-loop', { target, delayMs: eventLoopDelayMs.p99 })
      : undefined,
    gc && isLarge(gc.maxMs, limit.leastPauseMs) ? reasonFor('gc-pauses', { target, medianMs, ...gc }) : undefined,
  ]);
}

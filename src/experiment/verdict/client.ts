import type { TargetResult } from '../../model/run-result.ts';
import { found, leastLagMs, type Reason, smallShare } from './reason.ts';

/** Whether the generator took its stamps when things happened. */
export const clientReasons = (target: TargetResult): Reason[] => found([delayReason(target), gcReason(target)]);

/** An event loop that was late by more than a small share of the median service time stamped that late, too. */
function delayReason({ name, client, latencyMs }: TargetResult): Reason | undefined {
  const typicalMs = latencyMs.serviceTime.all?.p50;
  const delayMs = client.eventLoopDelayMs?.p99;
  if (typicalMs === undefined || delayMs === undefined || delayMs <= Math.max(leastLagMs, smallShare * typicalMs))
    return undefined;
  return {
    code: 'late-event-loop',
    weight: 'SUSPECT',
    target: name,
    message: `the generator's event loop was late by ${delayMs.toFixed(1)} ms (p99) while it loaded ${name}`,
    advice: 'close other programs on this machine, or run the generator on another one',
  };
}

/** A pause hits only what is on its way during it: below what the instrument itself may add to a burst, none is named. */
const leastPauseMs = 10;

function gcReason({ name, client, latencyMs }: TargetResult): Reason | undefined {
  const typicalMs = latencyMs.serviceTime.all?.p50;
  const { gc } = client;
  if (typicalMs === undefined || gc === undefined || gc.maxMs <= Math.max(leastPauseMs, smallShare * typicalMs))
    return undefined;
  return {
    code: 'gc-pauses',
    weight: 'SUSPECT',
    target: name,
    message: `garbage collection paused the generator for up to ${gc.maxMs.toFixed(1)} ms (${gc.count} pauses, ${gc.totalMs.toFixed(1)} ms together) while it loaded ${name}, beside a median latency of ${typicalMs.toFixed(1)} ms`,
    advice:
      'the highest latencies may be the pauses: ask for shorter answers or a smaller load, or let more `threads` fire',
  };
}

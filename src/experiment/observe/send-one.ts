import { startClock } from '../../loadgen/clock.ts';
import type { PhaseOrder } from '../../loadgen/phase-order.ts';
import { firePhase } from '../../loadgen/shapes/fire.ts';
import type { Sample } from '../../model/sample.ts';

/**
 * Sends one request that no figure includes. On this thread: the readings of the load generator are of the load alone.
 * @returns undefined if it was interrupted.
 */
export async function sendOne(order: Omit<PhaseOrder, 'phase'>, signal: AbortSignal): Promise<Sample | undefined> {
  const phase = { kind: 'sequential', name: 'one', requests: 1, pauseMs: 0 } as const;
  let sent: Sample | undefined;
  const onSample = (sample: Sample) => {
    sent = sample;
  };
  await firePhase({ ...order, phase }, { clock: startClock(), signal }, { onSample });
  return sent;
}

import type { PlatformAccount, RunningTarget } from '../../launch/running-target.ts';
import { moduleOf } from '../../load/phase-modules.ts';
import type { PhaseOrder } from '../../loadgen/phase-order.ts';
import type { Warmed } from '../../model/schema/warmed.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { arrivalSource } from '../before/arrivals.ts';
import type { RunEvent } from '../progress.ts';
import type { Window } from './environments.ts';
import { sendOne } from './send-one.ts';
import { startWarm } from './warm-start.ts';

interface WarmContext {
  readonly target: TargetSpec;
  readonly signal: AbortSignal;
  /** Gets the times in which requests were sent that no figure includes. */
  readonly warmUps: Window[];
  tell(event: RunEvent): void;
}

/** Starts the environments of a phase that starts warm, if its target has any to start. */
export async function warmPhase(
  order: PhaseOrder,
  running: RunningTarget,
  { target, signal, warmUps, tell }: WarmContext,
): Promise<Warmed | undefined> {
  const { phase, arrivals } = order;
  const { startsWarm, peakPerSecond, mostInFlight } = moduleOf(phase);
  const warm = running.where === 'started' ? running.platform?.warm : undefined;
  if (warm === undefined || !startsWarm(phase)) return undefined;
  const source = arrivalSource(arrivals.seed);
  const fromEpochMs = epochMs();
  const warmed = await startWarm({
    ...{ target: target.name, warm, signal },
    most: Math.min(mostInFlight(phase, source), kindOf(target).mostEnvironments(target)),
    peakPerSecond: (windowMs) => peakPerSecond(phase, source, windowMs) ?? 0,
    call: () => sendOne(order, signal),
    onStart: (environments, needed) =>
      tell({ kind: 'warming', target: target.name, phase: phase.name, environments, needed }),
  });
  warmUps.push({ fromEpochMs, toEpochMs: epochMs() });
  return warmed;
}

/** What the platform reports of the load: without the calls that were sent before it. */
export function withoutWarmUps(account: PlatformAccount, warmUps: readonly Window[]): PlatformAccount {
  const isOfLoad = (atEpochMs = 0) =>
    warmUps.every(({ fromEpochMs, toEpochMs }) => atEpochMs < fromEpochMs || atEpochMs > toEpochMs);
  return { ...account, invocations: account.invocations.filter(({ startedAtEpochMs }) => isOfLoad(startedAtEpochMs)) };
}

/** Monotonic, as the instants of telemetry are. */
const epochMs = (): number => performance.timeOrigin + performance.now();

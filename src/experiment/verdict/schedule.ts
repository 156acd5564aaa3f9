import { phaseModules } from '../../load/phase-modules.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import type { ClientHealth } from '../../model/schema/client/client-health.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';

/** What says how a target was sent to. */
export interface SentTo extends Pick<TargetResult, 'name' | 'latencyMs'> {
  readonly client: Pick<ClientHealth, 'sendSpreadMs' | 'eventLoopUtilization'>;
  readonly phases: readonly SentPhase[];
}

type SentPhase = Pick<PhaseResult, 'name' | 'kind' | 'latencyMs' | 'requests' | 'schedule'>;

/** Whether requests were sent when they were due. */
export const scheduleReasons = (target: SentTo): Reason[] =>
  present([spreadReason(target), lagReason(target), rateReason(target), busyReason(target)]);

/** A spread has no absolute limit: it decides how many requests of a burst are in flight together. */
function spreadReason({ name: target, client, latencyMs }: SentTo): Reason | undefined {
  const medianMs = latencyMs.serviceTime.all?.p50;
  const spreadMs = client.sendSpreadMs;
  if (medianMs === undefined || spreadMs === undefined || spreadMs <= limit.smallShare * medianMs) return undefined;
  return reasonFor('wide-burst', { target, spreadMs, medianMs });
}

/** Reports the latest phase. Each phase is judged by its own lag and latency: bursts and closed loads differ. */
function lagReason({ name: target, phases }: SentTo): Reason | undefined {
  const [worst] = phases.flatMap(latePhase).sort((a, b) => b.lagMs - a.lagMs);
  return worst && reasonFor('late-sends', { target, ...worst });
}

function latePhase({ name: phase, schedule, latencyMs }: SentPhase) {
  const [lagMs, medianMs] = [schedule?.sendLagMs?.p99, latencyMs.serviceTime.all?.p50];
  if (lagMs === undefined || medianMs === undefined) return [];
  return lagMs > Math.max(limit.leastLagMs, limit.smallShare * medianMs) ? [{ phase, lagMs, medianMs }] : [];
}

/** Reports the phase that missed its rate by most. */
function rateReason({ name: target, phases }: SentTo): Reason | undefined {
  const [worst] = phases.flatMap(missedRate).sort((a, b) => a.share - b.share);
  const weight = worst && worst.share < limit.leastTellingRateShare ? 'INVALID' : 'SUSPECT';
  return worst && reasonFor('rate-not-achieved', { target, ...worst }, weight);
}

function missedRate({ name: phase, schedule, requests: { notSent } }: SentPhase) {
  if (schedule?.askedPerSecond === undefined || schedule.achievedPerSecond === undefined) return [];
  const { asked, sent, askedPerSecond, achievedPerSecond, overrunMs = 0 } = schedule;
  const share = achievedPerSecond / askedPerSecond;
  const isMissed = share < limit.leastRateShare && (sent < asked || overrunMs > limit.forgivenOverrunMs);
  return isMissed ? [{ share, phase, asked, sent, notSent, askedPerSecond, achievedPerSecond }] : [];
}

/** Whether a phase leaves the event loop idle unless it has to keep up: a burst or a closed load drives it as fast as it goes. */
const isPatient = ({ kind }: SentPhase): boolean =>
  !phaseModules[kind].releasesTogether && phaseModules[kind].shape !== 'closed';

/**
 * A busy loop alone is no reason for doubt: shortly before each instant the generator waits awake, so that a rate of 1,000/s that is
 * kept to the microsecond keeps the loop busy all the time. The schedule must also have been missed.
 */
function busyReason({ name: target, phases, client }: SentTo): Reason | undefined {
  const { eventLoopUtilization: utilization = 0 } = client;
  const lagMs = Math.max(0, ...phases.map(({ schedule }) => schedule?.sendLagMs?.p99 ?? schedule?.sendLagMs?.max ?? 0));
  const isOpen = phases.some(({ kind }) => phaseModules[kind].shape === 'due');
  if (!isOpen || !phases.every(isPatient) || utilization <= limit.highestUtilization || lagMs <= limit.leastLagMs)
    return undefined;
  return reasonFor('busy-event-loop', { target, utilization, lagMs });
}

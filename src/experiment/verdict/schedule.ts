import { phaseModules } from '../../load/phase-modules.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import { found, leastLagMs, type Reason, smallShare } from './reason.ts';

/** Whether requests were sent when they were meant to be. */
export const scheduleReasons = (target: TargetResult): Reason[] =>
  found([spreadReason(target), lagReason(target), rateReason(target), busyReason(target)]);

/** There is no floor below which a spread is forgiven: it decides how many requests of a burst are on their way together. */
function spreadReason({ name, client, latencyMs }: TargetResult): Reason | undefined {
  const typicalMs = latencyMs.serviceTime.all?.p50;
  const spreadMs = client.sendSpreadMs;
  if (typicalMs === undefined || spreadMs === undefined || spreadMs <= smallShare * typicalMs) return undefined;
  return {
    code: 'wide-burst',
    weight: 'SUSPECT',
    target: name,
    message: `a burst at ${name} took ${spreadMs.toFixed(1)} ms to send, beside a median latency of ${typicalMs.toFixed(1)} ms`,
    advice: 'use smaller bursts, longer calls, or a faster or quieter machine for the generator',
  };
}

/** Each phase by its own lag and latency: a burst, or a closed load, has another. Of the one that was latest. */
function lagReason({ name, phases }: TargetResult): Reason | undefined {
  const [worst] = phases.flatMap(latePhase).sort((a, b) => b.lagMs - a.lagMs);
  if (worst === undefined) return undefined;
  const { phase, lagMs, typicalMs } = worst;
  return {
    code: 'late-sends',
    weight: 'SUSPECT',
    target: name,
    message: `requests of phase ${phase} at ${name} were sent ${lagMs.toFixed(1)} ms late (p99), beside a median latency of ${typicalMs.toFixed(1)} ms`,
    advice:
      'quote response times, which count from the intended send; ask a lower rate, or use a faster or quieter machine; where connections were opened for the requests, give the target a `warmPath`',
  };
}

function latePhase({ name: phase, schedule, latencyMs }: PhaseResult) {
  const [lagMs, typicalMs] = [schedule?.sendLagMs?.p99, latencyMs.serviceTime.all?.p50];
  if (lagMs === undefined || typicalMs === undefined) return [];
  return lagMs > Math.max(leastLagMs, smallShare * typicalMs) ? [{ phase, lagMs, typicalMs }] : [];
}

/** Below this share of the rate that was asked, it was another load. */
const leastRateShare = 0.95;
/** Below this share it has nothing to do with the one that was asked. */
const leastTellingRateShare = 0.5;
/** The end of a short phase may be so late: a rate says nothing about a single hiccup, the send lag does. */
const forgivenOverrunMs = 50;

/** Of the phase that missed its rate by most. */
function rateReason({ name, phases }: TargetResult): Reason | undefined {
  const [worst] = phases.flatMap(missedRate).sort((a, b) => a.share - b.share);
  if (worst === undefined) return undefined;
  const { share, phase, asked, sent, askedPerSecond, achievedPerSecond } = worst;
  const heldBack = asked - sent;
  return {
    code: 'rate-not-achieved',
    weight: share < leastTellingRateShare ? 'INVALID' : 'SUSPECT',
    target: name,
    message: `phase ${phase} asked ${rate(askedPerSecond)} of ${name} and achieved ${rate(achievedPerSecond)}: ${sent} of ${asked} requests were sent`,
    advice:
      heldBack > 0
        ? 'ask a lower rate; or, if `error` in samples.ndjson names maxInFlight, raise it as far as the target can bear'
        : 'ask a lower rate, let more `threads` fire, or use a faster machine for the generator',
  };
}

function missedRate({ name: phase, schedule }: PhaseResult) {
  if (schedule?.askedPerSecond === undefined || schedule.achievedPerSecond === undefined) return [];
  const { asked, sent, askedPerSecond, achievedPerSecond, overrunMs = 0 } = schedule;
  const share = achievedPerSecond / askedPerSecond;
  const isMissed = share < leastRateShare && (sent < asked || overrunMs > forgivenOverrunMs);
  return isMissed ? [{ share, phase, asked, sent, askedPerSecond, achievedPerSecond }] : [];
}

const rate = (perSecond: number): string => `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;

/** Above this share of its time at work an event loop has none to spare for what comes late. */
const highestUtilization = 0.9;
/** Whether it leaves the event loop idle unless that has to keep up: a burst or a closed load drives it as fast as it goes. */
const isPatient = ({ kind }: PhaseResult): boolean =>
  !phaseModules[kind].releasesTogether && phaseModules[kind].shape !== 'closed';

/**
 * A busy loop alone is no doubt: shortly before each instant the generator waits awake, so that a rate of 1000/s that is kept
 * to the microsecond keeps the loop busy all the time. It is one where the schedule was not kept as well.
 */
function busyReason({ name, phases, client }: TargetResult): Reason | undefined {
  const { eventLoopUtilization: utilization = 0 } = client;
  const lagMs = Math.max(0, ...phases.map(({ schedule }) => schedule?.sendLagMs?.p99 ?? schedule?.sendLagMs?.max ?? 0));
  const isOpen = phases.some(({ kind }) => phaseModules[kind].shape === 'due') && phases.every(isPatient);
  if (!isOpen || utilization <= highestUtilization || lagMs <= leastLagMs) return undefined;
  return {
    code: 'busy-event-loop',
    weight: 'SUSPECT',
    target: name,
    message: `the generator's event loop was busy for ${(100 * utilization).toFixed(0)} % of the time and sent up to ${lagMs.toFixed(1)} ms late while it loaded ${name}`,
    advice: 'ask a lower rate, let more `threads` fire, or use a faster machine for the generator',
  };
}

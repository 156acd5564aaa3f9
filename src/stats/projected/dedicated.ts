import { vcpusAt } from '../../concurrency/cpu-share.ts';
import { optional } from '../../model/optional.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import type { CallDemand, Need } from '../demands.ts';

/** A call as it is on dedicated CPUs at its memory size. */
export interface ProjectedCall {
  readonly memorySizeMb: number;
  /** Only where the call waits for the init of its environment. */
  readonly initMs?: number;
  readonly callMs: number;
  readonly billedMs: number;
  /** On-CPU time of init and call. */
  readonly cpuMs: number;
  /** Time for which the CPU share of the memory size holds init and call back. */
  readonly throttledMs: number;
  /** By at most that much it may be shorter: threads may have computed beside what was waited for, or beside one another. */
  readonly mayOverlapMs?: number;
}

/**
 * 150 ms of waiting and 2 ms of CPU at 512 MB take 150 + 2 / (512 / 1769) = 156.91 ms, billed 157.
 * @param cpuScale CPU time of the platform per CPU time measured here: `cpuSpeed / factor`.
 */
export function onDedicatedCpus(demand: CallDemand, cpuScale: number): ProjectedCall {
  const { call, init, memorySizeMb, timedOutAfterMs } = demand;
  const calling = spanOf(call, cpuScale, vcpusAt(memorySizeMb, 'call'));
  const callMs = timedOutAfterMs ?? calling.ms;
  const starting = init && spanOf(init, cpuScale, vcpusAt(memorySizeMb, 'init'));
  return {
    memorySizeMb,
    ...optional('initMs', starting?.ms),
    callMs,
    billedMs: billedMs(callMs, starting?.ms, demand.billedRestoreMs),
    cpuMs: calling.cpuMs + (starting?.cpuMs ?? 0),
    throttledMs: calling.throttledMs + (starting?.throttledMs ?? 0),
    ...optional('mayOverlapMs', overlapMs(demand, cpuScale)),
  };
}

/** An init of 250.4 ms and a call of 99.5 ms are billed as 350 ms. Of a restore its billed part is, which is in no init: 99.5 ms and 53 ms are 153 ms. */
const billedMs = (callMs: number, startMs = 0, billedRestoreMs?: number): number =>
  billedRestoreMs === undefined
    ? billedDurationMs(callMs, startMs)
    : billedDurationMs(callMs) + Math.min(billedRestoreMs, Math.ceil(startMs));

/**
 * All threads of a call share its CPU: 40 ms of another thread take 40 / share. Nobody knows whether the main thread waited for it, as it is
 * projected here, or for something else meanwhile. Above one vCPU, threads that ran beside one another here may do so there.
 */
function overlapMs({ call, threads, memorySizeMb, timedOutAfterMs }: CallDemand, cpuScale: number): number | undefined {
  if (threads === undefined || timedOutAfterMs !== undefined) return undefined;
  const vcpus = vcpusAt(memorySizeMb, 'call');
  return vcpus > 1 ? threads.parallelMs * cpuScale : Math.min(call.waitMs, threads.cpuMs * cpuScale * (1 / vcpus - 1));
}

/** One thread runs on one CPU at a time, so a share above 1 vCPU makes no call faster. */
function spanOf({ cpuMs: measuredMs, waitMs }: Need, cpuScale: number, vcpus: number) {
  const cpuMs = measuredMs * cpuScale;
  const runMs = cpuMs / Math.min(1, vcpus);
  return { ms: waitMs + runMs, cpuMs, throttledMs: runMs - cpuMs };
}

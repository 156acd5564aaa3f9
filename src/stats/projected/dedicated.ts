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
}

/**
 * 150 ms of waiting and 2 ms of CPU at 512 MB take 150 + 2 / (512 / 1769) = 156.91 ms, billed 157.
 * @param cpuScale CPU time of the platform per CPU time measured here: `cpuSpeed / factor`.
 */
export function onDedicatedCpus({ call, init, memorySizeMb }: CallDemand, cpuScale: number): ProjectedCall {
  const calling = spanOf(call, cpuScale, vcpusAt(memorySizeMb, 'call'));
  const starting = init && spanOf(init, cpuScale, vcpusAt(memorySizeMb, 'init'));
  return {
    memorySizeMb,
    ...optional('initMs', starting?.ms),
    callMs: calling.ms,
    billedMs: billedDurationMs(calling.ms, starting?.ms),
    cpuMs: calling.cpuMs + (starting?.cpuMs ?? 0),
    throttledMs: calling.throttledMs + (starting?.throttledMs ?? 0),
  };
}

/** One thread runs on one CPU at a time, so a share above 1 vCPU makes no call faster. */
function spanOf({ cpuMs: measuredMs, waitMs }: Need, cpuScale: number, vcpus: number) {
  const cpuMs = measuredMs * cpuScale;
  const runMs = cpuMs / Math.min(1, vcpus);
  return { ms: waitMs + runMs, cpuMs, throttledMs: runMs - cpuMs };
}

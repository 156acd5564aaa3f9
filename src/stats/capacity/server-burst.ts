import type { Costs } from '../../model/schema/costs.ts';
import type { Demand } from './busy-environments.ts';

type Servers = NonNullable<Costs['servers']>;

/** Share of the CPU of all servers that the average rate uses. Undefined: the CPU per request or the vCPUs are not known. */
export function busyShare(
  { capacityPerSecond, targetUtilization }: Servers,
  running: number,
  perSecond: number,
): number | undefined {
  return capacityPerSecond === undefined ? undefined : (perSecond / (running * capacityPerSecond)) * targetUtilization;
}

/**
 * Seconds until servers have answered a burst, as far as CPU decides: its CPU time over the vCPUs that the rate leaves free,
 * `burst * cpu / (servers * vCPU - rate * cpu)`. Undefined as `busyShare`, and where the rate leaves none free.
 */
export function drainSeconds(
  { cpuMsPerRequest, usableVcpu }: Servers,
  running: number,
  { perSecond, burst = 0 }: Demand,
): number | undefined {
  if (cpuMsPerRequest === undefined || usableVcpu === undefined) return undefined;
  const cpuSeconds = cpuMsPerRequest / 1000;
  const free = running * usableVcpu - perSecond * cpuSeconds;
  return free > 0 ? (burst * cpuSeconds) / free : undefined;
}

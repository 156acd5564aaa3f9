import type { PlanDemand } from '../../model/plan/demand.ts';
import type { Costs } from '../../model/schema/costs.ts';

/** Average requests per second that servers of a given number carry at all, with the peak in its ratio. Infinite where more are started. */
export function mostPerSecond({ servers }: Costs, { averagePerSecond, peakPerSecond }: PlanDemand): number {
  if (servers === undefined || servers.capacityPerSecond !== undefined) return Number.POSITIVE_INFINITY;
  const { count, spare, cpuMsPerRequest = 0, usableVcpu = 0 } = servers;
  if (cpuMsPerRequest === 0) return Number.POSITIVE_INFINITY;
  return (((count + spare) * usableVcpu * 1000) / cpuMsPerRequest) * (averagePerSecond / peakPerSecond);
}

import type { PlanDemand } from '../../model/plan/demand.ts';

/** CPU that the peak needs in ms per second, with the bursts on top of it where they are repeated. */
export const cpuOfLoad = ({ peakPerSecond, burst }: PlanDemand, cpuMs: number): number =>
  peakPerSecond * cpuMs + (burst?.everyMs === undefined ? 0 : (burst.size * cpuMs * 1000) / burst.everyMs);

import type { PlanDemand } from '../../model/plan/demand.ts';

/** Requests per second of repeated bursts. */
const inBursts = ({ burst }: PlanDemand): number =>
  burst?.everyMs === undefined ? 0 : (burst.size * 1000) / burst.everyMs;

/** CPU that the peak needs in ms per second. Rates include repeated bursts, which may be more than the peak that is given. */
export const cpuOfLoad = (demand: PlanDemand, cpuMs: number): number =>
  Math.max(demand.peakPerSecond, inBursts(demand)) * cpuMs;

/** Requests per second at the peak that are of no repeated burst. */
export const besideBursts = (demand: PlanDemand): number => Math.max(0, demand.peakPerSecond - inBursts(demand));

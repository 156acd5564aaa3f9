import type { PlanDemand } from '../../model/plan/demand.ts';

/** Requests per second of repeated bursts. */
const inBursts = ({ burst }: PlanDemand): number =>
  burst?.everyMs === undefined ? 0 : (burst.size * 1000) / burst.everyMs;

/** CPU that the peak needs in ms per second. Rates include repeated bursts, which may be more than the peak that is given. */
export const cpuOfLoad = (demand: PlanDemand, cpuMs: number): number =>
  Math.max(demand.peakPerSecond, inBursts(demand)) * cpuMs;

/** Standard deviations of requests in flight above their mean: more are in flight less than once in 10,000 times. */
const deviations = 4;

/** Requests in flight at the most, where arrivals at random have this mean of them. */
export const mostOf = (inFlight: number): number => inFlight + deviations * Math.sqrt(inFlight);

/** Requests per second at the peak that are of no repeated burst. */
export const besideBursts = (demand: PlanDemand): number => Math.max(0, demand.peakPerSecond - inBursts(demand));

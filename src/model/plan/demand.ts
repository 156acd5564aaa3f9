import type { RecordedArrivals } from './arrivals.ts';

/** When requests arrive, with every default filled in. */
export interface PlanDemand {
  readonly averagePerSecond: number;
  readonly peakPerSecond: number;
  /** At one instant, on top of the peak. */
  readonly burst?: { readonly size: number; readonly everyMs?: number | undefined };
  readonly growthPerYear?: number;
  /** Rate of each hour of a day; their mean is the average. */
  readonly hours: readonly number[];
  /** Each has functions or servers of its own. */
  readonly tenants: number;
  readonly source: string;
  /** Of a record, at the average rate. */
  readonly arrivals?: RecordedArrivals;
  /** The same rate with more requests at each recorded instant, where it is above that of the record. */
  readonly otherArrivals?: RecordedArrivals;
}

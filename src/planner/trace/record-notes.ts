import type { PlanDemand } from '../../model/plan/demand.ts';
import { count, counted, ms, perSecond } from '../../text/format.ts';
import { recordedPerSecond } from './rescaled-arrivals.ts';

/** With more requests, the rate is known within 5%: one standard deviation of a Poisson count. */
const fewArrivals = 400;

/** What a reader must know about a demand that was recorded. `record`: as read, before it is taken at another rate. */
export function recordNotes(
  { arrivals, averagePerSecond, tenants }: PlanDemand,
  record: NonNullable<PlanDemand['arrivals']>,
  keepAliveMs: number,
): string[] {
  const { atMs, spanMs } = record;
  const rate = recordedPerSecond(record);
  if (arrivals === undefined)
    return [
      'all recorded requests arrive at one instant, so the record has no rate: the given rates are taken without it, with arrivals at random',
    ];
  return [
    ...(spanMs < keepAliveMs
      ? [
          `the record covers ${ms(spanMs)}, less than the ${ms(keepAliveMs)} for which idle environments are kept: a longer record may have more environments alive`,
        ]
      : []),
    ...(atMs.length < fewArrivals
      ? [
          `the record has ${counted(atMs.length, 'request')}, which leaves its rate uncertain by about ${Math.round(100 / Math.sqrt(atMs.length))}%`,
        ]
      : []),
    ...(arrivals === record
      ? []
      : [
          `the record has ${perSecond(rate ?? 0)} on average, and the plan ${perSecond(averagePerSecond)}: its arrivals are ${averagePerSecond < (rate ?? 0) ? 'left out at random' : 'repeated within a minute of their time, as of independent users; the other end of the interval repeats them at their instant'}`,
        ]),
    ...(tenants > 1
      ? [
          `the record does not name tenants: each of the ${count(tenants)} has arrivals at random at its share of the rate`,
        ]
      : []),
    'curves over the rate, break-even rates and servers have the rates of the record with arrivals at random, not its instants; curves and break-even rates have the cold starts of the record beside those of such arrivals',
  ];
}

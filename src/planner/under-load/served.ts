import { optional } from '../../model/optional.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import { scaledDemand } from '../demand.ts';
import type { OptionAnswer, OptionContext, OptionModule } from '../options/option.ts';
import { overHours } from './steady.ts';

/** Fewer refused requests than this are below what can be predicted. */
export const fewRefused = 1e-4;

/**
 * The demand without the requests that an option refuses in a month: at each hour, and in repeated bursts. Costs are of the rest. `isTabled`: the
 * answer is of this demand, so that its peak has the share that a simulation found.
 */
export function servedDemand<S>(
  spec: S,
  module: Pick<OptionModule<S>, 'refused'>,
  {
    answer,
    context,
    isTabled,
  }: {
    readonly answer: Pick<OptionAnswer, 'throttledShare' | 'throttledInBurst'>;
    readonly context: OptionContext;
    readonly isTabled: boolean;
  },
): PlanDemand {
  const { demand } = context;
  const { hours, burst, averagePerSecond, peakPerSecond } = demand;
  const { throttledShare = 0 } = answer;
  const at = (perSecond: number) =>
    isTabled && perSecond === peakPerSecond ? throttledShare : refusedAt(perSecond, spec, module, context);
  // A record has the share of all of its requests.
  const refused = demand.arrivals === undefined ? overHours(hours, at) : hours.map(() => throttledShare);
  const steady = hours.reduce((sum, perSecond, hour) => sum + perSecond * (refused[hour] ?? 0), 0) / hours.length;
  const inBursts = burst?.everyMs === undefined ? 0 : ((answer.throttledInBurst ?? 0) * 1000) / burst.everyMs;
  if (steady + inBursts === 0) return demand;
  const average = Math.max(0, averagePerSecond - steady - inBursts);
  const scale = average === 0 ? 0 : average / (averagePerSecond - steady);
  return {
    ...demand,
    ...optional('burst', burst && { ...burst, size: burst.size - (answer.throttledInBurst ?? 0) }),
    averagePerSecond: average,
    hours: hours.map((perSecond, hour) => perSecond * (1 - (refused[hour] ?? 0)) * scale),
  };
}

/** Share of the requests that an option refuses at a steady rate. */
export const refusedAt = <S>(
  perSecond: number,
  spec: S,
  { refused }: Pick<OptionModule<S>, 'refused'>,
  context: OptionContext,
): number =>
  refused === undefined || perSecond === 0
    ? 0
    : refused(spec, { ...context, demand: scaledDemand(context.demand, perSecond / context.demand.peakPerSecond) });

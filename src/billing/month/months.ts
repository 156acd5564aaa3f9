import { optional } from '../../model/optional.ts';
import type { Costs, Month, ServerCost } from '../../model/schema/costs.ts';
import { coldSharesAt, hoursPerMonth, monthCost, requestsPerMonth } from './month-cost.ts';

/** Rates at which every target is priced, so that targets and runs can be compared. */
const statedRates = [1, 10, 100, 1000];

/** The month at the demand of production, if that is stated, and at four rates. */
export const monthsAt = (costs: Costs, demandPerSecond: number | undefined): Month[] =>
  [...new Set([...optionalRate(demandPerSecond), ...statedRates])]
    .sort((a, b) => a - b)
    .map((rate) => monthAt(costs, rate));

const optionalRate = (rate: number | undefined): number[] => (rate === undefined ? [] : [rate]);

export function monthAt(costs: Costs, perSecond: number): Month {
  const { low, steady, high } = coldSharesAt(costs, perSecond);
  const month = monthCost(costs, perSecond, steady);
  const usdAt = (share: number) => (share === steady ? month : monthCost(costs, perSecond, share)).usd;
  const all = [usdAt(low), usdAt(high), month.usd];
  return {
    ...{ perSecond, usd: month.usd, usdLow: Math.min(...all), usdHigh: Math.max(...all) },
    usdPerMillion: (month.usd / requestsPerMonth(perSecond)) * 1e6,
    ...optional('servers', month.servers),
  };
}

/** At the cold share of steady arrivals, without the range of `monthAt`: a search asks for thousands of rates. */
export const steadyUsdAt = (costs: Costs, perSecond: number): number =>
  monthCost(costs, perSecond, coldSharesAt(costs, perSecond).steady).usd;

/** Undefined for what is not paid by the hour. */
export function serverCostOf(costs: Costs, demandPerSecond: number | undefined): ServerCost | undefined {
  const { servers, fixed, usdPerRequest } = costs;
  if (servers === undefined) return undefined;
  const { description, count, spare, usdPerMonth, capacityPerSecond } = servers;
  const running = count + spare;
  const shared = fixed.reduce((sum, part) => sum + part.usdPerMonth, 0);
  const own = running === 1 ? description : `${running} × ${description}`;
  return {
    description: [own, ...fixed.map(({ what }) => what)].join(' and '),
    usdPerHour: (running * usdPerMonth + shared) / hoursPerMonth,
    servers: running,
    ...optional('capacityPerSecond', capacityPerSecond),
    ...optional('requestsUsdPerMillion', usdPerRequest === 0 ? undefined : usdPerRequest * 1e6),
    ...(demandPerSecond !== undefined && {
      perSecond: demandPerSecond,
      usdPerMillion: monthAt(costs, demandPerSecond).usdPerMillion,
    }),
  };
}

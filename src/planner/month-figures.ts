import type { MonthCost } from '../billing/month/month-cost.ts';
import { optional } from '../model/optional.ts';
import type { PlanMonth, PriceOrigin } from '../model/plan/option-result.ts';
import type { Costs } from '../model/schema/costs.ts';
import { perMillion } from './month.ts';
import { figuresOf } from './option-figures.ts';
import type { CommittedPrice, OptionAnswer } from './options/option.ts';
import type { ServedMonth } from './served-month.ts';
import type { PredictedOf } from './validation/ranges.ts';

interface MonthFigures {
  /** At the likely values of all inputs. */
  readonly costs: Costs | undefined;
  /** Of one tenant, at the corners of all intervals, the most likely first. */
  readonly months: readonly ServedMonth[];
  readonly tenants: number;
  readonly price: PriceOrigin;
  readonly committed: CommittedPrice;
  readonly of: PredictedOf;
  readonly load: Pick<OptionAnswer, 'busyAtPeak'>;
  readonly feeShare?: number | undefined;
}

/** The month with its breakdown, of all tenants together. Undefined without prices. */
export function monthFigures({
  costs,
  months: served,
  tenants,
  price,
  committed,
  of,
  load,
  feeShare = 0,
}: MonthFigures): PlanMonth | undefined {
  const months = served.map(({ month, demand }) => ({ ...load, month, perMillion: perMillion(month.usd, demand) }));
  const [likely] = months;
  if (likely === undefined || costs === undefined) return undefined;
  const figure = figuresOf(months, of);
  const parts = partsOf(costs, likely.month, feeShare)
    .map((part) => ({ ...part, usd: part.usd * tenants }))
    .filter(({ usd }) => Math.abs(usd) > 1e-9);
  const off = committed.share;
  return {
    usd: figure('cost', ({ month }) => month.usd * tenants),
    // A month without a served request has no price of one.
    ...(served.every(({ demand }) => demand.averagePerSecond > 0) && {
      usdPerMillion: figure('cost', (each) => each.perMillion),
    }),
    parts: parts.map(({ what, usd }) => ({ what, usd, price })),
    ...optional(
      'committedUsd',
      off === undefined
        ? undefined
        : parts.reduce((sum, { usd, isDiscounted }) => sum + usd * (isDiscounted ? off : 1), 0),
    ),
    committed: committed.words,
  };
}

interface Part {
  readonly what: string;
  readonly usd: number;
  readonly isDiscounted: boolean;
}

/** Discounts are on hours of servers and on duration, not on requests, load balancers and the fee of managed instances. */
function partsOf(costs: Costs, month: MonthCost, feeShare: number): Part[] {
  const { servers, fixed } = costs;
  const count = month.servers ?? 0;
  const perServer = servers?.usdPerMonth ?? 0;
  const { warmUsd, coldUsd, instancesUsd, requestsUsd, freeUsd, freeDurationUsd } = month;
  const { usdPerRequest, cpuUsdPerRequest = 0 } = costs;
  const cpuUsd = usdPerRequest === 0 ? 0 : (requestsUsd * cpuUsdPerRequest) / usdPerRequest;
  const credits = month.fixedUsd - count * perServer - fixed.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
  return [
    {
      what: `${count} × ${servers?.description ?? ''}`,
      usd: (count * perServer) / (1 + feeShare),
      isDiscounted: true,
    },
    { what: `fee of ${feeShare * 100} %`, usd: count * perServer * (1 - 1 / (1 + feeShare)), isDiscounted: false },
    { what: 'CPU above the baseline', usd: credits, isDiscounted: false },
    ...fixed.map(({ what, usdPerMonth }) => ({ what, usd: usdPerMonth, isDiscounted: /^provisioned/.test(what) })),
    { what: 'CPU in use', usd: cpuUsd, isDiscounted: false },
    { what: 'requests', usd: requestsUsd - cpuUsd, isDiscounted: false },
    { what: 'duration of warm calls', usd: warmUsd, isDiscounted: true },
    { what: 'duration of cold calls, with inits', usd: coldUsd, isDiscounted: true },
    { what: cpuUsd > 0 ? 'memory of instances' : 'time of instances', usd: instancesUsd, isDiscounted: false },
    { what: 'free tier, requests', usd: freeDurationUsd - freeUsd, isDiscounted: false },
    // A commitment has no discount on what is free.
    { what: 'free tier, duration', usd: -freeDurationUsd, isDiscounted: true },
  ];
}

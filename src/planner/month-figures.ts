import { type MonthCost, requestsPerMonth } from '../billing/month/month-cost.ts';
import { optional } from '../model/optional.ts';
import type { PlanDemand } from '../model/plan/demand.ts';
import { flat } from '../model/plan/figure.ts';
import type { PlanMonth, PriceOrigin } from '../model/plan/option-result.ts';
import type { Costs } from '../model/schema/costs.ts';
import { perMillion } from './month.ts';
import { figuresOf } from './option-figures.ts';
import type { CommittedPrice, OptionAnswer } from './options/option.ts';
import type { PricedMonth } from './plan-inputs.ts';
import type { Beside } from './side-costs.ts';
import type { PredictedOf } from './validation/ranges.ts';

interface MonthFigures {
  /** Of one tenant, at the corners of all intervals, the most likely first. */
  readonly months: readonly PricedMonth[];
  readonly tenants: number;
  readonly price: PriceOrigin;
  /** Of parts that have another. */
  readonly otherPrices?: { readonly requests?: PriceOrigin; readonly loadBalancer?: PriceOrigin } | undefined;
  /** What is paid beside compute, of all tenants. */
  readonly besides: readonly Beside[];
  readonly committed: CommittedPrice;
  readonly of: PredictedOf;
  readonly load: Pick<OptionAnswer, 'busyAtPeak' | 'call'>;
  readonly feeShare?: number | undefined;
}

/** The month with its breakdown, of all tenants together. Undefined without prices. */
export function monthFigures({
  months: served,
  tenants,
  committed,
  of,
  load,
  ...priced
}: MonthFigures): PlanMonth | undefined {
  const months = served.map(({ month, demand, costs }) => ({
    ...{ ...load, month, perMillion: perMillion(month.usd, demand) },
    parts: partsOf(costs, month, { ...priced, demand, tenants }),
  }));
  const [likely] = months;
  if (likely === undefined) return undefined;
  const figure = figuresOf(months, of);
  const off = committed.share;
  return {
    usd: figure('cost', ({ month }) => month.usd * tenants),
    // A month without a served request has no price of one.
    ...(served.every(({ demand }) => demand.averagePerSecond > 0) && {
      usdPerMillion: figure('cost', (each) => each.perMillion),
    }),
    // The same parts are at the same place at each corner.
    parts: likely.parts.flatMap(({ what, price }, place) => {
      const usdAt = ({ parts }: Pick<typeof likely, 'parts'>) => parts[place]?.usd ?? 0;
      return months.every((each) => Math.abs(usdAt(each)) <= 1e-9)
        ? []
        : [{ what, ...flat('usd', figure('cost', usdAt)), price }];
    }),
    ...(off !== undefined &&
      flat(
        'committedUsd',
        figure('cost', ({ parts }) => discounted(parts, off)),
      )),
    committed: committed.words,
  };
}

const discounted = (parts: readonly Part[], share: number): number =>
  parts.reduce((sum, { usd, isDiscounted }) => sum + usd * (isDiscounted ? share : 1), 0);

interface Part {
  readonly what: string;
  readonly usd: number;
  readonly price: PriceOrigin;
  readonly isDiscounted: boolean;
}

interface PartsOf extends Pick<MonthFigures, 'price' | 'otherPrices' | 'besides' | 'feeShare' | 'tenants'> {
  /** Of one tenant: what is served. */
  readonly demand: PlanDemand;
}

/** Of all tenants. Discounts are on hours of servers and on duration, not on requests, load balancers and the fee of managed instances. */
function partsOf(costs: Costs, month: MonthCost, of: PartsOf): Part[] {
  const { price, besides, demand, tenants } = of;
  const requests = requestsPerMonth(demand.averagePerSecond * tenants);
  return [
    ...computeParts(costs, month, of).map((part) => ({ price, ...part, usd: part.usd * tenants })),
    ...besides.map(({ what, usdPerMonth, usdPerRequest, origin }) => ({
      ...{ what, usd: usdPerMonth + requests * usdPerRequest, price: origin, isDiscounted: false },
    })),
  ];
}

/** Dollars of one tenant, words of all. */
function computeParts(
  costs: Costs,
  month: MonthCost,
  { otherPrices = {}, feeShare = 0, tenants }: PartsOf,
): (Omit<Part, 'price'> & Partial<Pick<Part, 'price'>>)[] {
  const { servers, fixed } = costs;
  const ofEach = tenants === 1 ? '' : `, for each of ${tenants} tenants`;
  const count = month.servers ?? 0;
  const perServer = servers?.usdPerMonth ?? 0;
  const { warmUsd, coldUsd, extrasUsd, instancesUsd, requestsUsd, freeUsd, freeDurationUsd } = month;
  const { usdPerRequest, cpuUsdPerRequest = 0 } = costs;
  const cpuUsd = usdPerRequest === 0 ? 0 : (requestsUsd * cpuUsdPerRequest) / usdPerRequest;
  const credits = month.fixedUsd - count * perServer - fixed.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
  return [
    {
      what: `${count * tenants} × ${servers?.description ?? ''}`,
      usd: (count * perServer) / (1 + feeShare),
      isDiscounted: true,
    },
    { what: `fee of ${feeShare * 100}%`, usd: count * perServer * (1 - 1 / (1 + feeShare)), isDiscounted: false },
    { what: 'CPU above the baseline', usd: credits, isDiscounted: false },
    ...fixed.map(({ what, usdPerMonth, isDiscounted = false }) => ({
      ...{ what: `${what}${ofEach}`, usd: usdPerMonth, isDiscounted },
      // What servers pay at any rate is what stands in front of them.
      ...optional('price', servers && otherPrices.loadBalancer),
    })),
    { what: 'CPU in use', usd: cpuUsd, isDiscounted: false },
    { what: 'requests', usd: requestsUsd - cpuUsd, isDiscounted: false, ...optional('price', otherPrices.requests) },
    { what: 'duration of warm calls', usd: warmUsd, isDiscounted: true },
    { what: 'duration of cold calls, with inits', usd: coldUsd, isDiscounted: true },
    { what: 'restores of SnapStart', usd: extrasUsd, isDiscounted: false },
    { what: cpuUsd > 0 ? 'memory of instances' : 'time of instances', usd: instancesUsd, isDiscounted: false },
    { what: 'free tier, requests', usd: freeDurationUsd - freeUsd, isDiscounted: false },
    // A commitment has no discount on what is free.
    { what: 'free tier, duration', usd: -freeDurationUsd, isDiscounted: true },
  ];
}

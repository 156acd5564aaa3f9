import { requestsPerMonth } from '../billing/month/month-cost.ts';
import { priceTable } from '../billing/prices.ts';
import { optional } from '../model/optional.ts';
import type { PriceOrigin } from '../model/plan/option-result.ts';
import type { PlanResult } from '../model/plan/plan-result.ts';
import type { Costs } from '../model/schema/costs.ts';
import type { PlanOptionSpec } from '../scenario/plan/options.ts';
import type { PlanFile } from '../scenario/plan/plan-file.ts';
import { awsPrice } from './options/region-prices.ts';
import { moduleOf } from './options/registry.ts';

type SideCost = PlanResult['sideCosts'][number];

export const sideCostsRegion = priceTable.region;

/** us-east-1, as several price guides of January to March 2026 quote the pages of AWS: second-hand. */
const prices = {
  logs: { usdPerGb: 0.5, words: '$0.50 per GB of CloudWatch Logs, second-hand, 2026' },
  gateway: { usdPerMillion: 1, words: '$1.00 per million requests of an HTTP API, second-hand, 2026' },
  nat: { usdPerHour: 0.045, usdPerGb: 0.045, words: '$0.045 per hour and per GB of a NAT gateway, second-hand, 2026' },
} as const;

const secondHand: PriceOrigin = {
  ...{ region: sideCostsRegion, date: '2026-03', status: 'second-hand' },
  source: 'price guides of January to March 2026, which quote the pages of AWS',
};

const bytesPerGb = 1e9;

/** One thing beside compute that an option may pay for. */
export interface Beside {
  readonly what: string;
  readonly usdPerRequest: number;
  readonly usdPerMonth: number;
  readonly price: string;
  readonly origin: PriceOrigin;
  readonly isAdded: boolean;
}

function besideOf(spec: PlanOptionSpec, file: PlanFile): Beside[] {
  const { sideCosts, platform } = file;
  const { logs, logBytesPerRequest, gateway, nat, natBytesPerRequest, loadBalancer, loadBalancerLcu } = sideCosts;
  const lcuPerRequest = loadBalancerLcu === undefined ? lcuPerRequestOf(sideCosts) : 0;
  const { isUnderLambdaQuotas = false, needsLoadBalancer = false, isOutsideAws = false } = moduleOf(spec);
  // What another region asks is not known.
  if (isOutsideAws || (file.prices.region ?? sideCostsRegion) !== sideCostsRegion) return [];
  const { hoursPerMonth, loadBalancer: balancer } = priceTable;
  const hasOwn = 'loadBalancer' in spec && spec.loadBalancer !== undefined;
  return [
    {
      ...{ what: 'logs', usdPerRequest: (logBytesPerRequest / bytesPerGb) * prices.logs.usdPerGb, usdPerMonth: 0 },
      ...{ price: prices.logs.words, origin: secondHand, isAdded: logs },
    },
    ...(isUnderLambdaQuotas
      ? [
          {
            ...{ what: 'gateway', usdPerRequest: prices.gateway.usdPerMillion / 1e6, usdPerMonth: 0 },
            ...{ price: prices.gateway.words, origin: secondHand, isAdded: gateway },
          },
        ]
      : []),
    {
      what: 'NAT',
      usdPerRequest: (natBytesPerRequest / bytesPerGb) * prices.nat.usdPerGb,
      usdPerMonth: platform.zones * prices.nat.usdPerHour * hoursPerMonth,
      ...{ price: prices.nat.words, origin: secondHand, isAdded: nat },
    },
    ...(needsLoadBalancer && !hasOwn
      ? [
          {
            ...{ what: 'load balancer', isAdded: loadBalancer, origin: awsPrice },
            usdPerRequest: (lcuPerRequest * balancer.usdPerLcuHour) / 3600,
            usdPerMonth: (balancer.usdPerHour + (loadBalancerLcu ?? 0) * balancer.usdPerLcuHour) * hoursPerMonth,
            price: `$${balancer.usdPerHour} per hour and $${balancer.usdPerLcuHour} per LCU, ${priceTable.date}`,
          },
        ]
      : []),
  ];
}

/** Source: Elastic Load Balancing pricing: a unit is 25 new connections a second, or 1 GB an hour, whichever takes more. */
const lcu = { connectionsPerSecond: 25, gbPerHour: 1 } as const;

/** Load balancer capacity units that one request per second takes. */
const lcuPerRequestOf = ({ requestsPerConnection, loadBalancerBytesPerRequest }: PlanFile['sideCosts']): number =>
  Math.max(
    1 / requestsPerConnection / lcu.connectionsPerSecond,
    (loadBalancerBytesPerRequest * 3600) / bytesPerGb / lcu.gbPerHour,
  );

/** Of one option, whether they are added or not, at the average rate of what is served. */
export const sideCostsOf = (spec: PlanOptionSpec, file: PlanFile, averagePerSecond: number): SideCost[] =>
  besideOf(spec, file).map(({ what, usdPerRequest, usdPerMonth, price, isAdded }) => ({
    option: moduleOf(spec).nameOf(spec),
    what,
    usdPerMonth: usdPerMonth + usdPerRequest * requestsPerMonth(averagePerSecond),
    ...{ basis: 'extrapolated', price, isAdded },
  }));

/** Free tiers and tiers of prices are of the account: each tenant has its share of them. */
function ofAccount(costs: Costs, tenants: number): Costs {
  const { calls, freeTier } = costs;
  if (tenants === 1) return costs;
  const tiers = calls?.durationTiers.map(({ upToGbSeconds, ...tier }) => ({
    ...optional('upToGbSeconds', upToGbSeconds && upToGbSeconds / tenants),
    ...tier,
  }));
  return {
    ...costs,
    ...(calls && tiers && { calls: { ...calls, durationTiers: tiers } }),
    ...(freeTier && { freeTier: { requests: freeTier.requests / tenants, gbSeconds: freeTier.gbSeconds / tenants } }),
  };
}

/** The costs of an option with what is switched on beside them, of one of several tenants. */
export function withSideCosts(spec: PlanOptionSpec, file: PlanFile): (costs: Costs) => Costs {
  const { tenants } = file.demand;
  const added = addedTo(spec, file);
  const sum = (key: 'usdPerMonth' | 'usdPerRequest') => added.reduce((all, { [key]: dollars }) => all + dollars, 0);
  const beside = { usdPerMonth: sum('usdPerMonth') / tenants, usdPerRequest: sum('usdPerRequest') };
  return (costs) => ({ ...ofAccount(costs, tenants), ...(added.length > 0 && { beside }) });
}

/** What is switched on beside an option. */
export const addedTo = (spec: PlanOptionSpec, file: PlanFile): Beside[] =>
  besideOf(spec, file).filter(({ isAdded }) => isAdded);

import type { PlanDemand } from '../../model/plan/demand.ts';
import type { PlanConstraints } from '../../scenario/plan/plan-file.ts';
import type { OptionAnswer } from '../options/option.ts';
import { mostInSecond } from '../trace/let-in.ts';
import { besideBursts } from '../under-load/load.ts';

export const onRequest = ({ quotaIncreaseDays }: Pick<PlanConstraints, 'quotaIncreaseDays'>): string =>
  `AWS raises it on request; ${quotaIncreaseDays === undefined ? 'AWS publishes no time for it: ask before it is needed' : `that takes ${quotaIncreaseDays} days, as given`}`;

interface Of {
  readonly answers: readonly OptionAnswer[];
  readonly demand: PlanDemand;
  readonly constraints: PlanConstraints;
}

interface Instances<C> {
  /** Of one tenant, at a multiple of the demand. */
  at(factor: number, corner: C): number;
}

/** Quotas of web functions: the requests of a second of one endpoint and of the account, and the vCPUs of the account, which all tenants share. */
export function webUses<C>({ at }: Instances<C>, { answers: [answer], demand, constraints }: Of) {
  if (answer?.quotas === undefined) return [];
  const { perSecond, accountPerSecond, vcpu, vcpuOfOne } = answer.quotas;
  const { peakPerSecond, burst, tenants } = demand;
  // Those of a burst come within the second.
  const inSecond = (factor: number, allows: number) =>
    Math.max(
      peakPerSecond * factor,
      mostInSecond(demand, besideBursts(demand), { factor, perSecond: allows }) + (burst?.size ?? 0) * factor,
    );
  return [
    {
      ...({ id: 'requestRate', basis: 'given', name: 'request rate of an endpoint', unit: 'requests/s' } as const),
      ...{ allows: perSecond, at: (factor: number) => inSecond(factor, perSecond) / tenants },
      increase: 'AWS lists 10,000 for an endpoint: spread the load over several, or state its `rateLimit`',
    },
    {
      ...({
        id: 'accountRequestRate',
        basis: 'given',
        name: 'request rate of the account',
        unit: 'requests/s',
      } as const),
      ...{
        allows: accountPerSecond,
        at: (factor: number) => inSecond(factor, accountPerSecond),
        increase: onRequest(constraints),
      },
    },
    {
      ...({ id: 'accountVcpu', name: 'vCPUs of the account', allows: vcpu, unit: 'vCPU of web functions' } as const),
      at: (factor: number, each: C) => at(factor, each) * vcpuOfOne * tenants,
      increase: onRequest(constraints),
    },
  ];
}

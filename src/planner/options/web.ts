import { webFunction } from '../../billing/bases/basis-prices.ts';
import { useCosts } from '../../billing/month/use-costs.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { count } from '../../text/format.ts';
import { missingOfServer } from './fleet.ts';
import type { OptionContext, OptionModule } from './option.ts';
import { type SharedSize, sharedAnswer, sharedBurst, sharedRefused, useOf } from './shared.ts';
import { sharedPeak } from './shared-peak.ts';

type Web = OptionOf<'web'>;

const sizeOf = (
  spec: Web,
  { constraints: { webVcpu, webPerSecond }, ofAll: { tenants } }: OptionContext,
): SharedSize => ({
  ...webFunction,
  ...{ concurrency: spec.concurrency, targetUtilization: spec.targetUtilization, most: spec.maxEnvironments },
  quotas: {
    ...{ perSecond: spec.rateLimit, vcpu: webVcpu, accountPerSecond: webPerSecond },
    vcpuSource: `those of 2 vCPU in the ${count(webVcpu)} vCPU of the account${tenants === 1 ? '' : `, of which each of ${tenants} tenants has the same part`}`,
  },
  cpuPaid: { kind: 'used' },
  whenFull: 'throttles',
  ...{ mostSource: 'maxEnvironments of its endpoint', increase: 'in the settings of the endpoint, up to 10,000' },
});

export const webOption: OptionModule<Web> = {
  ...{ side: 'server', unit: 'environment', startsOnDemand: true, isUnderWebQuotas: true },
  price: (spec) =>
    spec.usdPerVcpuHour === undefined
      ? { date: 'none', source: 'no price is public', status: 'not-public' }
      : { date: 'none', source: 'a price of your own', status: 'given' },
  each: (spec) => [spec],
  nameOf: ({ name }) => name ?? 'web function',
  missing: (_, needs) => missingOfServer(needs, webFunction.memoryMb),
  answer: (spec, context) => sharedAnswer(sizeOf(spec, context), context),
  simulatedPeak: (spec, answer, context, seed) => sharedPeak(sizeOf(spec, context), context, answer, seed),
  refused: (spec, context) => sharedRefused(sizeOf(spec, context), context),
  simulatedBurst: (spec, answer, context, seed) => sharedBurst(sizeOf(spec, context), context, answer, seed),
  costs: (spec, context) => {
    const { usdPerVcpuHour, usdPerGbHour, usdPerMillionRequests } = spec;
    if (usdPerVcpuHour === undefined || usdPerGbHour === undefined || usdPerMillionRequests === undefined)
      return undefined;
    const prices = { usdPerVcpuHour, usdPerGbHour, usdPerMillionRequests, memoryMb: webFunction.memoryMb };
    return useCosts({ kind: 'active-cpu', ...prices }, useOf(sizeOf(spec, context), context));
  },
  starting: { kind: 'not-published', words: 'AWS publishes no rate at which web functions start environments' },
  committed: () => ({ words: 'no commitment is known' }),
};

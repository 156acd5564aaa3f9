import { webFunction } from '../../billing/bases/basis-prices.ts';
import { useCosts } from '../../billing/month/use-costs.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { serverCallMs } from '../needs/numbers.ts';
import { missingOfServer } from './fleet.ts';
import type { OptionModule } from './option.ts';
import { atOnceOf, initOf, type SharedSize, sharedAnswer, sharedBurst, sharedRefused } from './shared.ts';
import { sharedPeak } from './shared-peak.ts';

type Web = OptionOf<'web'>;

/** Source: "Lambda web functions", quotas. */
const mostEnvironments = 10_000;

const sizeOf = ({ concurrency, targetUtilization }: Web): SharedSize => ({
  ...webFunction,
  ...{ concurrency, targetUtilization, most: mostEnvironments },
  cpuPaid: { kind: 'used' },
  whenFull: 'throttles',
  ...{ mostSource: 'AWS quota of web functions', increase: 'a quota of AWS: ask before it is needed' },
});

export const webOption: OptionModule<Web> = {
  ...{ side: 'server', unit: 'environment', startsOnDemand: true },
  price: (spec) =>
    spec.usdPerVcpuHour === undefined
      ? { date: 'none', source: 'no price is public', status: 'not-public' }
      : { date: 'none', source: 'a price of your own', status: 'given' },
  each: (spec) => [spec],
  nameOf: ({ name }) => name ?? 'web function',
  missing: (_, needs) => missingOfServer(needs, webFunction.memoryMb),
  answer: (spec, context) => sharedAnswer(sizeOf(spec), context),
  simulatedPeak: (spec, answer, context, seed) => sharedPeak(sizeOf(spec), context, answer, seed),
  refused: (spec, context) => sharedRefused(sizeOf(spec), context),
  simulatedBurst: (spec, answer, context, seed) => sharedBurst(sizeOf(spec), context, answer, seed),
  costs: (spec, context) => {
    const { usdPerVcpuHour, usdPerGbHour, usdPerMillionRequests } = spec;
    if (usdPerVcpuHour === undefined || usdPerGbHour === undefined || usdPerMillionRequests === undefined)
      return undefined;
    const { needs, platform } = context;
    const prices = { usdPerVcpuHour, usdPerGbHour, usdPerMillionRequests, memoryMb: webFunction.memoryMb };
    return useCosts(
      { kind: 'active-cpu', ...prices },
      {
        callMs: serverCallMs(needs, webFunction.vcpu) ?? 0,
        ...{ atOnce: atOnceOf(sizeOf(spec), context), cpuMs: needs.cpuMs, keepAliveMs: platform.keepAliveMs },
        init: initOf(sizeOf(spec), context),
      },
    );
  },
  starting: { kind: 'not-published', words: 'AWS publishes no rate at which web functions start environments' },
  committed: () => ({ words: 'no commitment is known' }),
};

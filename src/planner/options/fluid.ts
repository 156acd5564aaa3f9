import { basisPrices, vercelFluid } from '../../billing/bases/basis-prices.ts';
import { useCosts } from '../../billing/month/use-costs.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { missingOfServer } from './fleet.ts';
import type { OptionModule } from './option.ts';
import { type SharedSize, sharedAnswer, sharedBurst, sharedRefused, useOf } from './shared.ts';
import { sharedPeak } from './shared-peak.ts';

type Fluid = OptionOf<'fluid'>;

/** Source: Vercel limits, concurrency scaling of Fluid, second-hand: 30,000 on paid plans. */
const mostInstances = 30_000;

const sizeOf = ({ concurrency, targetUtilization }: Fluid): SharedSize => ({
  ...vercelFluid.size,
  ...{ concurrency, targetUtilization, most: mostInstances },
  cpuPaid: { kind: 'used' },
  whenFull: 'throttles',
  ...{ mostSource: 'Vercel limits of paid plans, second-hand', increase: 'by a contract with Vercel' },
});

export const fluidOption: OptionModule<Fluid> = {
  ...{ side: 'server', unit: 'instance', startsOnDemand: true, isOutsideAws: true },
  price: () => basisPrices['vercel-fluid'],
  each: (spec) => [spec],
  nameOf: ({ name }) => name ?? 'vercel fluid',
  missing: (_, needs) => missingOfServer(needs, vercelFluid.size.memoryMb),
  answer: (spec, context) => sharedAnswer(sizeOf(spec), context),
  simulatedPeak: (spec, answer, context, seed) => sharedPeak(sizeOf(spec), context, answer, seed),
  refused: (spec, context) => sharedRefused(sizeOf(spec), context),
  simulatedBurst: (spec, answer, context, seed) => sharedBurst(sizeOf(spec), context, answer, seed),
  costs: (spec, context) => {
    const { usdPerVcpuHour, usdPerGbHour, usdPerMillionRequests, size } = vercelFluid;
    // Memory is billed while requests are in flight, so nothing is held after them.
    return useCosts(
      { kind: 'active-cpu', memoryMb: size.memoryMb, usdPerVcpuHour, usdPerGbHour, usdPerMillionRequests },
      { ...useOf(sizeOf(spec), context), keepAliveMs: 0 },
    );
  },
  // Source: vercel.com/docs/functions/concurrency-scaling, 2025-09-05: 1,000 concurrent executions in 10 s in a region.
  starting: {
    kind: 'rate',
    rate: () => ({ atOnce: 1000, perSecond: 100 }),
    counts: 'requests of all',
    source: 'Vercel, concurrency scaling',
  },
  committed: () => ({ words: 'no commitment is known' }),
};

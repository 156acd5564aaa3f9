import { basisPrices, cloudRunPrices } from '../../billing/bases/basis-prices.ts';
import { useCosts } from '../../billing/month/use-costs.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { missingOfServer } from './fleet.ts';
import { eachMemory, type OptionModule } from './option.ts';
import { type SharedSize, sharedAnswer, sharedBurst, sharedRefused, useOf } from './shared.ts';
import { sharedPeak } from './shared-peak.ts';

type CloudRun = OptionOf<'cloud-run'>;

const memoryOf = ({ memoryMb }: CloudRun): number => (Array.isArray(memoryMb) ? (memoryMb[0] ?? 0) : memoryMb);

/** Source: Cloud Run quotas, "maximum number of container instances", default of a service. */
const mostInstances = 100;

/** Source: Cloud Run pricing: time is rounded up to 100 ms. */
const stepMs = 100;

const sizeOf = (spec: CloudRun): SharedSize => ({
  ...{ vcpu: spec.vcpu, memoryMb: memoryOf(spec), concurrency: spec.concurrency },
  ...{ targetUtilization: spec.targetUtilization, most: mostInstances },
  cpuPaid: spec.billing === 'requests' ? { kind: 'busy', stepMs } : { kind: 'alive' },
  // https://cloud.google.com/run/docs/about-instance-autoscaling: for 10 s, and then it is refused.
  whenFull: 'waits',
  ...{
    mostSource: 'default of a Cloud Run service',
    increase: 'in the settings of the service, up to the quota of its region',
  },
});

export const cloudRunOption: OptionModule<CloudRun> = {
  ...{ side: 'server', unit: 'instance', startsOnDemand: true, isOutsideAws: true },
  price: ({ billing }) => basisPrices[`cloud-run-${billing}`],
  each: eachMemory,
  nameOf: (spec) => spec.name ?? `cloud-run ${memoryOf(spec)} MB`,
  missing: (spec, needs) => missingOfServer(needs, memoryOf(spec)),
  answer: (spec, context) => sharedAnswer(sizeOf(spec), context),
  simulatedPeak: (spec, answer, context, seed) => sharedPeak(sizeOf(spec), context, answer, seed),
  refused: (spec, context) => sharedRefused(sizeOf(spec), context),
  simulatedBurst: (spec, answer, context, seed) => sharedBurst(sizeOf(spec), context, answer, seed),
  costs: (spec, context) => {
    const size = { vcpu: spec.vcpu, memoryMb: memoryOf(spec), stepMs };
    const billed = spec.billing === 'requests' ? 'busy' : 'alive';
    return useCosts(
      { kind: 'instance-time', ...size, ...cloudRunPrices[spec.billing], billed },
      useOf(sizeOf(spec), context),
    );
  },
  starting: { kind: 'not-published', words: 'Google publishes no rate at which Cloud Run starts instances' },
  committed: () => ({ words: 'discounts of Google are not known here' }),
};

import type { Hosting } from '../../billing/hosting-price.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { fleetAnswer, fleetCosts, fleetMemory, missingOfServer, simulatedFleet } from './fleet.ts';
import { eachMemory, type OptionModule } from './option.ts';
import { awsPrice, unpricedServer } from './region-prices.ts';

type Fargate = OptionOf<'fargate'>;

const memoryOf = ({ memoryMb }: Fargate): number => (Array.isArray(memoryMb) ? (memoryMb[0] ?? 0) : memoryMb);

export const fargateOption: OptionModule<Fargate> = {
  ...{ side: 'server', unit: 'task', needsLoadBalancer: true },
  price: () => awsPrice,
  unpriced: (spec, prices) => unpricedServer(hostingOf(spec), prices, 'kind'),
  each: eachMemory,
  nameOf: (spec) => spec.name ?? `fargate ${spec.vcpu} vCPU ${memoryOf(spec)} MB`,
  missing: (spec, needs) => missingOfServer(needs, memoryOf(spec)),
  answer: (spec, context) => fleetAnswer({ hosting: hostingOf(spec), spec }, context),
  simulated: simulatedFleet,
  memory: (spec, context) => fleetMemory({ hosting: hostingOf(spec), spec }, context),
  costs: (spec, context) => fleetCosts({ hosting: hostingOf(spec), spec }, context),
  committed: (_, { fargate }) =>
    fargate === undefined
      ? { words: 'no discount known: state `commitment.fargate`' }
      : { share: 1 - fargate, words: `${Math.round(fargate * 100)}% less for tasks` },
};

const hostingOf = (spec: Fargate): Hosting => ({
  fargate: { vcpu: spec.vcpu, memoryMb: memoryOf(spec), architecture: spec.architecture },
  loadBalancer: spec.loadBalancer,
});

import type { Hosting } from '../../billing/hosting-price.ts';
import { hostingMemoryMb } from '../../billing/hosting-price.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { fleetAnswer, fleetCosts, fleetMemory, missingOfServer, simulatedFleet } from './fleet.ts';
import type { OptionModule } from './option.ts';
import { awsPrice, unpricedServer } from './region-prices.ts';

type Server = OptionOf<'server'>;

function hostingOf({ instance, usdPerHour = 0, memoryMb = 0, vcpu, loadBalancer }: Server): Hosting {
  return instance === undefined ? { usdPerHour, memoryMb, vcpu, loadBalancer } : { instance, loadBalancer };
}

export const serverOption: OptionModule<Server> = {
  ...{ side: 'server', unit: 'server', needsLoadBalancer: true },
  price: ({ instance }) =>
    instance === undefined ? { date: 'none', source: 'a price of your own', status: 'given' } : awsPrice,
  otherPrices: () => ({ loadBalancer: awsPrice }),
  unpriced: (spec, prices) => unpricedServer(hostingOf(spec), prices, 'instance'),
  each: (spec) => [spec],
  nameOf: (spec) => spec.name ?? spec.instance ?? `server at $${spec.usdPerHour ?? 0}/h`,
  missing: (spec, needs) => missingOfServer(needs, hostingMemoryMb(hostingOf(spec))),
  answer: (spec, context) => fleetAnswer({ hosting: hostingOf(spec), spec }, context),
  simulated: simulatedFleet,
  memory: (spec, context) => fleetMemory({ hosting: hostingOf(spec), spec }, context),
  costs: (spec, context) => fleetCosts({ hosting: hostingOf(spec), spec }, context),
  committed: ({ instance }, { ec2 }) =>
    instance === undefined
      ? { words: 'a price of your own: state the committed one as an option' }
      : { share: 1 - ec2, words: `${Math.round(ec2 * 100)}% less for instances` },
};

import { optional } from '../../model/optional.ts';
import type { Costs } from '../../model/schema/costs.ts';
import {
  type Hosting,
  loadBalancerPrice,
  type ManagedHosting,
  managedPrice,
  type ServerPrice,
  serverPrice,
  unknownManagedPrice,
  unknownServerPrice,
} from '../hosting-price.ts';
import { hoursPerMonth } from './month-cost.ts';

/** How many servers a rate takes. */
export interface ServerFleet {
  readonly count?: number | undefined;
  readonly spare?: number | undefined;
  readonly targetUtilization?: number | undefined;
}

/** What a request takes of a server, as far as it is known. */
export interface ServerLoad {
  /** In units of a vCPU of the platform. */
  readonly cpuMsPerRequest?: number | undefined;
  /** Processes that serve requests, each on one CPU at a time. Absent: as many as there are vCPUs. */
  readonly processes?: number | undefined;
  readonly region?: string | undefined;
}

const usualUtilization = 0.6;

/**
 * The nature of the costs of servers. Undefined in a region whose prices are not known.
 * @throws {UserError} `unknown-instance` if the instance type is not in the price table.
 */
export function hostingCosts(hosting: Hosting & ServerFleet, load: ServerLoad): Costs | undefined {
  if (unknownServerPrice(hosting, load.region) !== undefined) return undefined;
  const balancer = hosting.loadBalancer && loadBalancerPrice(hosting.loadBalancer);
  return {
    fixed: balancer ? [{ what: balancer.description, usdPerMonth: balancer.usdPerHour * hoursPerMonth }] : [],
    usdPerRequest: 0,
    ...fleetOf(serverPrice(hosting), hosting, load),
  };
}

/** Managed instances of Lambda also charge for each request. Undefined as above. */
export function managedCosts(
  cost: ManagedHosting,
  { usdPerMillionRequests, ...load }: ServerLoad & { readonly usdPerMillionRequests: number },
): Costs | undefined {
  if (unknownManagedPrice(cost, load.region) !== undefined) return undefined;
  return {
    fixed: [],
    usdPerRequest: usdPerMillionRequests / 1e6,
    ...fleetOf(managedPrice(cost), { count: cost.instances }, load),
  };
}

/** `capacity = usable vCPU * 1000 ms * target utilization / CPU per request`. */
function fleetOf(
  { description, usdPerHour, vcpu, architecture, burst }: Omit<ServerPrice, 'memoryMb'>,
  { count = 1, spare = 0, targetUtilization = usualUtilization }: ServerFleet,
  { cpuMsPerRequest, processes = Number.POSITIVE_INFINITY }: ServerLoad,
): Pick<Costs, 'servers' | 'assumes'> {
  const usableVcpu = vcpu === undefined ? undefined : Math.min(vcpu, processes);
  const isKnown = usableVcpu !== undefined && cpuMsPerRequest !== undefined && cpuMsPerRequest > 0;
  const capacityPerSecond = isKnown ? (usableVcpu * 1000 * targetUtilization) / cpuMsPerRequest : undefined;
  const percent = `${Number((targetUtilization * 100).toPrecision(3))}%`;
  const carries = isKnown
    ? `${Number(cpuMsPerRequest.toPrecision(3))} ms of CPU per request on ${usableVcpu} vCPU, used to ${percent}`
    : `${count === 1 ? 'one server carries' : `${count} servers carry`} any rate, as ${vcpu === undefined ? 'its vCPUs are' : 'the CPU per request is'} not known`;
  return {
    servers: {
      ...{ description, usdPerMonth: usdPerHour * hoursPerMonth, count, spare, targetUtilization },
      ...optional('cpuMsPerRequest', cpuMsPerRequest),
      ...optional('usableVcpu', usableVcpu),
      ...optional('capacityPerSecond', capacityPerSecond),
      ...optional('burst', burst && { ...burst }),
    },
    assumes: [architecture === undefined ? carries : `${architecture}, ${carries}`],
  };
}

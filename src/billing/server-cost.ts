import { UserError } from '../model/errors.ts';
import type { ServerCost } from '../model/measures.ts';
import { optional } from '../model/optional.ts';
import { type Architecture, priceTable } from './prices.ts';

/** What a long-running server is paid for as. */
export type Hosting = Server & { readonly loadBalancer?: { readonly lcu: number } | undefined };

type Server =
  | { readonly instance: string }
  | { readonly fargate: { readonly vcpu: number; readonly memoryMb: number; readonly architecture?: Architecture } }
  | { readonly usdPerHour: number; readonly memoryMb: number };

/** The region of the prices of servers. */
const tableRegion = priceTable.region;

/** Why a server has no cost in this region, and where to state it. Undefined if it has one. */
export function unknownServerPrice(hosting: Hosting, region: string = tableRegion): string | undefined {
  const isOwn = 'usdPerHour' in hosting;
  if (region === tableRegion || (isOwn && hosting.loadBalancer === undefined)) return undefined;
  const what = isOwn ? 'load balancers' : 'instance' in hosting ? 'EC2' : 'Fargate';
  const without = hosting.loadBalancer === undefined ? '' : ', which then includes the load balancer';
  return `${notIn(region, what)}: state hosting.usdPerHour and hosting.memoryMb${without}`;
}

/** The same of managed instances of Lambda. */
export function unknownManagedPrice(cost: ManagedCost, region: string = tableRegion): string | undefined {
  if (region === tableRegion || cost.usdPerHour !== undefined) return undefined;
  return `${notIn(region, 'EC2')}: state cost.usdPerHour`;
}

const notIn = (region: string, what: string): string =>
  `prices of ${what} in ${region} are not in the price table, which has those of ${tableRegion}, so there is no cost`;

/**
 * What a server costs per hour, spread over the requests of an hour like this one. Absent without any request, as an idle
 * server has no price per request, and in a region whose prices are not known: see `unknownServerPrice`.
 * @throws {UserError} `unknown-instance` if the instance type is not in the price table.
 */
export function serverCost(hosting: Hosting, requestsPerSecond: number, region?: string): ServerCost | undefined {
  if (unknownServerPrice(hosting, region) !== undefined) return undefined;
  const server = paidFor(hosting);
  const balancer = loadBalancer(hosting.loadBalancer);
  const description = [server.description, ...balancer.description].join(' and ');
  return spread({ description, usdPerHour: server.usdPerHour + balancer.usdPerHour }, requestsPerSecond);
}

interface ManagedCost {
  readonly instance: string;
  readonly instances: number;
  /** Of one instance, on demand. Absent: that of the price table. */
  readonly usdPerHour?: number | undefined;
}

interface ManagedLoad {
  readonly usdPerMillionRequests: number;
  readonly requestsPerSecond: number;
  readonly region?: string | undefined;
}

/**
 * Lambda managed instances: their on-demand price plus the fee, and every request. Undefined without requests, or if the
 * price of an instance is unknown.
 * @throws {UserError} `unknown-instance`
 */
export function managedCost(cost: ManagedCost, load: ManagedLoad): ServerCost | undefined {
  if (unknownManagedPrice(cost, load.region) !== undefined) return undefined;
  const { instance: type, instances } = cost;
  const fee = priceTable.managedFeeShare;
  const description = `${instances} managed ${type}, EC2 + ${fee * 100} %`;
  const usdPerHour = instances * (cost.usdPerHour ?? instance(type).usdPerHour) * (1 + fee);
  return spread({ description, usdPerHour }, load.requestsPerSecond, load.usdPerMillionRequests);
}

/**
 * The memory that is paid for.
 * @throws {UserError} `unknown-instance` if the instance type is not in the price table.
 */
export const hostingMemoryMb = (hosting: Hosting): number => paidFor(hosting).memoryMb;

interface PaidFor {
  readonly description: string;
  readonly usdPerHour: number;
  readonly memoryMb: number;
}

function spread(
  { description, usdPerHour }: Omit<PaidFor, 'memoryMb'>,
  requestsPerSecond: number,
  requestsUsdPerMillion?: number,
): ServerCost | undefined {
  if (!(requestsPerSecond > 0)) return undefined;
  const usdPerMillion = (usdPerHour / 3600 / requestsPerSecond) * 1e6 + (requestsUsdPerMillion ?? 0);
  return {
    ...{ description, usdPerHour, requestsPerSecond },
    ...optional('requestsUsdPerMillion', requestsUsdPerMillion),
    usdPerMillion,
  };
}

function paidFor(hosting: Hosting): PaidFor {
  if ('instance' in hosting) return instance(hosting.instance);
  if ('fargate' in hosting) return fargateTask(hosting.fargate);
  const { usdPerHour, memoryMb } = hosting;
  return { description: 'price of your own', usdPerHour, memoryMb };
}

function instance(type: string): PaidFor {
  const price = priceTable.ec2.get(type);
  if (price !== undefined) return { description: type, ...price };
  throw new UserError('unknown-instance', `instance type ${JSON.stringify(type)} is not in the price table`, {
    hint: `use one of ${[...priceTable.ec2.keys()].join(', ')}, or state usdPerHour and memoryMb`,
  });
}

function fargateTask({
  vcpu,
  memoryMb,
  architecture = 'x86_64',
}: Extract<Server, { fargate: unknown }>['fargate']): PaidFor {
  const { usdPerVcpuHour, usdPerGbHour } = priceTable.fargate[architecture];
  const usdPerHour = vcpu * usdPerVcpuHour + (memoryMb / 1024) * usdPerGbHour;
  const processor = architecture === 'arm64' ? 'Arm' : 'x86';
  return { description: `Fargate ${processor}, ${vcpu} vCPU, ${memoryMb} MB`, usdPerHour, memoryMb };
}

function loadBalancer(balancer: Hosting['loadBalancer']) {
  if (balancer === undefined) return { description: [], usdPerHour: 0 };
  const { usdPerHour, usdPerLcuHour } = priceTable.loadBalancer;
  const { lcu } = balancer;
  return { description: [`a load balancer of ${lcu} LCU`], usdPerHour: usdPerHour + lcu * usdPerLcuHour };
}

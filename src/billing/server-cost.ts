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

/**
 * What a server costs per hour, spread over the requests of an hour like this one. Absent without any request: an idle
 * server has no price per request.
 * @throws {UserError} `unknown-instance` if the instance type is not in the price table.
 */
export function serverCost(hosting: Hosting, requestsPerSecond: number): ServerCost | undefined {
  const server = paidFor(hosting);
  const balancer = loadBalancer(hosting.loadBalancer);
  return spread(
    {
      description: [server.description, ...balancer.description].join(' and '),
      usdPerHour: server.usdPerHour + balancer.usdPerHour,
    },
    requestsPerSecond,
  );
}

/**
 * Managed instances of Lambda: so many instances on demand, the fee on top, and every request.
 * @throws {UserError} `unknown-instance`
 */
export function managedCost(
  { instance: type, instances }: { readonly instance: string; readonly instances: number },
  {
    usdPerMillionRequests,
    requestsPerSecond,
  }: { readonly usdPerMillionRequests: number; readonly requestsPerSecond: number },
): ServerCost | undefined {
  const fee = priceTable.managedFeeShare;
  return spread(
    {
      description: `${instances} managed ${type}, EC2 + ${fee * 100} %`,
      usdPerHour: instances * instance(type).usdPerHour * (1 + fee),
    },
    requestsPerSecond,
    usdPerMillionRequests,
  );
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
  if (price !== undefined) return { description: type, usdPerHour: price.usdPerHour, memoryMb: price.memoryMb };
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

function loadBalancer(balancer: Hosting['loadBalancer']): {
  readonly description: string[];
  readonly usdPerHour: number;
} {
  if (balancer === undefined) return { description: [], usdPerHour: 0 };
  const { usdPerHour, usdPerLcuHour } = priceTable.loadBalancer;
  return {
    description: [`a load balancer of ${balancer.lcu} LCU`],
    usdPerHour: usdPerHour + balancer.lcu * usdPerLcuHour,
  };
}

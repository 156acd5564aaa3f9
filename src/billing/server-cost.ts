import { UserError } from '../model/errors.ts';
import type { ServerCost } from '../model/measures.ts';
import { priceTable } from './prices.ts';

/** What a long-running server is paid for as. */
export type Hosting =
  | { readonly instance: string }
  | { readonly fargate: { readonly vcpu: number; readonly memoryMb: number } }
  | { readonly usdPerHour: number; readonly memoryMb: number };

/**
 * What a server costs per hour, spread over the requests of an hour like this one. Absent without any request: an idle
 * server has no price per request.
 * @throws {UserError} `unknown-instance` if the instance type is not in the price table.
 */
export function serverCost(hosting: Hosting, requestsPerSecond: number): ServerCost | undefined {
  const { description, usdPerHour } = paidFor(hosting);
  if (!(requestsPerSecond > 0)) return undefined;
  const usdPerMillion = (usdPerHour / 3600 / requestsPerSecond) * 1e6;
  return { description, usdPerHour, requestsPerSecond, usdPerMillion };
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

/** At the x86 price, the higher one: a scenario does not say which processor. */
function fargateTask({ vcpu, memoryMb }: { readonly vcpu: number; readonly memoryMb: number }): PaidFor {
  const { usdPerVcpuHour, usdPerGbHour } = priceTable.fargate.x86_64;
  const usdPerHour = vcpu * usdPerVcpuHour + (memoryMb / 1024) * usdPerGbHour;
  return { description: `Fargate x86, ${vcpu} vCPU, ${memoryMb} MB`, usdPerHour, memoryMb };
}

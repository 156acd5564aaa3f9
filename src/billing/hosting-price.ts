import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import { type Architecture, type BurstPrice, priceTable } from './prices.ts';

/** What a long-running server is paid for as. */
export type Hosting = Server & {
  readonly loadBalancer?: { readonly lcu: number } | undefined;
  readonly publicIpv4?: boolean | undefined;
  readonly volumeGb?: number | undefined;
};

type Server =
  | { readonly instance: string }
  | { readonly fargate: { readonly vcpu: number; readonly memoryMb: number; readonly architecture?: Architecture } }
  | { readonly usdPerHour: number; readonly memoryMb: number; readonly vcpu?: number | undefined };

/** One server. */
export interface ServerPrice {
  readonly description: string;
  /** With its address and its volume. */
  readonly usdPerHour: number;
  readonly memoryMb: number;
  /** Absent: not stated, of a price of your own. */
  readonly vcpu?: number;
  readonly architecture?: Architecture;
  readonly burst?: BurstPrice;
}

/** The region of the prices of servers. */
const tableRegion = priceTable.region;

/** Why a server has no cost in this region, and where to state it. Undefined if it has one. */
export function unknownServerPrice(hosting: Hosting, region: string = tableRegion): string | undefined {
  const unpriced = unpricedOf(hosting, region);
  if (unpriced.length === 0) return undefined;
  const rest = unpriced.filter((what) => what !== 'EC2' && what !== 'Fargate');
  const without = rest.length === 0 ? '' : `, which then includes ${rest.join(' and ')}`;
  return `${notIn(unpriced.join(' and '), region)}, so there is no cost: state hosting.usdPerHour and hosting.memoryMb${without}`;
}

/** What a server pays for that has no price in this region. */
export const unpricedOf = (hosting: Hosting, region: string = tableRegion): string[] =>
  region === tableRegion
    ? []
    : [
        ...('usdPerHour' in hosting ? [] : ['instance' in hosting ? 'EC2' : 'Fargate']),
        ...(hosting.loadBalancer === undefined ? [] : ['load balancers']),
        ...(hosting.publicIpv4 === true ? ['public IPv4 addresses'] : []),
        ...((hosting.volumeGb ?? 0) > 0 ? ['volumes'] : []),
      ];

/** The same of managed instances of Lambda. */
export function unknownManagedPrice(cost: ManagedHosting, region: string = tableRegion): string | undefined {
  if (region === tableRegion || cost.usdPerHour !== undefined) return undefined;
  return `${notIn('EC2', region)}, so there is no cost: state cost.usdPerHour`;
}

/** In words. */
export const notIn = (what: string, region: string): string =>
  `prices of ${what} in ${region} are not in the price table, which has those of ${tableRegion}`;

/** @throws {UserError} `unknown-instance` if the instance type is not in the price table. */
export function serverPrice(hosting: Hosting): ServerPrice {
  const server = paidFor(hosting);
  const { publicIpv4 = false, volumeGb = 0 } = hosting;
  const extras = [
    publicIpv4 ? 'a public IPv4 address' : undefined,
    volumeGb > 0 ? `a volume of ${volumeGb} GB` : undefined,
  ];
  return {
    ...server,
    description: listed([server.description, ...extras.filter((extra) => extra !== undefined)]),
    usdPerHour:
      server.usdPerHour +
      (publicIpv4 ? priceTable.publicIpv4.usdPerHour : 0) +
      (volumeGb * priceTable.volume.usdPerGbMonth) / priceTable.hoursPerMonth,
  };
}

/** `a`, `a and b`, `a, b and c`. */
const listed = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** One, in front of all servers. */
export function loadBalancerPrice({ lcu }: NonNullable<Hosting['loadBalancer']>) {
  const { usdPerHour, usdPerLcuHour } = priceTable.loadBalancer;
  return { description: `a load balancer of ${lcu} LCU`, usdPerHour: usdPerHour + lcu * usdPerLcuHour };
}

export interface ManagedHosting {
  readonly instance: string;
  readonly instances: number;
  /** Of one instance, on demand. Absent: that of the price table. */
  readonly usdPerHour?: number | undefined;
}

/**
 * One managed instance of Lambda: its on-demand price plus the fee.
 * @throws {UserError} `unknown-instance`
 */
export function managedPrice({ instance: type, usdPerHour }: ManagedHosting): Omit<ServerPrice, 'memoryMb'> {
  const fee = priceTable.managedFeeShare;
  const known = usdPerHour === undefined ? instance(type) : priceTable.ec2.get(type);
  return {
    description: `managed ${type}, EC2 + ${fee * 100}%`,
    usdPerHour: (usdPerHour ?? instance(type).usdPerHour) * (1 + fee),
    ...optional('vcpu', known?.vcpu),
    ...optional('architecture', known?.architecture),
  };
}

/**
 * The memory that is paid for.
 * @throws {UserError} `unknown-instance` if the instance type is not in the price table.
 */
export const hostingMemoryMb = (hosting: Hosting): number => paidFor(hosting).memoryMb;

function paidFor(hosting: Hosting): ServerPrice {
  if ('instance' in hosting) return { description: hosting.instance, ...instance(hosting.instance) };
  if ('fargate' in hosting) return fargateTask(hosting.fargate);
  const { usdPerHour, memoryMb, vcpu } = hosting;
  return { description: 'price of your own', usdPerHour, memoryMb, ...optional('vcpu', vcpu) };
}

function instance(type: string) {
  const price = priceTable.ec2.get(type);
  if (price !== undefined) return price;
  throw new UserError('unknown-instance', `instance type ${JSON.stringify(type)} is not in the price table`, {
    hint: `use one of ${[...priceTable.ec2.keys()].join(', ')}, or state usdPerHour and memoryMb`,
  });
}

function fargateTask({
  vcpu,
  memoryMb,
  architecture = 'arm64',
}: Extract<Server, { fargate: unknown }>['fargate']): ServerPrice {
  const { usdPerVcpuHour, usdPerGbHour } = priceTable.fargate[architecture];
  const usdPerHour = vcpu * usdPerVcpuHour + (memoryMb / 1024) * usdPerGbHour;
  const processor = architecture === 'arm64' ? 'Arm' : 'x86';
  return {
    description: `Fargate ${processor}, ${vcpu} vCPU, ${memoryMb} MB`,
    ...{ usdPerHour, memoryMb, vcpu, architecture },
  };
}

import { hoursPerMonth } from '../model/schema/units.ts';

export type Architecture = 'x86_64' | 'arm64';

/** A price that holds up to so much in a month; the last tier has no end. */
export interface Tier {
  readonly upToGbSeconds: number;
  readonly usdPerGbSecond: number;
}

/** What Lambda asks for a function of one architecture in one region. A price that is not known is absent. */
export interface LambdaPrices {
  readonly usdPerMillionRequests: number;
  readonly durationTiers: readonly Tier[];
  /** Reserved: for all the time that it is configured. Duration: instead of the tiers, for calls that run in it. */
  readonly provisioned?: { readonly reservedUsdPerGbSecond: number; readonly durationUsdPerGbSecond: number };
  /** For what /tmp has above 512 MB, while calls run. */
  readonly storageUsdPerGbSecond?: number;
  /** Cache: for as long as a version is published. Restore: for the memory of each environment that is restored. Java pays neither. */
  readonly snapStart?: { readonly cacheUsdPerGbSecond: number; readonly restoreUsdPerGb: number };
}

export interface InstancePrice {
  readonly usdPerHour: number;
  readonly vcpu: number;
  readonly memoryMb: number;
  readonly architecture: Architecture;
  readonly burst?: BurstPrice;
}

/** Of an instance that earns credits for a part of its CPU; what it uses above that, on average, is charged. */
export interface BurstPrice {
  readonly baselineVcpu: number;
  readonly usdPerVcpuHour: number;
}

const noEnd = Number.POSITIVE_INFINITY;

const lambda = {
  x86_64: {
    usdPerMillionRequests: 0.2,
    durationTiers: [
      { upToGbSeconds: 6e9, usdPerGbSecond: 0.0000166667 },
      { upToGbSeconds: 15e9, usdPerGbSecond: 0.000015 },
      { upToGbSeconds: noEnd, usdPerGbSecond: 0.0000133334 },
    ],
    provisioned: { reservedUsdPerGbSecond: 0.0000041667, durationUsdPerGbSecond: 0.0000097222 },
    storageUsdPerGbSecond: 0.0000000309,
    snapStart: { cacheUsdPerGbSecond: 0.0000015046, restoreUsdPerGb: 0.0001397998 },
  },
  arm64: {
    usdPerMillionRequests: 0.2,
    durationTiers: [
      { upToGbSeconds: 7.5e9, usdPerGbSecond: 0.0000133334 },
      { upToGbSeconds: 18.75e9, usdPerGbSecond: 0.0000120001 },
      { upToGbSeconds: noEnd, usdPerGbSecond: 0.0000106667 },
    ],
    provisioned: { reservedUsdPerGbSecond: 0.0000033334, durationUsdPerGbSecond: 0.0000077778 },
    storageUsdPerGbSecond: 0.0000000309,
    snapStart: { cacheUsdPerGbSecond: 0.0000015046, restoreUsdPerGb: 0.0001397998 },
  },
} as const satisfies Record<Architecture, LambdaPrices>;

/** On-demand prices in US dollars, Linux, without free tiers, taxes and data transfer. Every report names date and source. */
export const priceTable = {
  date: '2026-09-19',
  source: 'AWS public price lists of 2026-08-31 and 2026-09-19',
  region: 'us-east-1',
  lambda,
  /** A month, x86 and Arm together. Of duration and requests only. */
  freeTier: { requests: 1_000_000, gbSeconds: 400_000 },
  /** On top of the on-demand price of the instances, for Lambda managed instances. */
  managedFeeShare: 0.15,
  fargate: {
    x86_64: { usdPerVcpuHour: 0.04048, usdPerGbHour: 0.004445 },
    arm64: { usdPerVcpuHour: 0.03238, usdPerGbHour: 0.00356 },
  },
  /** Application Load Balancer: for each hour, and for each capacity unit (LCU) used in it. */
  loadBalancer: { usdPerHour: 0.0225, usdPerLcuHour: 0.008 },
  /** Source: "New AWS public IPv4 address charge", since February 2024. */
  publicIpv4: { usdPerHour: 0.005 },
  /** General purpose SSD (gp3), without more throughput than 3,000 operations and 125 MB a second. */
  volume: { usdPerGbMonth: 0.08 },
  hoursPerMonth,
  /** Sizes from the EC2 instance type pages; the memory of an instance is counted in GiB. */
  ec2: new Map<string, InstancePrice>([
    ['t4g.nano', t4g(0.0042, 512, 0.1)],
    ['t4g.micro', t4g(0.0084, 1024, 0.2)],
    ['t4g.small', t4g(0.0168, 2048, 0.4)],
    ['t4g.medium', t4g(0.0336, 4096, 0.4)],
    ['t3.micro', t3(0.0104, 1024, 0.2)],
    ['t3.small', t3(0.0208, 2048, 0.4)],
    ['t3.medium', t3(0.0416, 4096, 0.4)],
    ['c7g.large', { usdPerHour: 0.0725, vcpu: 2, memoryMb: 4096, architecture: 'arm64' }],
    ['c7g.xlarge', { usdPerHour: 0.145, vcpu: 4, memoryMb: 8192, architecture: 'arm64' }],
    ['m7g.large', { usdPerHour: 0.0816, vcpu: 2, memoryMb: 8192, architecture: 'arm64' }],
  ]),
} as const;

/**
 * Both have 2 vCPU, and run in unlimited mode by default. Source: "Key concepts and definitions for burstable performance instances", baseline per
 * vCPU times two, and the price of surplus credits for Linux in "EC2 on-demand pricing".
 */
function t4g(usdPerHour: number, memoryMb: number, baselineVcpu: number): InstancePrice {
  return { usdPerHour, vcpu: 2, memoryMb, architecture: 'arm64', burst: { baselineVcpu, usdPerVcpuHour: 0.04 } };
}

function t3(usdPerHour: number, memoryMb: number, baselineVcpu: number): InstancePrice {
  return { usdPerHour, vcpu: 2, memoryMb, architecture: 'x86_64', burst: { baselineVcpu, usdPerVcpuHour: 0.05 } };
}

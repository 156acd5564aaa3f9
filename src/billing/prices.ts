export type Architecture = 'x86_64' | 'arm64';

/** A price that holds up to so much in a month; the last tier has no end. */
export interface Tier {
  readonly upToGbSeconds: number;
  readonly usdPerGbSecond: number;
}

interface InstancePrice {
  readonly usdPerHour: number;
  readonly vcpu: number;
  readonly memoryMb: number;
}

const noEnd = Number.POSITIVE_INFINITY;

/** On-demand prices in US dollars, Linux, without free tiers, taxes and data transfer. Every report names date and source. */
export const priceTable = {
  date: '2026-09-19',
  source: 'AWS public price lists of 2026-08-31 and 2026-09-19',
  region: 'us-east-1',
  lambda: {
    usdPerMillionRequests: 0.2,
    durationTiers: {
      x86_64: [
        { upToGbSeconds: 6e9, usdPerGbSecond: 0.0000166667 },
        { upToGbSeconds: 15e9, usdPerGbSecond: 0.000015 },
        { upToGbSeconds: noEnd, usdPerGbSecond: 0.0000133334 },
      ],
      arm64: [
        { upToGbSeconds: 7.5e9, usdPerGbSecond: 0.0000133334 },
        { upToGbSeconds: 18.75e9, usdPerGbSecond: 0.0000120001 },
        { upToGbSeconds: noEnd, usdPerGbSecond: 0.0000106667 },
      ],
    } satisfies Record<Architecture, readonly Tier[]>,
  },
  fargate: {
    x86_64: { usdPerVcpuHour: 0.04048, usdPerGbHour: 0.004445 },
    arm64: { usdPerVcpuHour: 0.03238, usdPerGbHour: 0.00356 },
  },
  /** Sizes from the EC2 instance type pages; the memory of an instance is counted in GiB. */
  ec2: new Map<string, InstancePrice>([
    ['t4g.nano', { usdPerHour: 0.0042, vcpu: 2, memoryMb: 512 }],
    ['t4g.micro', { usdPerHour: 0.0084, vcpu: 2, memoryMb: 1024 }],
    ['t4g.small', { usdPerHour: 0.0168, vcpu: 2, memoryMb: 2048 }],
    ['t4g.medium', { usdPerHour: 0.0336, vcpu: 2, memoryMb: 4096 }],
    ['t3.micro', { usdPerHour: 0.0104, vcpu: 2, memoryMb: 1024 }],
    ['t3.small', { usdPerHour: 0.0208, vcpu: 2, memoryMb: 2048 }],
    ['t3.medium', { usdPerHour: 0.0416, vcpu: 2, memoryMb: 4096 }],
    ['c7g.large', { usdPerHour: 0.0725, vcpu: 2, memoryMb: 4096 }],
    ['m7g.large', { usdPerHour: 0.0816, vcpu: 2, memoryMb: 8192 }],
  ]),
} as const;

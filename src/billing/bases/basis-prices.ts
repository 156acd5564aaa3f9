import type { BilledAs, BillingBasis } from '../../model/schema/billed-as.ts';
import { priceTable } from '../prices.ts';

type Price = BilledAs['price'];

const aws: Price = { region: priceTable.region, date: priceTable.date, source: priceTable.source, status: 'public' };

/** cloud.google.com/run/pricing, Tier 1. Read in stored copies whose dates are not known; several texts of 2025 and 2026 have the same prices. */
const cloudRun: Price = {
  region: 'us-central1 (Tier 1)',
  date: '2026-10',
  source: 'cloud.google.com/run/pricing, in stored copies',
  status: 'public',
};

/** Where the price of each basis comes from. */
export const basisPrices: Readonly<Record<BillingBasis, Price>> = {
  'lambda-event': aws,
  // Announced in October 2026; a rate was found in no price list, documentation or copy of these.
  'lambda-web': { region: priceTable.region, date: 'none', source: 'none found', status: 'not-public' },
  // vercel.com/docs/fluid-compute/pricing, as others copy and quote it.
  'vercel-fluid': {
    region: 'iad1',
    date: '2026-10',
    source: 'copies of vercel.com/docs/fluid-compute/pricing',
    status: 'second-hand',
  },
  // CPU that is used, since 2025-11-21. developers.cloudflare.com/containers/pricing, as others quote it.
  'cloudflare-containers': {
    region: 'all',
    date: '2026-08-03',
    source: 'quotations of developers.cloudflare.com/containers/pricing',
    status: 'second-hand',
  },
  'cloud-run-requests': cloudRun,
  'cloud-run-instances': cloudRun,
  'lambda-managed': aws,
  ec2: aws,
  fargate: aws,
};

/** A vCPU-second, a GiB-second and a million requests, without the free tier. */
export const cloudRunPrices = {
  requests: { usdPerVcpuSecond: 0.000024, usdPerGbSecond: 0.0000025, usdPerMillionRequests: 0.4 },
  instances: { usdPerVcpuSecond: 0.000018, usdPerGbSecond: 0.000002, usdPerMillionRequests: 0 },
} as const;

/** Pro, on demand: an hour of CPU that is used, a GB-hour, a million invocations. Standard functions have 1 vCPU and 2 GB. */
export const vercelFluid = {
  size: { vcpu: 1, memoryMb: 2048 },
  ...{ usdPerVcpuHour: 0.128, usdPerGbHour: 0.0106, usdPerMillionRequests: 0.6 },
} as const;

/** `standard-2`, and a million requests of the Worker in front of it; without the included amounts and the $5 a month of the plan. */
export const cloudflareContainers = {
  size: { vcpu: 1, memoryMb: 6144, diskGb: 12 },
  ...{ usdPerVcpuSecond: 0.00002, usdPerGbSecond: 0.0000025, usdPerDiskGbSecond: 0.00000007 },
  usdPerMillionRequests: 0.3,
} as const;

/** Source: "Lambda Web Functions", fixed size. */
export const webFunction = { vcpu: 2, memoryMb: 2048 } as const;

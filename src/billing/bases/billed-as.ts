import type { Billing } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { BilledAs, BillingBasis } from '../../model/schema/billed-as.ts';
import type { Costs } from '../../model/schema/costs.ts';
import { monthsAt, serverCostOf } from '../month/months.ts';
import { hostingCosts, managedCosts } from '../month/server-costs.ts';
import { type Architecture, priceTable } from '../prices.ts';
import { type UsageModel, usageBilling } from '../usage-cost.ts';
import { basisPrices, cloudflareContainers, cloudRunPrices, vercelFluid, webFunction } from './basis-prices.ts';

/** What a load used, as every basis needs it. */
export interface RecordedUse {
  /** Served ones. */
  readonly requests: number;
  /** Time of all requests, each rounded up to 1 ms, with inits. Absent: not known. */
  readonly wallMs?: number | undefined;
  /** Of `wallMs`; times of instances are always measured. */
  readonly isProjected?: boolean | undefined;
  /** `busyMs`: while at least one request was in flight, that is the union of their intervals. `aliveMs`: from its start to its last answer. */
  readonly instances: readonly { readonly busyMs: number; readonly aliveMs: number }[];
  /** Of all requests, on vCPUs of the platform. */
  readonly cpuMs?: number | undefined;
  /** Memory size of a function, or what an instance needs. */
  readonly memoryMb: number;
  readonly architecture?: Architecture | undefined;
  /** Processes of a server, one vCPU each. */
  readonly processes?: number | undefined;
}

/** One load under every way of billing. A way whose price or measurement is missing says so. */
export const billedAs = (use: RecordedUse): BilledAs[] => [
  lambdaEvent(use),
  ...activeCpu(use),
  ...cloudRun(use),
  ...byTheHour(use),
];

const names: Readonly<Record<BillingBasis, { readonly name: string; readonly bills: string }>> = {
  'lambda-event': { name: 'Lambda', bills: 'wall time of each request, rounded up to 1 ms, times memory; requests' },
  'lambda-web': {
    name: 'Lambda web functions',
    bills: 'CPU that is used, memory while an environment is alive; requests',
  },
  'vercel-fluid': { name: 'Vercel Fluid', bills: 'CPU that is used, memory while requests are in flight; requests' },
  'cloudflare-containers': {
    name: 'Cloudflare Containers',
    bills: 'CPU that is used, memory and disk while an instance is alive; requests',
  },
  'cloud-run-requests': {
    name: 'Cloud Run, request-based',
    bills: 'CPU and memory of an instance while requests are in flight, rounded up to 100 ms; requests',
  },
  'cloud-run-instances': { name: 'Cloud Run, instance-based', bills: 'CPU and memory while an instance is alive' },
  'lambda-managed': { name: 'Lambda managed instances', bills: 'hours of EC2 instances plus 15%; requests' },
  ec2: { name: 'EC2', bills: 'hours of instances' },
  fargate: { name: 'Fargate', bills: 'hours of tasks' },
};

const basisOf = (basis: BillingBasis, sizedAs: string, { requests }: RecordedUse) => ({
  ...{ basis, ...names[basis], sizedAs, requests },
  price: { ...basisPrices[basis] },
});

const mbWords = (mb: number): string => `${mb.toLocaleString('en')} MB`;

function lambdaEvent(use: RecordedUse): BilledAs {
  const { wallMs, isProjected = false, memoryMb, requests, architecture = 'arm64' } = use;
  const row = basisOf('lambda-event', `${mbWords(memoryMb)}, ${architecture}`, use);
  if (wallMs === undefined || requests === 0) return { ...row, unknown: 'the time of single requests is not known' };
  const { durationTiers, usdPerMillionRequests } = priceTable.lambda[architecture];
  const gbSeconds = (wallMs / 1000) * (memoryMb / 1024);
  const usd = gbSeconds * durationTiers[0].usdPerGbSecond + (requests * usdPerMillionRequests) / 1e6;
  const from = isProjected ? 'projected' : 'measured';
  return { ...row, billedMs: wallMs, from, gbSeconds, usd, usdPerMillion: (usd / requests) * 1e6 };
}

const unknownCpu = 'the CPU of requests is not known';

/** CPU that was used, and memory while an instance was alive, or busy where the platform bills no longer. */
function activeCpu(use: RecordedUse): BilledAs[] {
  const whileBusy = { ...use, instances: use.instances.map(({ busyMs }) => ({ busyMs, aliveMs: busyMs })) };
  const { size, usdPerVcpuSecond, usdPerGbSecond, usdPerDiskGbSecond, usdPerMillionRequests } = cloudflareContainers;
  // Disk is there as long as memory is.
  const usdPerSecond = (size.memoryMb / 1024) * usdPerGbSecond + size.diskGb * usdPerDiskGbSecond;
  const cloudflare = {
    ...({ kind: 'active-cpu', memoryMb: size.memoryMb, usdPerMillionRequests } as const),
    ...{ usdPerVcpuHour: usdPerVcpuSecond * 3600, usdPerGbHour: (usdPerSecond * 3600) / (size.memoryMb / 1024) },
  };
  const { size: fluid, ...fluidPrices } = vercelFluid;
  const free = { usdPerVcpuHour: 0, usdPerGbHour: 0, usdPerMillionRequests: 0 };
  const web = billed('lambda-web', `2 vCPU, ${mbWords(webFunction.memoryMb)}`, use, {
    ...{ kind: 'active-cpu', memoryMb: webFunction.memoryMb, ...free },
  });
  const { usd: _, usdPerMillion: __, ...webUse } = web;
  return [
    { ...webUse, unknown: web.unknown ?? 'its prices are not public: state them as cost of the target' },
    billed('vercel-fluid', `1 vCPU, ${mbWords(fluid.memoryMb)}`, whileBusy, {
      ...{ kind: 'active-cpu', memoryMb: fluid.memoryMb, ...fluidPrices },
    }),
    billed('cloudflare-containers', `standard-2: 1 vCPU, 6 GiB, ${size.diskGb} GB of disk`, use, cloudflare),
  ];
}

function cloudRun(use: RecordedUse): BilledAs[] {
  const size = { kind: 'instance-time', vcpu: 1, memoryMb: use.memoryMb, stepMs: 100 } as const;
  const words = `1 vCPU, ${mbWords(use.memoryMb)}`;
  return [
    billed('cloud-run-requests', words, use, { ...size, ...cloudRunPrices.requests, billed: 'busy' }),
    billed('cloud-run-instances', words, use, { ...size, ...cloudRunPrices.instances, billed: 'alive' }),
  ];
}

function billed(basis: BillingBasis, sizedAs: string, use: RecordedUse, model: UsageModel): BilledAs {
  const { requests, instances, cpuMs } = use;
  const row = basisOf(basis, sizedAs, use);
  const bill = usageBilling(model, { requests, instances, notes: [], ...optional('cpuMs', cpuMs) });
  if (bill !== undefined) return { ...row, from: 'measured', ...figuresOf(bill) };
  const isCpuMissing = model.kind === 'active-cpu' && cpuMs === undefined;
  return { ...row, unknown: isCpuMissing ? unknownCpu : 'no instance is known' };
}

const figuresOf = ({ billedMs, vcpuSeconds, gbSeconds, usd, usdPerMillion }: Billing) => ({
  ...{ billedMs, gbSeconds, usd, usdPerMillion },
  ...optional('vcpuSeconds', vcpuSeconds),
});

/** Managed instances are at least three. Source: "Lambda managed instances", three availability zones. */
const managed = { instance: 'c7g.large', instances: 3 } as const;
const task = { vcpu: 1, memoryMb: 2048 } as const;

function byTheHour(use: RecordedUse): BilledAs[] {
  const { requests, cpuMs, processes } = use;
  const load = { cpuMsPerRequest: cpuMs === undefined || requests === 0 ? undefined : cpuMs / requests, processes };
  const { usdPerMillionRequests } = priceTable.lambda.arm64;
  return [
    hourly('lambda-managed', managedCosts(managed, { ...load, usdPerMillionRequests }), use),
    hourly('ec2', hostingCosts({ instance: 't4g.small' }, load), use),
    hourly('fargate', hostingCosts({ fargate: task }, load), use),
  ];
}

function hourly(basis: BillingBasis, costs: Costs | undefined, use: RecordedUse): BilledAs {
  const server = costs && serverCostOf(costs, undefined);
  if (costs === undefined || server === undefined)
    throw new Error(`${basis} has no price in the region of the price table`);
  const row = { ...basisOf(basis, server.description, use), usdPerHour: server.usdPerHour };
  if (server.capacityPerSecond === undefined)
    return { ...row, unknown: `${unknownCpu}, so nor is what a server carries` };
  return {
    ...row,
    perMillionAt: monthsAt(costs, undefined).map(({ perSecond, servers = 0, usdPerMillion }) => ({
      ...{ perSecond, servers, usdPerMillion },
    })),
  };
}

import { z } from 'zod';

const price = z.number().nonnegative();
const memoryMb = z.number().positive().max(1_048_576);
const usdPerMillionRequests = price.default(0).describe('A million requests.');

/** How a platform charges for use, if not by Lambda’s rule. All unit prices are the user’s: none of them is in the price table. */
export const costSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('per-request').describe('A price per request, however long it takes.'),
    usdPerMillionRequests: price.describe('A million requests.'),
  }),
  z.strictObject({
    kind: z
      .literal('instance-time')
      .describe('vCPU and memory of an instance, while it has requests or while it exists: as Cloud Run.'),
    vcpu: z.number().positive().max(1024).describe('vCPUs of an instance.'),
    memoryMb: memoryMb.describe('Memory of an instance.'),
    usdPerVcpuSecond: price.describe('A second of a vCPU.'),
    usdPerGbSecond: price.describe('A second of a GB.'),
    usdPerMillionRequests,
    billed: z
      .enum(['busy', 'alive'])
      .default('busy')
      .describe('busy: while an instance has requests. alive: from its first request to its last response.'),
    stepMs: z.number().min(1).max(3_600_000).default(100).describe('The time of each instance is rounded up to this.'),
  }),
  z.strictObject({
    kind: z
      .literal('active-cpu')
      .describe('CPU that was used, and memory while an instance exists: as web functions of Lambda, Vercel Fluid.'),
    memoryMb: memoryMb.default(2048).describe('Memory of an instance; web functions have 2,048 MB.'),
    usdPerVcpuHour: price.describe('An hour of CPU that was used.'),
    usdPerGbHour: price.describe('An hour of a GB.'),
    usdPerMillionRequests,
  }),
  z.strictObject({
    kind: z
      .literal('managed')
      .describe('Managed instances of Lambda: EC2 on demand, 15% on top, and the price of requests.'),
    instance: z
      .string()
      .min(1)
      .describe('EC2 instance type, such as c7g.xlarge: any with usdPerHour, else one in the price table.'),
    instances: z.int().min(1).max(10_000).describe('Number of instances.'),
    usdPerHour: price
      .optional()
      .describe('Your own price of one instance, on demand. Default: from the price table, which has us-east-1 only.'),
  }),
]);

export type CostSpec = z.output<typeof costSchema>;

/** Paid by the hour of instances, with no price of use but that of requests. */
export type ManagedCost = Extract<CostSpec, { kind: 'managed' }>;

/** Costs of use have one bill for a load, managed instances have an hourly price. */
export const managedCost = (cost: CostSpec | undefined): ManagedCost | undefined =>
  cost?.kind === 'managed' ? cost : undefined;

export const costOfUse = (cost: CostSpec | undefined): Exclude<CostSpec, ManagedCost> | undefined =>
  cost === undefined || cost.kind === 'managed' ? undefined : cost;

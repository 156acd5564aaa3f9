import { z } from 'zod';

const price = z.number().nonnegative();
const memoryMb = z.number().positive().max(1_048_576);
const usdPerMillionRequests = price.default(0).describe('Requests.');

/** How a platform asks for its use, where that is not Lambda’s way. All unit prices are the user’s: none of them is in the price table. */
export const costSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('per-request').describe('So much for a request, whatever it takes.'),
    usdPerMillionRequests: price.describe('Requests.'),
  }),
  z.strictObject({
    kind: z
      .literal('instance-time')
      .describe('vCPU and memory of an instance, for as long as it has requests or is there: as Cloud Run.'),
    vcpu: z.number().positive().max(1024).describe('vCPUs of an instance.'),
    memoryMb: memoryMb.describe('Memory of an instance.'),
    usdPerVcpuSecond: price.describe('A second of a vCPU.'),
    usdPerGbSecond: price.describe('A second of a GB.'),
    usdPerMillionRequests,
    billed: z
      .enum(['busy', 'alive'])
      .default('busy')
      .describe('busy: while an instance has requests. alive: from its first request to its last answer.'),
    stepMs: z.number().min(1).max(3_600_000).default(100).describe('The time of each instance is rounded up to this.'),
  }),
  z.strictObject({
    kind: z
      .literal('active-cpu')
      .describe(
        'CPU that was used, and memory for as long as an instance is there: as web functions of Lambda, Vercel Fluid.',
      ),
    memoryMb: memoryMb.default(2048).describe('Memory of an instance; web functions have 2,048 MB.'),
    usdPerVcpuHour: price.describe('An hour of CPU that was used.'),
    usdPerGbHour: price.describe('An hour of a GB.'),
    usdPerMillionRequests,
  }),
  z.strictObject({
    kind: z
      .literal('managed')
      .describe('Managed instances of Lambda: EC2 on demand, 15 % on top, and the price of requests.'),
    instance: z
      .string()
      .min(1)
      .describe('EC2 instance type, such as c7g.xlarge; with usdPerHour any, else one in the price table.'),
    instances: z.int().min(1).max(10_000).describe('How many of them.'),
    usdPerHour: price
      .optional()
      .describe('Price of your own of one instance, on demand; default: that of the price table, of us-east-1 only.'),
  }),
]);

export type CostSpec = z.output<typeof costSchema>;

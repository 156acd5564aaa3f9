import { z } from 'zod';
import { formedText } from '../../model/schema/fields.ts';

const name = formedText(
  /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,40}$/,
  'letters, digits, spaces and hyphens, such as small tasks',
)
  .optional()
  .describe('Name in the plan. Default: kind and size.');
const architecture = z.enum(['x86_64', 'arm64']).default('arm64').describe('Selects the price.');
const price = z.number().nonnegative().max(1_000_000);

const functionSize = z.int().min(128).max(10_240);
const functionSizes = z
  .union([functionSize, z.array(functionSize).min(1).max(20)])
  .describe('Memory size in MB, or several, each an option of its own. 1,769 MB have one vCPU.');
const taskMb = z.number().min(128).max(1_048_576);

const event = {
  name,
  memoryMb: functionSizes,
  architecture,
  reservedConcurrency: z.int().min(1).max(1e9).optional().describe('Concurrency that only this function may use.'),
};

const fleet = {
  count: z.int().min(1).max(1_000_000).optional().describe('How many run. Default: as many as the demand needs.'),
  spare: z.int().min(0).max(10_000).default(0).describe('How many run on top of that, such as 1 that may fail.'),
  targetUtilization: z
    .number()
    .positive()
    .max(1)
    .default(0.6)
    .describe('Share of the CPU that the peak may use; a higher peak takes one more.'),
  processes: z
    .int()
    .min(1)
    .max(1024)
    .optional()
    .describe('Processes of each that serve requests. Default: one per vCPU.'),
  loadBalancer: z
    .strictObject({ lcu: z.number().nonnegative().max(1_000_000).describe('Capacity units (LCU) used.') })
    .optional()
    .describe('A load balancer in front, priced by the hour and by capacity unit.'),
};

const instanceConcurrency = z.int().min(1).max(1000).default(80).describe('Most requests at once in an instance.');
const instanceUtilization = z
  .number()
  .positive()
  .max(1)
  .default(0.6)
  .describe('Share of the CPU that an instance uses before there is one more.');

const ofKind = <K extends string, S extends z.ZodRawShape>(kind: K, about: string, shape: S) =>
  z.strictObject({ kind: z.literal(kind).describe(about), ...shape });

export const planOptionSchema = z.discriminatedUnion('kind', [
  ofKind('event', 'A Lambda function that takes one request per environment.', event),
  ofKind('provisioned', 'The same with provisioned concurrency.', {
    ...event,
    environments: z
      .int()
      .min(1)
      .max(1e6)
      .optional()
      .describe('Provisioned environments. Default: as many as 99% of the peak needs.'),
  }),
  ofKind('managed', 'Lambda managed instances.', {
    name,
    instance: z.string().min(1).default('c7g.xlarge').describe('EC2 instance type.'),
    usdPerHour: price.optional().describe('Price of an instance on demand. Default: that of the price table.'),
    perVcpu: z
      .int()
      .min(1)
      .max(64)
      .default(64)
      .describe('Most requests at once per vCPU. Node 64, Java and .NET 32, Python 16.'),
    targetUtilization: z
      .number()
      .positive()
      .max(1)
      .default(0.5)
      .describe(
        'Share of the CPU that the peak may use. Default 0.5: load that doubles within 5 min is throttled above it.',
      ),
    count: z
      .int()
      .min(3)
      .max(100_000)
      .optional()
      .describe('Instances. Default: as many as the demand needs, at least 3.'),
  }),
  ofKind('web', 'Lambda web functions: 2 vCPU and 2 GB, several requests per environment.', {
    name,
    concurrency: z.int().min(1).max(128).default(64).describe('Most requests at once in an environment.'),
    maxEnvironments: z
      .int()
      .min(2)
      .max(10_000)
      .default(10_000)
      .describe('Environments of its endpoint at the most. AWS allows 10,000.'),
    rateLimit: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe(
        'Requests per second that its endpoint takes. AWS lists 10,000 for an endpoint, and its API reference says that one without `rateLimit` has only the limit of the account.',
      ),
    targetUtilization: z
      .number()
      .positive()
      .max(1)
      .default(0.6)
      .describe('Share of the CPU of an environment that is used.'),
    usdPerVcpuHour: price
      .optional()
      .describe('Price of CPU that is used. No price is public: without all three there is no cost.'),
    usdPerGbHour: price.optional().describe('Price of memory while an environment is alive.'),
    usdPerMillionRequests: price.optional().describe('Price of a million requests.'),
  }),
  ofKind('server', 'Servers on EC2, or at a price of your own.', {
    name,
    instance: z.string().min(1).optional().describe('EC2 instance type in the price table, such as t4g.small.'),
    usdPerHour: price.optional().describe('Your own price of one; needs `vcpu` and `memoryMb`.'),
    vcpu: z.number().positive().max(1024).optional().describe('vCPUs of one.'),
    memoryMb: taskMb.optional().describe('Memory of one.'),
    ...fleet,
  }),
  ofKind('fargate', 'Fargate tasks.', {
    name,
    vcpu: z.number().positive().max(16).describe('vCPUs of a task.'),
    memoryMb: z
      .union([taskMb, z.array(taskMb).min(1).max(20)])
      .describe('Memory of a task in MB, or several, each an option of its own.'),
    architecture,
    ...fleet,
  }),
  ofKind('cloud-run', 'Cloud Run.', {
    name,
    vcpu: z.number().positive().max(8).default(1).describe('vCPUs of an instance.'),
    memoryMb: z
      .union([taskMb, z.array(taskMb).min(1).max(20)])
      .default(512)
      .describe('Memory of an instance in MB, or several, each an option of its own.'),
    concurrency: instanceConcurrency,
    billing: z.enum(['requests', 'instances']).default('requests').describe('Request-based or instance-based billing.'),
    targetUtilization: instanceUtilization,
  }),
  ofKind('fluid', 'Vercel Fluid: 1 vCPU and 2 GB, billed by CPU that is used and memory that is held.', {
    name,
    concurrency: instanceConcurrency,
    targetUtilization: instanceUtilization,
  }),
]);

export type PlanOptionSpec = z.output<typeof planOptionSchema>;
export type OptionKind = PlanOptionSpec['kind'];
export type OptionOf<K extends OptionKind> = Extract<PlanOptionSpec, { kind: K }>;

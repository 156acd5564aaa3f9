import { z } from 'zod';

/** Of all ways to state a price. */
const fleet = {
  count: z.int().min(1).max(10_000).default(1).describe('The fewest servers that run.'),
  spare: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('Servers that run on top of what the rate needs, such as `1` for one that may fail.'),
  targetUtilization: z
    .number()
    .positive()
    .max(1)
    .default(0.6)
    .describe('Share of the CPU of a server that the rate may use; a higher rate takes one more.'),
  publicIpv4: z.boolean().default(false).describe('Each server has a public IPv4 address.'),
  volumeGb: z.number().nonnegative().max(65_536).default(0).describe('Volume of each server, gp3.'),
};

const loadBalancer = z
  .strictObject({
    lcu: z
      .number()
      .nonnegative()
      .describe('Capacity units (LCU) used: one is 25 new connections/s, 3,000 open ones, or 1 GB an hour.'),
  })
  .optional()
  .describe('An Application Load Balancer in front of it, priced by the hour and by capacity unit.');

/** What a long-running server is priced as. Prices and sizes of named instances are in the price table. */
export const hostingSchema = z.union([
  z.strictObject({
    instance: z
      .string()
      .min(1)
      .describe('EC2 instance type in the price table, such as t4g.small; priced in us-east-1 only.'),
    loadBalancer,
    ...fleet,
  }),
  z.strictObject({
    fargate: z
      .strictObject({
        vcpu: z.number().positive().describe('vCPUs of the task.'),
        memoryMb: z.number().positive().describe('Memory of the task.'),
        architecture: z.enum(['x86_64', 'arm64']).default('arm64').describe('Selects the price.'),
      })
      .describe('A Fargate task of this size; priced in us-east-1 only.'),
    loadBalancer,
    ...fleet,
  }),
  z.strictObject({
    usdPerHour: z.number().nonnegative().describe('Your own price.'),
    memoryMb: z.number().positive().describe('Memory of a server at this price.'),
    vcpu: z.number().positive().optional().describe('Its vCPUs. Without them one server is priced at any rate.'),
    loadBalancer,
    ...fleet,
  }),
]);

export type HostingSpec = z.output<typeof hostingSchema>;

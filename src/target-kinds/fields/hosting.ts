import { z } from 'zod';

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
  }),
  z.strictObject({
    fargate: z
      .strictObject({
        vcpu: z.number().positive().describe('vCPUs of the task.'),
        memoryMb: z.number().positive().describe('Memory of the task.'),
        architecture: z.enum(['x86_64', 'arm64']).default('x86_64').describe('Selects the price.'),
      })
      .describe('A Fargate task of this size; priced in us-east-1 only.'),
    loadBalancer,
  }),
  z.strictObject({
    usdPerHour: z.number().nonnegative().describe('Your own price.'),
    memoryMb: z.number().positive().describe('Memory of a server at this price.'),
    loadBalancer,
  }),
]);

export type HostingSpec = z.output<typeof hostingSchema>;

import { z } from 'zod';

/** What a long-running server is paid for as. Prices and sizes of named instances are in the price table. */
export const hostingSchema = z.union([
  z.strictObject({
    instance: z.string().min(1).describe('EC2 instance type in the price table, such as t4g.small.'),
  }),
  z.strictObject({
    fargate: z
      .strictObject({
        vcpu: z.number().positive().describe('vCPUs of the task.'),
        memoryMb: z.number().positive().describe('Memory of the task.'),
      })
      .describe('A Fargate task of this size.'),
  }),
  z.strictObject({
    usdPerHour: z.number().nonnegative().describe('Price of your own.'),
    memoryMb: z.number().positive().describe('Memory that this price pays for.'),
  }),
]);

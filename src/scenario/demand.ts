import { z } from 'zod';

/** What production asks for. */
export const demandSchema = z.strictObject({
  perSecond: z.number().positive().max(1e9).describe('Average requests per second.'),
  burst: z.int().min(1).max(1e9).optional().describe('Requests that arrive at once, on top of the average.'),
});

/** Limits in production. */
export const constraintsSchema = z.strictObject({
  accountConcurrency: z
    .int()
    .min(1)
    .max(1e9)
    .default(1000)
    .describe('Concurrent executions of the AWS account in the region. The default of AWS is 1,000.'),
  connections: z
    .int()
    .min(1)
    .max(1e9)
    .optional()
    .describe('Connections that the downstream service allows, such as `max_connections` of a database.'),
});

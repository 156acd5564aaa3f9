import { z } from 'zod';

const on = z.boolean().default(false);

/** Prices are in the planner's table of side costs. */
export const sideCostsSchema = z.strictObject({
  logs: on.describe('Logs of functions and servers.'),
  logBytesPerRequest: z
    .number()
    .nonnegative()
    .max(1e9)
    .default(346)
    .describe(
      'Log of a request. Default: START, END and REPORT of a function, 268 bytes, and 26 for each of the three.',
    ),
  gateway: on.describe('An HTTP API in front of functions.'),
  nat: on.describe('A NAT gateway in each zone.'),
  natBytesPerRequest: z.number().nonnegative().max(1e12).default(0).describe('Bytes of a request that pass it.'),
  loadBalancer: on.describe('A load balancer in front of servers that have none in their option.'),
  loadBalancerLcu: z
    .number()
    .nonnegative()
    .max(1e6)
    .optional()
    .describe('Its capacity units (LCU) used. Default: what the new connections and bytes of the average rate take.'),
  requestsPerConnection: z
    .number()
    .positive()
    .max(1e9)
    .default(1)
    .describe('Requests that a client sends on one connection. Default 1, which takes most capacity units.'),
  loadBalancerBytesPerRequest: z
    .number()
    .nonnegative()
    .max(1e12)
    .default(0)
    .describe('Bytes of a request and its response that pass the load balancer.'),
});

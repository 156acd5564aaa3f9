import { z } from 'zod';

const usd = z.number();

const callCost = z.object({
  billedMs: z.number().describe('mean'),
  gbSeconds: z.number().describe('mean, billed at the price of its tier'),
  otherUsd: usd.describe('mean cost besides requests and duration: /tmp above 512 MB, restored memory'),
});

const tiers = z
  .array(z.object({ upToGbSeconds: z.number().optional().describe('absent: no end'), usdPerGbSecond: usd }))
  .describe('price of duration by the GB-seconds of the month');

const calls = z.object({
  warm: callCost,
  cold: callCost.optional().describe('of a call that waits for an init, init included; absent if none is known'),
  coldShare: z
    .number()
    .optional()
    .describe('share of calls of this run that waited for an init: the upper bound of what a month is priced with'),
  keepAliveMs: z.number().describe('time for which the platform keeps an idle environment'),
  durationTiers: tiers,
  provisioned: z
    .object({ environments: z.int(), usdPerGbSecond: usd.describe('of duration in them, instead of the tiers') })
    .optional(),
  from: z.enum(['projected', 'measured']).describe('whether billed times are projected or as measured in this run'),
});

const servers = z.object({
  description: z.string().describe('one of them, such as `t4g.small`'),
  usdPerMonth: usd.describe('of one'),
  count: z.int().describe('the fewest that run'),
  spare: z.int().describe('those that run on top of what the rate needs'),
  targetUtilization: z.number().describe('share of the CPU of a server that the rate may use'),
  cpuMsPerRequest: z.number().optional().describe('in units of a vCPU of the platform'),
  usableVcpu: z.number().optional().describe('vCPUs of one that its processes can use'),
  burst: z
    .object({ baselineVcpu: z.number(), usdPerVcpuHour: usd })
    .optional()
    .describe('of a burstable instance: CPU above the baseline, on average, is charged'),
  capacityPerSecond: z
    .number()
    .optional()
    .describe(
      'usable vCPU * targetUtilization / CPU per request; absent if one of these is unknown, and then `count` servers are priced at any rate',
    ),
});

const instanceTime = z.object({
  usdPerSecond: usd.describe('of one instance'),
  atOnce: z.int().describe('requests that an instance takes at once'),
  callMs: z.number().describe('mean time of a request'),
  heldMs: z.number().describe('time that is billed after its last response, on average'),
  most: z.number().optional().describe('instances that may exist at once; absent: any number'),
  init: z
    .object({
      ms: z.number(),
      cpuUsd: usd.optional().describe('of its CPU, on platforms that bill CPU in use; absent if that is not known'),
      keptMs: z.number().describe('how long an idle instance is kept, after which a burst starts it again'),
    })
    .optional()
    .describe('of an instance that a repeated burst starts, from which on its time is billed; absent: not known'),
});

/** What a month costs, by the nature of each part: `monthCost` in src/billing adds them up at a rate and a cold share. */
export const costsSchema = z.object({
  fixed: z
    .array(
      z.object({
        what: z.string(),
        usdPerMonth: usd,
        isDiscounted: z.boolean().optional().describe('true: a commitment lowers it, as provisioned concurrency'),
      }),
    )
    .describe('paid at any rate: load balancer, provisioned concurrency, SnapStart cache'),
  servers: servers.optional(),
  usdPerRequest: usd.describe('of any request, cold or warm'),
  cpuUsdPerRequest: usd.optional().describe('the part for CPU in use, on platforms that bill it'),
  beside: z
    .object({ usdPerMonth: usd, usdPerRequest: usd })
    .optional()
    .describe('of a plan: what it pays beside compute, such as for a gateway; no free tier covers it'),
  calls: calls.optional().describe('of functions that are billed by the duration of each call'),
  instanceTime: instanceTime.optional().describe('of platforms that bill the time of instances'),
  freeTier: z
    .object({ requests: z.number(), gbSeconds: z.number() })
    .optional()
    .describe('a month of it; what the month uses up to it is not paid'),
  assumes: z.array(z.string()).describe('what a month at these costs takes for granted'),
});

/** What a month costs at one rate, held all month. */
export const monthSchema = z.object({
  perSecond: z.number().describe('a stated rate, not that of this run'),
  usd: usd.describe('at the cold share of steady arrivals'),
  usdLow: usd.describe('the least at any cold share that is possible'),
  usdHigh: usd,
  usdPerMillion: usd.describe('usd per million requests at this rate'),
  servers: z.int().optional().describe('servers that the rate needs, with the spare ones'),
});

/** Of what is paid by the hour. */
export const serverCostSchema = z.object({
  description: z.string().describe('what is charged, such as `2 × t4g.small and a load balancer of 1 LCU`'),
  usdPerHour: usd.describe('of the servers that run at any rate, and what stands in front of them'),
  servers: z.int().describe('those that run at any rate'),
  capacityPerSecond: z.number().optional().describe('of one, at its target utilization'),
  requestsUsdPerMillion: usd.optional().describe('price of requests in addition to the hours'),
  perSecond: z.number().optional().describe('demand.perSecond of the scenario'),
  usdPerMillion: usd.optional().describe('at that demand; absent without one: no rate, no price per request'),
});

/** One crossing of the monthly costs of two targets, or the reason why there is none. */
export const breakEvenSchema = z.object({
  between: z.tuple([z.string(), z.string()]),
  perSecondLow: z
    .number()
    .optional()
    .describe(
      'requests per second, sustained all month; from `belowFrom` to it, `below` costs less at any cold share; absent if there is no break-even',
    ),
  perSecondHigh: z.number().optional().describe('from it to `aboveTo`, `above` costs less at any cold share'),
  perSecond: z
    .number()
    .optional()
    .describe('where both cost the same at the cold share that steady arrivals at this rate have'),
  usdPerMonth: usd.optional().describe('cost of both there'),
  below: z.string().optional().describe('target that costs less below the band, or at every rate if there is none'),
  above: z
    .string()
    .optional()
    .describe('target that costs less above the band, or at every rate; absent, as `below`, if no rate decides'),
  belowFrom: z
    .number()
    .optional()
    .describe('`below` costs less from it up to the band; absent: at all rates below, or there is no break-even'),
  aboveTo: z
    .number()
    .optional()
    .describe('`above` costs less from the band up to it; absent: at all rates above, or there is no break-even'),
  reason: z.string().describe('what all bands of the two say, or why there is no break-even'),
  assumes: z.array(z.string()),
});

export type Costs = z.infer<typeof costsSchema>;
export type Month = z.infer<typeof monthSchema>;
export type ServerCost = z.infer<typeof serverCostSchema>;
export type CallCost = z.infer<typeof callCost>;
export type BreakEven = z.infer<typeof breakEvenSchema>;

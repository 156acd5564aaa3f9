import { z } from 'zod';

const count = z.int().nonnegative();
const ms = z.number();

/**
 * Percentiles come from an HDR histogram in µs (three significant digits). One that the sample cannot support is absent:
 * p50 needs 2 samples, p90 10, p99 100, p999 1000.
 */
const latencySummarySchema = z.object({
  count,
  min: ms,
  mean: ms,
  p50: ms.optional(),
  p90: ms.optional(),
  p99: ms.optional(),
  p999: ms.optional(),
  max: ms,
});

/** A part without any sample is absent. */
const latencySplitSchema = z.object({
  all: latencySummarySchema.optional(),
  cold: latencySummarySchema.optional(),
  warm: latencySummarySchema.optional(),
});

const requestCountsSchema = z.object({
  sent: count.describe('requests fired, whatever became of them'),
  answered: count.describe('an expected status: 200 to 299, unless the scenario says others (`expect.status`)'),
  throttled: count.describe('status 429, unless that is expected'),
  timedOut: count,
  failed: count.describe('all others: the sum of failures'),
  failures: z.object({
    httpError: count.describe('any other status'),
    refused: count,
    reset: count,
    malformed: count,
    unreachable: count,
    interrupted: count,
  }),
  unidentified: count.describe('answered, but without a readable identity'),
  idTooLong: count
    .optional()
    .describe('of the unidentified: those whose instance id is longer than 65,536 bytes, which is refused'),
  bodyTooLong: count
    .optional()
    .describe('of the unidentified: those longer than `keptBodyBytes`, of which the rest was not read'),
  commonFailure: z
    .object({ message: z.string(), count })
    .optional()
    .describe('what the most failures said, where they said anything; of the first 100 different texts'),
});

const environmentLifeSchema = z.object({
  instanceId: z.string(),
  invocations: count.describe('answers of this instance that the generator received'),
  coldStart: z
    .boolean()
    .optional()
    .describe('one of them waited for the instance to initialize; absent: nobody tells of its answers'),
  firstSeenAtMs: ms.describe('send of its first request, since the start of the run'),
  lastSeenAtMs: ms.describe('last byte of its last answer'),
  busyMs: ms.describe(
    'time with at least one request in it: from the start of the handler, where that is told, to the last byte of the answer',
  ),
  peakInFlight: count.describe('requests in it at once, as the generator saw'),
  initMs: ms.optional().describe('initialization: the platform’s Init Duration, else as the instance told'),
  peakRssMb: z.number().optional().describe('highest resident memory known of the process'),
});

const environmentsSchema = z.object({
  distinct: count.describe('distinct instances that answered'),
  identifiedBy: z
    .enum(['answers', 'platform'])
    .describe('who names the instances: the answers, or the embedded Lambda for a function whose answers name none'),
  coldStarts: count
    .optional()
    .describe('answers that waited for their instance to initialize; absent: nobody tells, or no instance is known'),
  coldStartsSource: z
    .enum(['answers', 'report-lines'])
    .optional()
    .describe(
      'where cold starts are known from: each answer (by the platform, or as it says), or REPORT lines alone, which tell how many there were and not which answers; absent as `coldStarts` is',
    ),
  failedInits: z
    .object({
      timedOut: count.describe('initializations that took longer than `initTimeoutMs`'),
      failed: count.describe('initializations that ended with an error'),
    })
    .optional()
    .describe('initializations that did not succeed, those in the time of a call included; of the embedded Lambda'),
  reused: count.describe('answers of an instance that had answered before'),
  peakAlive: count.describe('instances alive at once'),
  peakAliveSource: z
    .enum(['telemetry', 'responses'])
    .describe('told by the platform, or a lower bound from the answers'),
  list: z.array(environmentLifeSchema),
});

export const billingSchema = z.object({
  invocations: count.describe('invocations with a billed duration'),
  billedMs: z.number(),
  initMs: z.number().describe('of billedMs, before rounding'),
  restoreMs: z.number().optional().describe('of billedMs: restores of a snapshot (SnapStart)'),
  gbSeconds: z.number(),
  usd: z.number().describe('all its parts together, less the free tier where it is asked for'),
  durationUsd: z.number(),
  requestsUsd: z.number(),
  storageUsd: z.number().optional().describe('what /tmp has above 512 MB'),
  restoreUsd: z.number().optional().describe('memory that was restored from a snapshot (SnapStart)'),
  provisionedUsd: z.number().optional().describe('provisioned concurrency, reserved for the time of the load'),
  freeTierUsd: z.number().optional().describe('deducted: a free tier that nothing else has used'),
  standingUsdPerHour: z
    .number()
    .optional()
    .describe('what is paid whether it is called or not: provisioned concurrency, the cache of SnapStart'),
  vcpuSeconds: z.number().optional().describe('CPU that is paid for, where that has a price of its own'),
  pricedAs: z.string().optional().describe('the cost model that the scenario names; absent: Lambda’s'),
  usdPerMillion: z.number().describe('usd per million requests like these'),
  source: z.enum(['report-lines', 'estimated']),
  leftOut: count
    .optional()
    .describe(
      'requests that are not in the bill: executed without a REPORT line, or without an answer; if estimated, without a time of their handler',
    ),
  notes: z.array(z.string()).optional().describe('what a reader has to know about these prices'),
});

export const serverCostSchema = z.object({
  description: z.string().describe('what is paid for, such as `t4g.small`'),
  usdPerHour: z.number(),
  requestsPerSecond: z
    .number()
    .describe('answered requests over the time of the load, the load this price is spread over'),
  requestsUsdPerMillion: z.number().optional().describe('charged for requests on top of the hours; in usdPerMillion'),
  usdPerMillion: z.number().describe('usdPerHour / 3600 / requestsPerSecond * 1e6: at this load, no more, no less'),
});

const utilizationSchema = z.object({
  cpuMs: z.number().describe('CPU of billed time, initialization included where the kernel tells'),
  source: z
    .enum(['kernel', 'handler'])
    .optional()
    .describe(
      'who measured the CPU: the kernel, or the handlers of themselves (estimated: without the runtime around them)',
    ),
  cpuQueueMs: z
    .number()
    .optional()
    .describe('of billed time: ready to run, but waiting for a CPU of this machine, which a platform would not do'),
  cpuThrottledMs: z
    .number()
    .optional()
    .describe('of billed time: held back by the CPU share that goes with the memory size, as a platform would'),
  waitingMs: z.number().describe('the rest of billed time'),
  cpuShareOfBilled: z.number().describe('cpuMs / billedMs'),
});

/** What is measured of a set of requests: of a target, and of each of its phases. */
export const measuresSchema = z.object({
  requests: requestCountsSchema,
  environments: environmentsSchema,
  latencyMs: z.object({ serviceTime: latencySplitSchema, responseTime: latencySplitSchema }),
  peakInFlight: count.describe('requests on their way at once, as the generator saw'),
  billing: billingSchema.optional(),
  utilization: utilizationSchema.optional(),
});

export type LatencySummary = z.infer<typeof latencySummarySchema>;
export type LatencySplit = z.infer<typeof latencySplitSchema>;
export type RequestCounts = z.infer<typeof requestCountsSchema>;
export type EnvironmentLife = z.infer<typeof environmentLifeSchema>;
export type Environments = z.infer<typeof environmentsSchema>;
export type Billing = z.infer<typeof billingSchema>;
export type ServerCost = z.infer<typeof serverCostSchema>;
export type Utilization = z.infer<typeof utilizationSchema>;
export type Measures = z.infer<typeof measuresSchema>;

import { z } from 'zod';
import { environmentLivesSchema } from './schema/environment-lives.ts';

const count = z.int().nonnegative();
const ms = z.number();

/**
 * Percentiles come from an HDR histogram in µs (three significant digits). One that the sample cannot support is absent:
 * p50 needs 2 samples, p90 10, p95 20, p99 100, p999 1000.
 */
const latencySummarySchema = z.object({
  count,
  min: ms,
  mean: ms,
  p50: ms.optional(),
  p90: ms.optional(),
  p95: ms.optional(),
  p99: ms.optional(),
  p999: ms.optional(),
  percentiles: z
    .record(z.string(), ms)
    .optional()
    .describe('others that thresholds or primary metrics of the scenario name, such as `p97.5`'),
  max: ms,
});

/** A part without any sample is absent. */
const latencySplitSchema = z.object({
  all: latencySummarySchema.optional(),
  cold: latencySummarySchema.optional(),
  warm: latencySummarySchema.optional(),
});

const requestCountsSchema = z.object({
  sent: count.describe('requests sent, whatever their outcome: the sum of the next four'),
  answered: count.describe('an expected status: 200 to 299, unless the scenario says others (`expect.status`)'),
  throttled: count.describe('status 429, unless that is expected'),
  timedOut: count,
  failed: count.describe('all others: the sum of failures'),
  notSent: count.describe('due, but held back by `maxInFlight`: in no other count'),
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
    .describe('unidentified because the instance ID is longer than 65,536 bytes, which is refused'),
  bodyTooLong: count
    .optional()
    .describe('unidentified because the body is longer than `keptBodyBytes`, and the rest was not read'),
  commonFailure: z
    .object({ message: z.string(), count })
    .optional()
    .describe('most frequent failure message among the first 100 different ones'),
});

const environmentLifeSchema = z.object({
  instanceId: z.string(),
  invocations: count.describe('answers of this instance that the generator received'),
  coldStart: z.boolean().optional().describe('one of them waited for the init of the instance; absent if unknown'),
  firstSeenAtMs: ms.describe('send of its first request, since the start of the run'),
  lastSeenAtMs: ms.describe('last byte of its last answer'),
  busyMs: ms.describe(
    'time with at least one request: from the start of the handler, if known, to the last byte of the response',
  ),
  peakInFlight: count.describe('requests of this instance in flight at once, measured by the generator'),
  initMs: ms.optional().describe('init: the platform’s Init Duration, else as the instance reports'),
  restoreMs: ms.optional().describe('restore from a snapshot, in place of an init: Restore Duration'),
  peakRssMb: z.number().optional().describe('highest resident memory known of the process'),
});

const environmentsSchema = z.object({
  distinct: count.optional().describe('distinct instances that answered; absent if no answer names its instance'),
  identifiedBy: z
    .enum(['answers', 'platform'])
    .describe(
      'source of the instance names: the responses, or the platform (embedded Lambda, twin, log streams of a deployed function) if no response names its instance',
    ),
  coldStarts: count.optional().describe('responses that waited for the init of their instance; absent if unknown'),
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
    .describe('inits that failed, including those within an invocation; embedded Lambda only'),
  reused: count.optional().describe('responses of an instance after its first one; absent as `distinct` is'),
  peakAlive: count.optional().describe('instances alive at once; absent if not known'),
  peakAliveSource: z
    .enum(['telemetry', 'responses'])
    .optional()
    .describe('from the platform, or a lower bound from the responses; absent as `peakAlive` is'),
  lives: environmentLivesSchema
    .optional()
    .describe('environments started and stopped, from the telemetry of the embedded Lambda'),
  list: z.array(environmentLifeSchema),
});

export const billingSchema = z.object({
  invocations: count.describe('invocations with a billed duration'),
  billedMs: z.number(),
  initMs: z.number().optional().describe('of billedMs, before rounding; absent where inits are not billed apart'),
  restoreMs: z.number().optional().describe('of billedMs: restores of a snapshot (SnapStart)'),
  gbSeconds: z.number(),
  usd: z.number().describe('sum of all parts, minus the free tier if it is enabled'),
  durationUsd: z.number(),
  requestsUsd: z.number(),
  storageUsd: z.number().optional().describe('/tmp above 512 MB'),
  restoreUsd: z.number().optional().describe('memory restored from a snapshot (SnapStart)'),
  provisionedUsd: z.number().optional().describe('provisioned concurrency, reserved for the time of the load'),
  freeTierUsd: z.number().optional().describe('deducted: a free tier that nothing else has used'),
  standingUsdPerHour: z
    .number()
    .optional()
    .describe('cost that does not depend on invocations: provisioned concurrency, the SnapStart cache'),
  vcpuSeconds: z.number().optional().describe('billed CPU time, if it has a price'),
  pricedAs: z.string().optional().describe('cost model of the scenario; absent: Lambda’s'),
  usdPerMillion: z.number().describe('usd per million requests like these'),
  source: z.enum(['report-lines', 'estimated']),
  leftOut: count
    .optional()
    .describe(
      'requests that are not in the bill: executed without a REPORT line, or without a response; if estimated, without a handler time',
    ),
  notes: z.array(z.string()).optional().describe('remarks on these prices'),
});

const utilizationSchema = z.object({
  billedMs: z.number().describe('billed time of the calls whose CPU is known; all shares are of it'),
  cpuMs: z.number().describe('CPU time in the billed time, including the init if the kernel reports it'),
  source: z
    .enum(['kernel', 'handler'])
    .optional()
    .describe('source of the CPU time: the kernel, or the handlers (an estimate without the runtime around them)'),
  cpuQueueMs: z
    .number()
    .optional()
    .describe('part of the billed time: ready to run, but waiting for a CPU of this machine'),
  startDelayMs: z
    .number()
    .optional()
    .describe('before billed time: calls and inits that waited for a CPU of this machine before they began'),
  cpuThrottledMs: z
    .number()
    .optional()
    .describe('part of the billed time: held back by the CPU share of the memory size, as on a platform'),
  waitingMs: z.number().describe('the rest of billed time'),
  waitingShareOfBilled: z.number().describe('waitingMs / billedMs'),
  cpuShareOfBilled: z.number().describe('cpuMs / billedMs'),
});

/** The measures of a set of requests: of a target, and of each of its phases. */
export const measuresSchema = z.object({
  requests: requestCountsSchema,
  environments: environmentsSchema,
  latencyMs: z.object({
    serviceTime: latencySplitSchema,
    responseTime: latencySplitSchema,
    timeToFirstByte: latencySplitSchema
      .optional()
      .describe('from the send to the first byte of the answer; absent if nothing was answered'),
  }),
  throughput: z
    .object({
      requestsPerSecond: z.number().describe('answered requests / time of the load'),
      bytesPerSecond: z.number().describe('bytes of all responses, head and body / time of the load'),
    })
    .optional()
    .describe('over the time of the load, pauses excluded'),
  peakInFlight: count.describe('requests in flight at once, measured by the generator'),
  meanInFlight: z
    .number()
    .optional()
    .describe('requests in flight on average over the time of the load, measured by the generator'),
  busyShareOfLife: z
    .number()
    .optional()
    .describe('share of the life of all instances in which they served a request; embedded Lambda only'),
  billing: billingSchema.optional(),
  utilization: utilizationSchema.optional(),
});

/** The requests of a load that has several, each by its name; recorded ones by method and path. */
export const byRequestSchema = z.array(
  z.object({
    name: z.string(),
    requests: requestCountsSchema,
    latencyMs: z.object({
      serviceTime: latencySummarySchema.optional(),
      responseTime: latencySummarySchema.optional(),
    }),
  }),
);

export type ByRequest = z.infer<typeof byRequestSchema>;
export type LatencySummary = z.infer<typeof latencySummarySchema>;
export type LatencySplit = z.infer<typeof latencySplitSchema>;
export type RequestCounts = z.infer<typeof requestCountsSchema>;
export type EnvironmentLife = z.infer<typeof environmentLifeSchema>;
export type Environments = z.infer<typeof environmentsSchema>;
export type Billing = z.infer<typeof billingSchema>;
export type Utilization = z.infer<typeof utilizationSchema>;
export type Measures = z.infer<typeof measuresSchema>;

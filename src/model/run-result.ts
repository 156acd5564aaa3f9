import { z } from 'zod';
import { byRequestSchema, measuresSchema } from './measures.ts';
import { machineSchema } from './platform/machine.ts';
import { packageSizeSchema } from './platform/package-size.ts';
import { billedAsSchema } from './schema/billed-as.ts';
import { bySizeSchema } from './schema/by-size.ts';
import { calibrationSchema, clientSchema, scheduleSchema } from './schema/client/client-health.ts';
import { mergedSchema } from './schema/client/merged.ts';
import { breakEvenSchema, costsSchema, monthSchema, serverCostSchema } from './schema/costs.ts';
import { demandsSchema } from './schema/demands.ts';
import { aliveStepSchema } from './schema/environment-lives.ts';
import { memorySchema, multiplierSchema, resourceStepSchema } from './schema/memory.ts';
import { phaseKinds } from './schema/phase-kind.ts';
import { probeSchema } from './schema/probe.ts';
import { projectedSchema, projectedServerSchema } from './schema/projected.ts';
import { type findingSchema, verdictSchema } from './schema/verdict.ts';
import { warmedSchema } from './schema/warmed.ts';

/**
 * `result.json`: the one contract between a run and everything that reads it. Names carry their units; instants are
 * milliseconds since the start of the run unless the name says epoch. What was not measured is absent, not zero.
 */
export const resultSchemaVersion = 1;

const phaseResultSchema = measuresSchema.extend({
  name: z.string(),
  kind: z.enum(phaseKinds),
  repeat: z.int().nonnegative(),
  startedAtMs: z.number(),
  finishedAtMs: z.number(),
  schedule: scheduleSchema.optional().describe('of open workloads, whose requests are due at given instants'),
  warmed: warmedSchema.optional().describe('environments that were started before it; only with `start: warm`'),
  bySize: bySizeSchema.optional().describe('only with bursts of several sizes'),
  demands: demandsSchema.optional().describe('what its inits and calls need of any machine'),
  projected: projectedSchema.optional().describe('what the load costs on the platform, from the demands'),
});

const forecastSchema = z.object({
  requests: z.int().nonnegative().describe('planned; of a load that only time ends, the most it may send'),
  gbSecondsLow: z.number().describe('every call takes its planned time, no environment has to start'),
  gbSecondsHigh: z.number().describe('every call takes the whole timeout, every environment 10 s to start'),
  usdLow: z.number().optional().describe('absent, as usdHigh, where the prices are not known'),
  usdHigh: z.number().optional(),
  peakConcurrency: z.int().nonnegative().describe('most requests at once that the load can lead to'),
});

const priceUsedSchema = z.object({
  target: z.string(),
  region: z.string(),
  architecture: z.string().optional().describe('of functions'),
  date: z.string(),
  source: z.string(),
  notes: z.array(z.string()),
});

const deployedSchema = z.object({
  functionName: z.string(),
  qualifier: z.string().optional().describe('version or alias that was called'),
  region: z.string(),
  memoryMb: z.number().optional().describe('memory size; absent where it may not be read'),
  architecture: z.enum(['x86_64', 'arm64']).optional(),
  timeoutMs: z.number().optional(),
  runtime: z.string().optional().describe('absent for images'),
  version: z.string().optional(),
  codeSha256: z.string().optional().describe('of the code that ran, base64'),
  reservedConcurrency: z.int().optional(),
  provisionedConcurrency: z.int().optional(),
  notes: z.array(z.string()).describe('what could not be read of it, and why'),
  reports: z.object({
    source: z
      .enum(['tail', 'logs', 'none'])
      .describe('of its REPORT lines: with each answer, from CloudWatch Logs, not asked for'),
    joined: z.int().describe('lines joined to requests by their ids'),
    missing: z.int().describe('requests that were executed, without a line'),
    trouble: z.string().optional().describe('why the log could not be read'),
  }),
});

const notMeasuredSchema = z.object({
  what: z.enum(['memory', 'connections', 'telemetry', 'log']),
  repeat: z.int().nonnegative(),
  reason: z.string(),
});

const downstreamFields = {
  peakConnections: z.int().describe('most at once; the sum is of the peaks of all services'),
  totalConnections: z.int(),
  refusedConnections: z.int().describe('beyond maxConnections of the service'),
  requests: z.int(),
};

export const targetFiguresSchema = measuresSchema.extend({
  name: z.string(),
  kind: z.string(),
  url: z.string().optional(),
  startupMs: z.number().optional().describe('from starting the program to its ready line'),
  enforced: z
    .object({
      cpu: z
        .enum(['cgroup-v1', 'cgroup-v2', 'container', 'none'])
        .describe('none: the CPU share of the memory size, or the vCPUs of a server, were not enforced'),
      memory: z
        .enum(['cgroup-v1', 'cgroup-v2', 'container', 'watched'])
        .describe('watched: killed a moment after it was over its size'),
      why: z.array(z.string()).describe('why the kernel does not enforce the rest'),
      taskRoot: z
        .enum(['read-only', 'writable'])
        .optional()
        .describe('whether environments could write into the folder of the function'),
      layers: z
        .enum(['mounted', 'search-paths'])
        .optional()
        .describe('mounted: at /opt; search-paths: in a folder that search paths name. Absent: there were none'),
    })
    .optional()
    .describe(
      'what held the environments of an embedded Lambda to their memory size and CPU share, or a server to one server of its hosting, and what files environments saw',
    ),
  package: packageSizeSchema
    .optional()
    .describe('of a function of the user that ran here; absent of the built-in workload'),
  deployed: deployedSchema.optional().describe('the deployed function that took the load'),
  forecast: forecastSchema.optional().describe('what it was to cost by the plan; of deployed functions'),
  probe: probeSchema.optional().describe('requests before the run: what they cost, and what this machine can carry'),
  environmentCurve: z
    .array(aliveStepSchema)
    .optional()
    .describe('environments alive over the whole load, from the telemetry of the embedded Lambda; at most 600 steps'),
  resourceCurve: z
    .array(resourceStepSchema)
    .optional()
    .describe(
      'CPU and memory over the first load, from scans of the processes; at most 200 steps; absent where no process is known',
    ),
  byRequest: byRequestSchema
    .optional()
    .describe('counts and latencies of each request; only with `requests` or recorded requests in the scenario'),
  phases: z.array(phaseResultSchema),
  demands: demandsSchema
    .optional()
    .describe('what its inits and calls need of any machine; absent if their CPU is unknown'),
  projected: projectedSchema.optional().describe('what the load costs on the platform, from the demands'),
  projectedServer: projectedServerSchema
    .optional()
    .describe('a call of a server on its vCPU at low load; absent if its CPU is unknown'),
  memory: memorySchema.optional(),
  serverCpuMs: z.number().optional().describe('CPU of the process tree during the load, from the kernel'),
  costs: costsSchema
    .optional()
    .describe('what a month costs, by the nature of each part; absent if it, or a price, is not known'),
  months: z
    .array(monthSchema)
    .optional()
    .describe('what a month costs at stated rates; present as costs are, but absent of an INVALID target'),
  serverCost: serverCostSchema.optional().describe('of what is paid by the hour'),
  billedAs: z
    .array(billedAsSchema)
    .optional()
    .describe('this load under every way of billing; absent of an INVALID target'),
  downstream: z
    .object({ ...downstreamFields, services: z.record(z.string(), z.object(downstreamFields)) })
    .optional()
    .describe('connections that this target held to the services: each by itself, and the sum'),
  functionErrors: z.array(z.string()).optional().describe('of the function in an embedded Lambda, each once'),
  client: clientSchema,
  notMeasured: z
    .array(notMeasuredSchema)
    .optional()
    .describe('what was to be measured and was not, or not of all of the load; figures of it are absent'),
});

/** Only a target that failed has an error; its figures are of the time before. */
export const targetResultSchema = z.discriminatedUnion('status', [
  targetFiguresSchema.extend({ status: z.enum(['complete', 'interrupted', 'not-started']) }),
  targetFiguresSchema.extend({
    status: z.literal('failed'),
    error: z.string().describe('why it failed: it never became ready, or it ended during the load'),
  }),
]);

const thresholdResultSchema = z.object({
  expression: z.string(),
  passed: z.boolean(),
  value: z
    .number()
    .optional()
    .describe('left of the operator; absent if it was not measured, which fails the threshold'),
  limit: z.number().optional().describe('right of the operator, in the same unit; absent if it was not measured'),
  reason: z.string().optional().describe('why a side has no value, where that is known'),
  perRepeat: z
    .literal(true)
    .optional()
    .describe('judged in each repeat by itself; value and limit are of the worst of them'),
});

export const comparisonSchema = z.object({
  baseline: z.string(),
  targets: z.array(
    z.object({
      name: z.string(),
      environmentMultiplier: z.number().optional().describe('distinct environments / those of the baseline'),
      projectedEnvironmentMultiplier: z
        .number()
        .optional()
        .describe(
          'projected environments / those of the baseline, projected where they can be; absent if not projected',
        ),
      memoryMultiplier: multiplierSchema,
      p50Ratio: z.number().optional().describe('median service time / that of the baseline'),
      usdPerMillionRatio: z.number().optional(),
    }),
  ),
  breakEven: z
    .array(breakEvenSchema)
    .optional()
    .describe('of every two targets with costs: the rates at which both cost the same, or why there are none'),
});

const abortedSchema = z.object({
  condition: z.string().describe('as in `abortOn`'),
  target: z.string().optional().describe('that was under load'),
  atMs: z.number(),
  message: z.string(),
});

export const runResultSchema = z.object({
  schemaVersion: z.literal(resultSchemaVersion),
  tool: z.object({ name: z.literal('rollcall'), version: z.string() }),
  scenario: z.object({
    name: z.string(),
    question: z.string(),
    file: z.string(),
    resolved: z.unknown().describe('the scenario with every default filled in'),
  }),
  status: z.enum(['complete', 'interrupted']),
  aborted: abortedSchema.optional().describe('why a condition of `abortOn` ended the run early'),
  startedAt: z.string().describe('ISO 8601'),
  finishedAt: z.string(),
  startedAtEpochMs: z.number(),
  seed: z.int(),
  machine: machineSchema,
  workload: z.object({ iterationsPerMs: z.number().optional() }),
  prices: z.object({
    date: z.string(),
    source: z.string(),
    region: z.string(),
    architecture: z.string(),
    used: z
      .array(priceUsedSchema)
      .optional()
      .describe('of each target whose prices are from the price table; all others have prices of the user’s own'),
    unknown: z
      .array(z.object({ target: z.string(), message: z.string() }))
      .optional()
      .describe('targets without a bill, as nobody knows their prices, and where to state them'),
  }),
  verdict: verdictSchema,
  thresholds: z.array(thresholdResultSchema),
  targets: z.array(targetResultSchema),
  calibration: calibrationSchema.optional().describe('of this machine, dated; absent if none was made'),
  comparison: comparisonSchema.optional(),
  merged: mergedSchema.optional().describe('of several runs that were merged (`rollcall merge`)'),
});

export type Forecast = z.infer<typeof forecastSchema>;
export type NotMeasured = z.infer<typeof notMeasuredSchema>;
export type PhaseResult = z.infer<typeof phaseResultSchema>;
export type TargetResult = z.infer<typeof targetResultSchema>;
export type ThresholdResult = z.infer<typeof thresholdResultSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type RunResult = z.infer<typeof runResultSchema>;

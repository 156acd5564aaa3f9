import { z } from 'zod';
import { bySizeSchema } from './by-size.ts';

const count = z.int().nonnegative();
const ms = z.number();

const latencySchema = z
  .object({ mean: ms, p50: ms.optional(), p90: ms.optional(), p99: ms.optional(), max: ms })
  .describe('init and call, without the network');

const projectedCallsSchema = z.object({
  calls: count.describe('measured calls that this is projected from'),
  billedMsPerCall: ms,
  initMsPerCall: ms.optional().describe('part of the latency: the init that the calls wait for'),
  usdPerMillion: z
    .number()
    .optional()
    .describe('of a million such calls: requests and duration, without a free tier; absent where prices are not known'),
  latencyMs: latencySchema,
});

const share = z.number().nonnegative().optional();

const checkedErrorsSchema = z
  .object({
    inFlight: count.describe(
      'most environments alive of the projected load: its place in the ranges that were checked',
    ),
    environments: share,
    coldStarts: share,
    latency: share,
    cost: share,
  })
  .describe(
    'largest error of such a prediction at such a load and of such calls, as `rollcall validate` found it, with what chance may have hidden of it, as a share of what was measured; where absent, the figure is extrapolated',
  );

/**
 * What the load costs on the platform: every init and call on dedicated CPUs at its memory size, and the environments that the arrivals
 * then need. Absent where the CPU of calls is not known.
 */
export const projectedSchema = z.object({
  fromProbe: z
    .literal(true)
    .optional()
    .describe('no call of the run was measured, so demands are those of the probe before it'),
  invocations: count.describe('requests that the platform serves'),
  billedMs: ms,
  usdPerMillion: z
    .number()
    .optional()
    .describe('as the measured bill is made, without a free tier; absent where prices are not known'),
  latencyMs: latencySchema,
  waitingShareOfBilled: z.number().describe('1 - (CPU + time held back by the CPU share) / billedMs'),
  cpuShareOfBilled: z.number(),
  threadsOverlapShare: z
    .number()
    .optional()
    .describe('calls may take up to this share of their time less, as their threads overlap; absent with one thread'),
  environments: count
    .optional()
    .describe('distinct instances that serve a request; absent where requests wait in a queue for an instance'),
  peakAlive: count.optional().describe('instances alive at once: the window maximum of the requests in flight'),
  coldStarts: count.optional(),
  throttled: count.optional().describe('requests beyond a limit of concurrency, rate or scaling'),
  checkedErrors: checkedErrorsSchema.optional(),
  bySize: bySizeSchema.optional().describe('latency of init and call; only of a phase with bursts of several sizes'),
  cold: projectedCallsSchema.optional().describe('calls that wait for an init, which is in all figures'),
  warm: projectedCallsSchema.optional().describe('calls that do not'),
});

/** A call of a server that has nothing else to do, on its vCPU. */
export const projectedServerSchema = z.object({
  cpuMsPerCall: ms.describe('mean CPU on a vCPU of the platform'),
  vcpu: z.number().optional().describe('of one server'),
  latency: z
    .object({
      basis: z
        .enum(['lone-calls', 'upper-bound'])
        .describe(
          'lone-calls: of calls that had the server to themselves; upper-bound: calls waited for one another, too',
        ),
      waitMsPerCall: ms.describe('mean service time - mean CPU'),
      ms: ms.describe('waiting and CPU, on at most one vCPU'),
      cpuShare: z.number().describe('of that time'),
    })
    .optional(),
  missing: z.string().optional().describe('why there is no latency'),
});

export type CheckedErrors = z.infer<typeof checkedErrorsSchema>;
export type ProjectedServer = z.infer<typeof projectedServerSchema>;
export type ProjectedCalls = z.infer<typeof projectedCallsSchema>;
export type Projected = z.infer<typeof projectedSchema>;

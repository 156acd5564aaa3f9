import { z } from 'zod';

const ms = z.number();

/** As for latencies, a percentile that the values cannot support is absent: p90 needs 10 values, p99 100. */
const distributionSchema = z.object({
  count: z.int().nonnegative(),
  mean: ms,
  deviation: ms.optional().describe('standard deviation; absent of a single value'),
  p50: ms.optional().describe('absent, as max, where only the mean is known'),
  p90: ms.optional(),
  p99: ms.optional(),
  max: ms.optional(),
});

const needSchema = z.object({
  cpuMs: distributionSchema.describe('on-CPU time of all threads, as measured on this machine'),
  waitMs: distributionSchema
    .optional()
    .describe('neither running nor ready to run; absent where calls share a process'),
  queuedMs: distributionSchema.optional().describe('ready to run, but waiting for a CPU of this machine'),
  throttledMs: distributionSchema.optional().describe('held back by the CPU share of the memory size'),
});

/** What an init and a call need of any machine, apart from what this machine added. */
export const demandsSchema = z.object({
  init: needSchema.optional().describe('of inits that a call waited for'),
  call: needSchema.optional().describe('of all calls, without the init'),
  cold: needSchema.optional().describe('of calls that waited for an init, without the init'),
  warm: needSchema.optional().describe('of calls that did not wait for an init'),
  leftOut: z
    .object({
      timedOut: z
        .int()
        .nonnegative()
        .describe('calls that ended at their timeout after queueing for a tenth of it or more'),
      repeatedInit: z.int().nonnegative().describe('calls in whose time a failed init was repeated'),
      ended: z.int().nonnegative().describe('calls whose environment ended'),
    })
    .optional()
    .describe('calls in none of these figures; absent if there are none'),
  severalThreads: z
    .object({
      calls: z.int().nonnegative(),
      cpuMsPerCall: ms.describe('mean on-CPU time of threads beside the main one that the function started'),
    })
    .optional()
    .describe('calls that computed on several threads; absent if there are none'),
  hiddenWaitShare: z
    .number()
    .optional()
    .describe(
      'at most this share of CPU and waiting may be waiting that queueing hid; absent where calls share a process',
    ),
  memory: z
    .object({
      basePerEnvironmentMb: z.number().describe('resident memory of an environment or a server before its first call'),
      perRequestMb: z.number().describe('resident memory that a call in flight adds'),
    })
    .optional(),
  perInstance: z
    .array(z.object({ instanceId: z.string(), calls: z.int().nonnegative(), cpuMs: ms.describe('mean per call') }))
    .optional()
    .describe('where calls share a process'),
  reference: z
    .object({
      quietCpuMs: ms.describe('on-CPU time of the reference loop before the target started'),
      besideCpuMs: ms.describe('its median beside the target'),
      factor: z.number().describe('besideCpuMs / quietCpuMs: how far neighbors slowed CPUs that they shared'),
    })
    .optional(),
  cpuSpeed: z.number().positive().describe('speed of a CPU of this machine, as a multiple of a vCPU of the platform'),
});

export type Distribution = z.infer<typeof distributionSchema>;
export type NeedSummary = z.infer<typeof needSchema>;
export type Demands = z.infer<typeof demandsSchema>;

import { z } from 'zod';
import { basisSchema, figureSchema } from './figure.ts';

const latencySchema = z.object({ p50: figureSchema, p99: figureSchema });

const priceSchema = z.object({
  region: z.string().optional().describe('absent: of your own, or of none'),
  date: z.string(),
  source: z.string(),
  status: z.enum(['public', 'second-hand', 'given', 'not-public']),
});

const partSchema = z.object({
  what: z.string(),
  usd: z.number().describe('a month, on the same basis as the whole; negative: deducted'),
  usdLow: z.number().optional().describe('of its interval; absent, as `usdHigh`, without one'),
  usdHigh: z.number().optional(),
  price: priceSchema,
});

const monthSchema = z.object({
  usd: figureSchema.describe('of the requests that are served'),
  usdPerMillion: figureSchema.optional().describe('of the requests that are served; absent: none is'),
  parts: z.array(partSchema),
  committedUsd: z
    .number()
    .optional()
    .describe('with the discounts of a commitment, on the same basis; absent where none is known'),
  committedUsdLow: z.number().optional().describe('of its interval; absent, as `committedUsdHigh`, without one'),
  committedUsdHigh: z.number().optional(),
  committed: z.string().describe('which discounts, or why none is known'),
});

const limitSchema = z.object({
  id: z.enum([
    'reservedConcurrency',
    'accountConcurrency',
    'requestRate',
    'accountRequestRate',
    'accountVcpu',
    'newEnvironments',
    'cpu',
    'memory',
    'instances',
    'connections',
  ]),
  name: z.string().describe('in words'),
  allows: z.number(),
  unit: z.string(),
  used: figureSchema,
  headroom: z.number().describe('1 - used / allows, on the basis of `used`; negative: exceeded'),
  headroomLow: z.number().optional().describe('of its interval; absent, as `headroomHigh`, without one'),
  headroomHigh: z.number().optional(),
  reachedAtPerSecond: z
    .number()
    .optional()
    .describe(
      'average rate at which it is used up, as peak and burst grow with it; absent: at none up to 1e9 times the demand',
    ),
  reachedAtPerSecondLow: z.number().optional().describe('of its interval; absent without one'),
  reachedAtPerSecondHigh: z
    .number()
    .optional()
    .describe('of its interval; absent beside `reachedAtPerSecondLow`: at that end it is never used up'),
  reachedBasis: basisSchema.optional().describe('of that rate, and of when it is reached'),
  reachedInYears: z.number().optional().describe('at the growth of the demand; absent without growth, 0: now'),
  reachedInYearsLow: z.number().optional().describe('at `reachedAtPerSecondLow`'),
  reachedInYearsHigh: z.number().optional().describe('at `reachedAtPerSecondHigh`'),
  increase: z.string().describe('how it is raised, and how long that takes'),
});

const lossSchema = z.object({
  lost: z.string(),
  leaves: z.string(),
  holds: z.boolean().optional().describe('whether all requests of the peak are still served; absent: not known'),
  basis: basisSchema.describe('of what it leaves'),
});

const keptSchema = z.object({
  id: z
    .enum(['cpu', 'memory', 'throttled', 'throttledInBurst', 'p99Ms', 'burstP99Ms', 'connections', 'usdPerMonth'])
    .describe('which constraint; the name of its field where it was given'),
  constraint: z.string().describe('in words'),
  verdict: z
    .enum(['met', 'not-met', 'undecided'])
    .describe(
      'undecided: it depends on where in their intervals the inputs are, on chance, or, without a basis, on what is not known',
    ),
  words: z.string(),
  basis: basisSchema.optional().describe('of what was found; absent: it is not predicted'),
  decidedBy: z
    .array(z.string())
    .optional()
    .describe('of an undecided one: inputs whose interval decides it alone, or chance; empty: none does alone'),
  isOfLoad: z.boolean().describe('not given: an option that breaks it does not carry the load'),
});

const peakHourSchema = z.object({
  kind: z
    .enum(['hours', 'part', 'window', 'record'])
    .describe(
      'hours: an hour, or more at a low rate; part: less of it; window: too short for the instances, which are by closed forms; record: the recorded requests',
    ),
  requests: z.number().describe('that were simulated, of one tenant, without those of the warm-up'),
  seconds: z.number(),
  warmUpSeconds: z.number().describe('before it, not counted'),
  overTime: z
    .array(z.object({ ms: z.number(), instances: z.number() }))
    .describe('instances at the most in each step, of all tenants, on the basis of the instances; none of a window'),
});

/** One option of a plan. */
export const optionResultSchema = z.object({
  name: z.string(),
  kind: z.string(),
  side: z.enum(['function', 'server']).describe('whose needs of a call it was planned with'),
  unit: z.string().describe('what its instances are called'),
  missing: z.array(z.string()).describe('what was neither measured nor given; with any there are no figures'),
  figures: z
    .object({
      instances: z.object({
        average: figureSchema.describe('mean alive over a day, or over a record'),
        mean: figureSchema.describe(
          'mean alive at the peak; these and p50 and p99 of recorded arrivals: in their busiest minute',
        ),
        p50: figureSchema,
        p99: figureSchema,
        burst: figureSchema.optional().describe('alive in a burst at the peak; no fewer than at its 99th percentile'),
        most: figureSchema.optional().describe('of recorded arrivals: alive at the most at any instant'),
        overDay: z.array(z.number()).describe('mean alive in each hour of the day, on the basis of `average`'),
      }),
      coldShare: figureSchema.optional().describe('of the requests of a day, or of a record'),
      coldShareAtPeak: figureSchema.optional().describe('of requests, at the peak rate'),
      waitedShare: figureSchema.optional().describe('of requests that wait for an init: without proactive ones'),
      throttledShare: figureSchema
        .optional()
        .describe('of requests at the peak; absent where requests queue without end'),
      throttledInBurst: figureSchema.optional(),
      throttledShareInBurst: figureSchema.optional().describe('of the requests of a burst'),
      throttledShareOfMonth: figureSchema
        .optional()
        .describe('of all requests; instances on average, cold starts and the month are of the others'),
      latencyMs: z
        .object({ steady: latencySchema.optional(), burst: latencySchema.optional() })
        .describe('absent where requests queue without end, and where it is not predicted'),
      memoryMb: figureSchema.describe(
        'allocated, at the most instances: at their 99th percentile, in a burst, or of a record at any instant',
      ),
      memoryUsedMb: figureSchema
        .optional()
        .describe('of the same instances, with the requests in flight at the peak, or in a burst; absent: not known'),
      memoryMultiplier: figureSchema.optional().describe('relative to the least of all options'),
      cpuShare: figureSchema
        .optional()
        .describe(
          'CPU in use at the peak as a share of the time or the vCPUs that are paid for; absent: the CPU is not known, or it is paid for as it is used',
        ),
      cpuPerRequest: z
        .object({ ms: figureSchema, instances: z.number(), belowMs: z.number() })
        .optional()
        .describe(
          '`instances` hold the peak only while a request needs less CPU than `belowMs`; both on the basis of `instances.p99`',
        ),
      connections: figureSchema.optional(),
      month: monthSchema.optional(),
    })
    .optional(),
  curve: z
    .array(z.object({ perSecond: z.number(), instances: z.number(), usd: z.number().optional(), basis: basisSchema }))
    .describe('over the average rate: mean instances at its peak, and a month'),
  burst: z
    .array(z.object({ ms: z.number(), share: z.number() }))
    .describe('share of a burst that is answered after a time, on the basis of its latency; empty without a burst'),
  peakHour: peakHourSchema
    .optional()
    .describe('what of the peak was simulated; absent: by closed forms, or servers that are always there'),
  limits: z.array(limitSchema),
  losses: z.array(lossSchema).describe('what one lost instance, and one lost zone, do'),
  kept: z.array(keptSchema).describe('constraints, and whether it keeps them'),
  extrapolated: z
    .array(z.object({ figures: z.array(z.string()), why: z.string() }))
    .describe('which of its figures are extrapolated, and in which dimension they are beyond what was checked'),
  assumes: z.array(z.string()),
});

export type OptionResult = z.infer<typeof optionResultSchema>;
export type OptionFigures = NonNullable<OptionResult['figures']>;
export type PlanLimit = z.infer<typeof limitSchema>;
export type PlanLoss = z.infer<typeof lossSchema>;
export type Kept = z.infer<typeof keptSchema>;
export type PeakHour = z.infer<typeof peakHourSchema>;
export type PlanMonth = z.infer<typeof monthSchema>;
export type PriceOrigin = z.infer<typeof priceSchema>;

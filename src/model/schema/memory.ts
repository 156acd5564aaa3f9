import { z } from 'zod';

const rssMb = z
  .number()
  .describe(
    'sum of the resident memory of all processes at one instant: a page that processes share counts in each, as environments of a platform share none',
  );
const pssMb = z
  .number()
  .describe('sum of the proportional set sizes: a shared page counts once, also if an unrelated process shares it');

const peakSchema = z.object({
  rssMb: rssMb.optional(),
  pssMb: pssMb.optional(),
  processes: z.int().nonnegative().describe('most processes alive at one scan'),
  scans: z.int().nonnegative(),
});

/** One step of the CPU and memory of a target. */
export const resourceStepSchema = z.object({
  atMs: z.number().describe('of a scan of all processes, since the start of the run'),
  rssMb: z.number().describe('highest sum of RSS of the scans since the step before'),
  cpus: z
    .number()
    .optional()
    .describe('CPUs that its processes used on average since the step before; absent in the first'),
});

export const multiplierSchema = z.object({
  rss: z.number().optional(),
  pss: z.number().optional(),
  allocated: z.number().optional().describe('memory reserved and paid for'),
});

const perInstanceSchema = z.object({
  instances: z.int().positive().describe('alive at the scan with the highest sum of RSS'),
  rssMb: z.number().describe('sum of RSS at that scan / instances'),
  pssMb: z.number().describe('sum of PSS at that scan / instances'),
  allocatedMb: z.number().optional().describe('memory.allocatedMb / environments.peakAlive'),
});

export const memorySchema = z.object({
  idle: peakSchema.optional().describe('before the load'),
  peak: peakSchema.describe('peaks of sums: every scan adds up all processes, and the highest scan counts'),
  perInstance: perInstanceSchema.optional().describe('absent if no instance is known to have been alive at that scan'),
  allocatedMb: z
    .number()
    .optional()
    .describe('memory size times environments alive at once; for a server what it runs on'),
  multiplier: multiplierSchema.optional().describe('peak of this target / peak of the baseline target'),
});

export type ResourceStep = z.infer<typeof resourceStepSchema>;
export type Memory = z.infer<typeof memorySchema>;
export type MemoryPeak = z.infer<typeof peakSchema>;
export type MemoryPerInstance = z.infer<typeof perInstanceSchema>;
export type Multiplier = z.infer<typeof multiplierSchema>;

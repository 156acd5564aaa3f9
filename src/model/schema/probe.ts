import { z } from 'zod';

const cost = z.object({
  cpuMs: z.number().nonnegative().describe('on this machine; with that of the embedded Lambda'),
  waitMs: z.number().nonnegative().describe('neither running nor ready to run'),
});

const probedPhaseSchema = z.object({
  name: z.string(),
  carried: z.boolean().describe('whether the CPUs of this machine are enough for its cold starts'),
  perSecond: z.number().positive().optional().describe('highest rate; of open workloads'),
  environments: z.int().nonnegative().optional().describe('that a machine with enough CPUs would have at its end'),
  environmentsHere: z.int().nonnegative().optional().describe('that this machine would have'),
  carriedPerSecond: z.number().positive().optional().describe('rate that this machine can carry; absent if carried'),
  carriedWarmPerSecond: z.number().positive().optional().describe('the same with `start: warm`'),
  atOnce: z.int().nonnegative().optional().describe('cold starts at one instant; of bursts'),
  lastAnswerMs: z.number().nonnegative().optional().describe('of these cold starts'),
  carriedAtOnce: z
    .int()
    .nonnegative()
    .optional()
    .describe('cold starts that are answered within `timeoutMs`; absent if carried'),
});

/** What a cold start and a call cost this machine, from one environment before the run, and whether it can carry the load. */
export const probeSchema = z.object({
  cpus: z.int().positive().describe('of this machine'),
  init: cost,
  coldCall: cost.describe('first call of an environment, without its init'),
  warmCall: cost.describe('a later call'),
  phases: z.array(probedPhaseSchema).describe('open workloads and bursts'),
});

export type Probe = z.infer<typeof probeSchema>;
export type ProbedPhase = z.infer<typeof probedPhaseSchema>;

import { z } from 'zod';

const estimateSchema = z.object({ estimate: z.number(), low: z.number().optional(), high: z.number().optional() });

const pointSchema = z.object({
  memoryMb: z.number(),
  timeMs: estimateSchema.describe(
    'median of init and call of a cold start, or of a warm call, on dedicated CPUs where that is known',
  ),
  usdPerMillion: estimateSchema.describe('of calls that take the median'),
});

const choiceSchema = z.object({ memoryMb: z.number(), why: z.string().describe('a sentence') });

/** What each memory size costs and how long it takes, and which of them to choose. */
export const tuningSchema = z.array(
  z.object({
    start: z.string(),
    of: z.string().describe('levels of the other factors; empty if there are none'),
    points: z.array(pointSchema).describe('by memory size, ascending'),
    cheapest: choiceSchema,
    fastest: choiceSchema,
    balanced: choiceSchema,
    bound: z
      .enum(['cpu', 'waiting'])
      .optional()
      .describe('what a call mostly does at one vCPU; absent if its CPU is unknown'),
    why: z.string().describe('why more memory makes it faster, or does not'),
  }),
);

export type Tuning = z.output<typeof tuningSchema>[number];
export type TuningPoint = z.output<typeof pointSchema>;

import { z } from 'zod';

const count = z.int().nonnegative();

const idleStopsSchema = z
  .object({
    firstAtMs: z.number().describe('the first of these stops, since the start of the run'),
    halfAtMs: z.number().describe('by then at least half of these stops had come'),
    lastAtMs: z.number(),
  })
  .describe('when the environments that were stopped as idle were stopped');

/** `aliveAtStart + started - stoppedIdle - stoppedOther = aliveAtEnd`. */
export const environmentLivesSchema = z.object({
  aliveAtStart: count.describe('environments alive when the load, or the phase, began'),
  started: count.describe('environments that were started in it'),
  stoppedIdle: count.describe('environments that were stopped in it while they were idle: after `keepAliveMs`'),
  stoppedOther: count.describe('environments that ended in it otherwise'),
  aliveAtEnd: count.describe('environments alive when it ended'),
  idleStops: idleStopsSchema.optional(),
});

/** One step of the number of environments. */
export const aliveStepSchema = z.object({
  atMs: z.number().describe('since the start of the run'),
  alive: count.describe('environments alive from then on'),
  stoppedIdle: count.describe('environments stopped as idle until then'),
});

export type EnvironmentLives = z.infer<typeof environmentLivesSchema>;
export type AliveStep = z.infer<typeof aliveStepSchema>;

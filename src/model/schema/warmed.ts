import { z } from 'zod';

/** Environments that were started before a phase with `start: warm`. No figure of the load includes them or their calls. */
export const warmedSchema = z.object({
  environments: z.int().nonnegative().describe('idle when the phase began'),
  started: z.int().nonnegative().describe('of these, started for this phase, one after another; no cold starts of it'),
  needed: z
    .int()
    .positive()
    .describe("Little's law + 3 sigma: ceil(meanInFlight + 3 * sqrt(meanInFlight)), within its limits"),
  meanInFlight: z.number().nonnegative().describe('highest rate of the phase * serviceMs / 1000'),
  serviceMs: z
    .number()
    .nonnegative()
    .describe('mean service time of the calls before the phase, when the need was highest'),
  calls: z.int().nonnegative().describe('sent before the phase; in no other figure'),
  tookMs: z.number().nonnegative(),
});

export type Warmed = z.infer<typeof warmedSchema>;

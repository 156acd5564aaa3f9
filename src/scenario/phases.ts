import { z } from 'zod';
import { durationMsSchema, nameOfTargetSchema, nameSchema } from './words.ts';

const common = {
  name: nameSchema.describe('Name of the phase in the results.'),
  targets: z.array(nameOfTargetSchema).min(1).optional().describe('Fire only at these targets; default: all.'),
};

const size = z.int().min(1).max(10_000);

export const phaseSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('sequential').describe('One request after another.'),
    requests: z.int().min(1).max(1_000_000).describe('How many.'),
    pauseMs: durationMsSchema.default(0).describe('Between an answer and the next request.'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('burst').describe('All requests of a burst are released at one instant.'),
    size: z.union([size, z.array(size).min(1)]).describe('Requests per burst; a list is fired as one burst per entry.'),
    repeats: z.int().min(1).max(10_000).default(1).describe('How often the burst, or the list of bursts, is fired.'),
    gapMs: durationMsSchema.default(1000).describe('Between the last answer of a burst and the next burst.'),
    connections: z
      .enum(['warm', 'cold'])
      .default('warm')
      .describe(
        'warm: opened, and used once where the target allows, before the release. cold: opened at the release.',
      ),
  }),
]);

export type Phase = z.output<typeof phaseSchema>;

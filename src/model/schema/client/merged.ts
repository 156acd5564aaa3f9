import { z } from 'zod';

/** Of a result that was made of several runs, which were fired separately. */
export const mergedSchema = z.object({
  runs: z.array(
    z.object({
      name: z.string().describe('of its folder; it is the worker of this name'),
      startedAt: z.string().describe('ISO 8601'),
      startedAtMs: z.number().describe('since the start of the first of them, by their wall clocks'),
      verdict: z.enum(['VALID', 'SUSPECT', 'INVALID']),
    }),
  ),
  clockBoundMs: z
    .number()
    .nonnegative()
    .optional()
    .describe(
      'each of their wall clocks is right to this much, as it was stated (`--clock-bound`); absent if nobody did',
    ),
});

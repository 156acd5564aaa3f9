import { z } from 'zod';

/** Of a phase with bursts of several sizes: how its figures grow with the size. */
export const bySizeSchema = z.array(
  z.object({
    size: z.int().positive().describe('requests of the burst'),
    environments: z.int().nonnegative().describe('most distinct instances in one burst of this size'),
    medianMs: z
      .number()
      .optional()
      .describe('median service time in all bursts of this size; absent if nothing was answered'),
  }),
);

export type BySize = z.infer<typeof bySizeSchema>;

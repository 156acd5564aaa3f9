import { z } from 'zod';

/** A number that was given, alone or with the interval in which it lies. */
export const intervalOf = (number: z.ZodNumber) =>
  z.union([
    number,
    z.strictObject({
      value: number.describe('Most likely.'),
      low: number.describe('The least that it may be.'),
      high: number.describe('The most that it may be.'),
    }),
  ]);

export type GivenMeasure = z.output<ReturnType<typeof intervalOf>>;

import { z } from 'zod';

/** Where a number of a plan comes from. */
const bases = ['measured', 'given', 'predicted', 'extrapolated'] as const;
export type Basis = (typeof bases)[number];

/** What is made of several numbers is as sure as the least sure of them. */
export const leastSure = (...of: readonly Basis[]): Basis =>
  bases[Math.max(0, ...of.map((basis) => bases.indexOf(basis)))] ?? 'extrapolated';

export const basisSchema = z.enum(bases);

export const figureSchema = z.object({
  value: z.number(),
  low: z.number().optional().describe('of the interval that the measured inputs leave; absent, as high, without one'),
  high: z.number().optional(),
  basis: basisSchema.describe('predicted: inside the range in which predictions were checked; extrapolated: beyond it'),
});

/** A number of a plan with its interval and its origin. */
export type Figure = z.infer<typeof figureSchema>;

export const given = (value: number): Figure => ({ value, basis: 'given' });

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
type Interval = Pick<Figure, 'value' | 'low' | 'high'>;

type Flat<K extends string> = Readonly<Record<K, number>> & Partial<Readonly<Record<`${K}Low` | `${K}High`, number>>>;

/** A number beside its interval, of which another field says where it comes from: `{ usd: 5, usdLow: 4, usdHigh: 7 }`; without one `{ usd: 5 }`. */
export const flat = <K extends string>(key: K, { value, low, high }: Interval): Flat<K> =>
  ({
    [key]: value,
    ...(low !== undefined && { [`${key}Low`]: low }),
    ...(high !== undefined && { [`${key}High`]: high }),
  }) as Flat<K>;

export const given = (value: number): Figure => ({ value, basis: 'given' });

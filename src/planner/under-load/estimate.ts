/** A number that a simulation found, with the 95% interval that its length leaves. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Student's t at 97.5% for 1 to 9 degrees of freedom. */
const student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * Of the whole, with the interval of the mean of its parts: s = standard deviation of the parts, t * s / sqrt(parts) to both sides. Without parts it has
 * no interval. Undefined where the whole has none.
 */
export function estimateFrom<T>(
  of: (some: T) => number | undefined,
  whole: T,
  parts: readonly T[],
): Estimate | undefined {
  const value = of(whole);
  if (value === undefined) return undefined;
  const each = parts.map(of).filter((part) => part !== undefined);
  if (each.length < 2) return { value, low: value, high: value };
  const mean = each.reduce((sum, part) => sum + part, 0) / each.length;
  const variance = each.reduce((sum, part) => sum + (part - mean) ** 2, 0) / (each.length - 1);
  const half = (student[each.length - 2] ?? student.at(-1) ?? 0) * Math.sqrt(variance / each.length);
  return { value, low: Math.max(0, value - half), high: value + half };
}

/** A share of requests by their count: its interval is that of a Poisson count by Byar's approximation, or that of the parts where these differ by more. */
export function shareIn<T>(
  countOf: (some: T) => number,
  of: (some: T) => number,
  whole: T,
  parts: readonly T[],
): Estimate {
  const [counted, all] = [countOf(whole), Math.max(1, of(whole))];
  const { value, low, high } = estimateFrom((some) => countOf(some) / Math.max(1, of(some)), whole, parts) ?? none;
  return {
    value,
    low: Math.min(low, atLeast(counted) / all),
    high: Math.max(high, Math.min(1, atMost(counted) / all)),
  };
}

/** Of what did not happen. */
export const none: Estimate = { value: 0, low: 0, high: 0 };
const normal = 1.96;

/** Of none expected ones up to 3.7 are. */
export const atMost = (counted: number): number =>
  (counted + 1) * (1 - 1 / (9 * (counted + 1)) + normal / (3 * Math.sqrt(counted + 1))) ** 3;

const atLeast = (counted: number): number =>
  counted === 0 ? 0 : counted * Math.max(0, 1 - 1 / (9 * counted) - normal / (3 * Math.sqrt(counted))) ** 3;

/** The chances, if nothing but chance is at work, of what was seen or more of it, in either direction. */
export interface Tails {
  /** Of values as high or higher. */
  readonly greater: number;
  /** Of values as low or lower. */
  readonly less: number;
  /** The whole distribution was counted; else a normal curve stands for it. */
  readonly exact: boolean;
}

/** Both directions together: twice the smaller tail, at most 1. */
export const twoSided = ({ greater, less }: Tails): number => Math.min(1, 2 * Math.min(greater, less));

/** Tails at `seen` of a distribution given as the chance of each whole sum. */
export function tailsOf(chances: ArrayLike<number>, seen: number): Tails {
  let [less, greater] = [0, 0];
  for (let sum = 0; sum < chances.length; sum += 1) {
    if (sum <= seen) less += chances[sum] ?? 0;
    if (sum >= seen) greater += chances[sum] ?? 0;
  }
  return { less: Math.min(1, less), greater: Math.min(1, greater), exact: true };
}

/** Of a normal curve, with half a step of continuity correction. */
export function normalTails(seen: number, mean: number, deviation: number, step: number): Tails {
  if (deviation === 0) return { less: 1, greater: 1, exact: false };
  const greater = 1 - normalShare((seen - step / 2 - mean) / deviation);
  const less = normalShare((seen + step / 2 - mean) / deviation);
  return { less, greater, exact: false };
}

/**
 * The share of the standard normal curve below z, to 1.5e-7: Abramowitz and Stegun, Handbook of Mathematical Functions (1964),
 * 7.1.26.
 */
function normalShare(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const terms = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const above = 0.5 * terms.reduceRight((sum, term) => (sum + term) * t, 0) * Math.exp(-x * x);
  return z < 0 ? above : 1 - above;
}

/** The z below which this share of the standard normal curve lies, by bisection. */
export function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

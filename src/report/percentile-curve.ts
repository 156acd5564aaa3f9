import type { Curve } from './distribution.ts';

/** A distribution seen from its slow end, in which a tail is as wide as the rest. */
export interface TailCurve extends Pick<Curve, 'target' | 'split' | 'count'> {
  /** `[x, ms]`: one of x answers took at least so long. From 1 (all of them: the fastest) to `count` (the slowest). */
  readonly points: readonly (readonly [number, number])[];
  /** Beyond this x there are fewer than ten answers: another run may look quite different there. */
  readonly weakFrom: number;
}

const mostPoints = 160;
const enoughAnswers = 10;

/**
 * Of n times in ascending order, n - i (i from 0) are at least as long as the i-th, so its x is n / (n - i). With
 * p = i / n that is 1 / (1 - p), the axis of HdrHistogram's plots; the slowest is at n, not at infinity.
 */
export function tailOf({ target, split, count, times, slowestMs }: Curve): TailCurve {
  const of = times.length;
  const all = times.map((ms, index) => [of / (of - index), ms] as const);
  const points = [...spacedByFactor(all.slice(0, -1)), [count, slowestMs] as const];
  return { target, split, count, points, weakFrom: Math.max(1, of / enoughAnswers) };
}

/** At most so many, evenly spaced on a logarithmic axis. */
function spacedByFactor(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const factor = (points.at(-1)?.[0] ?? 1) ** (1 / mostPoints);
  let next = 0;
  return points.filter(([x], index) => {
    if (points.length > mostPoints && x < next && index < points.length - 1) return false;
    next = x * factor;
    return true;
  });
}

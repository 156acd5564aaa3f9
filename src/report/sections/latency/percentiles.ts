import type { Curve } from './distribution.ts';

/** A distribution seen from its slow end, in which a tail is as wide as the rest. */
export interface TailCurve extends Pick<Curve, 'target' | 'split' | 'count'> {
  /** `[x, ms]`: from this percentile of 1 - 1 / x up to that of the next point. From 1 (the fastest) to the slowest answer. */
  readonly points: readonly (readonly [number, number])[];
  /** Beyond this x there are fewer than ten answers: another run may look quite different there. */
  readonly weakFrom: number;
}

const mostPoints = 160;
const enoughAnswers = 10;

/**
 * By nearest rank, the i-th of n times in ascending order (i from 0) is the percentile of every share above i / n, up to and
 * with (i + 1) / n: its step begins at x = 1 / (1 - i / n) = n / (n - i), the axis of HdrHistogram's plots. Requests without an answer
 * are the slowest of the n, and have no point.
 */
export function tailOf({ target, split, count, answeredOf, times, slowestMs }: Curve): TailCurve {
  const answeredShare = answeredOf.answered / answeredOf.of;
  const of = times.length / answeredShare;
  const all = times.map((ms, index) => [of / (of - index), ms] as const);
  const points = [...spacedByFactor(all.slice(0, -1)), [lastOf(count, answeredShare), slowestMs] as const];
  return { target, split, count, points, weakFrom: Math.max(1, of / enoughAnswers) };
}

/** Where the step of the slowest answer begins: at `count`, if every request was answered. */
const lastOf = (count: number, answeredShare: number): number => count / (count - answeredShare * (count - 1));

/** At most `mostPoints`, evenly spaced on a logarithmic axis. */
function spacedByFactor(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const factor = (points.at(-1)?.[0] ?? 1) ** (1 / mostPoints);
  let next = 0;
  return points.filter(([x], index) => {
    if (points.length > mostPoints && x < next && index < points.length - 1) return false;
    next = x * factor;
    return true;
  });
}

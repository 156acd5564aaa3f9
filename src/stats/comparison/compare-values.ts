import { optional } from '../../model/optional.ts';
import { type EffectSize, effectSize } from '../tests/effect-size.ts';
import { type Estimate, medianOf } from '../tests/interval.ts';
import { twoSided } from '../tests/tails.ts';
import type { Method, Sides } from './method.ts';

/** The smallest change that matters: a share of the baseline, or an amount in the unit of the metric. */
export type Margin =
  | { readonly kind: 'relative'; readonly share: number }
  | { readonly kind: 'absolute'; readonly amount: number };

export interface ValueComparison {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
  readonly baselineMedian: number;
  readonly candidateMedian: number;
  /** In the unit of the metric. */
  readonly shift: Estimate;
  /** Candidate over baseline; absent if a value is not above 0. */
  readonly ratio?: Estimate;
  readonly effect: EffectSize;
  /** Two-sided, of no difference at all. */
  readonly p: number;
  /** One-sided, of a rise by no more than the margin. */
  readonly pWorse: number;
  /** One-sided, of a fall by no more than the margin. */
  readonly pBetter: number;
  /** The smallest two-sided p-value for this number of values. */
  readonly smallestP: number;
  /** The interval of the level `1 - 2 alpha` is inside the margin: Schuirmann (1987), two one-sided tests. */
  readonly equivalent: boolean;
  readonly exact: boolean;
}

interface CompareOptions {
  readonly method: Method;
  readonly margin: Margin;
  /** Significance level: the accepted probability of a false finding, such as 0.05. */
  readonly alpha: number;
}

/** Lower is better. Each side has at least one value. */
export function compareValues(sides: Sides, { method, margin, alpha }: CompareOptions): ValueComparison {
  const { baseline, candidate } = sides;
  const positive = [...baseline, ...candidate].every((value) => value > 0);
  const baselineMedian = medianOf(baseline.toSorted(ascending));
  const scale = scaleFor(margin, positive, baselineMedian);
  const tails = method.test(sides);
  const onScale = { baseline: baseline.map(scale.of), candidate: candidate.map(scale.of) };
  return {
    ...{ baseline, candidate, baselineMedian },
    candidateMedian: medianOf(candidate.toSorted(ascending)),
    shift: method.estimate(sides, 1 - alpha),
    ...optional('ratio', positive ? ratioOf(sides, method, 1 - alpha) : undefined),
    effect: effectSize(baseline, candidate),
    p: twoSided(tails),
    pWorse: method.test(moved(onScale, scale.margin)).greater,
    pBetter: method.test(moved(onScale, -scale.margin)).less,
    smallestP: method.smallestP(sides),
    equivalent: isInside(method.estimate(onScale, 1 - 2 * alpha), scale.margin),
    exact: tails.exact,
  };
}

interface Scale {
  of(value: number): number;
  /** The margin as a difference on this scale. */
  readonly margin: number;
}

/** A change by a share is a difference of logarithms: so the baseline is not taken to be known exactly. */
function scaleFor(margin: Margin, positive: boolean, baselineMedian: number): Scale {
  if (margin.kind === 'absolute') return { of: (value) => value, margin: margin.amount };
  if (positive) return { of: Math.log, margin: Math.log1p(margin.share) };
  return { of: (value) => value, margin: margin.share * Math.abs(baselineMedian) };
}

/** The baseline as if it were worse by so much. Rounded, so that what is exactly at the margin ties with it. */
const moved = ({ baseline, candidate }: Sides, by: number): Sides => ({
  baseline: baseline.map((value) => rounded(value + by)),
  candidate: candidate.map(rounded),
});

const rounded = (value: number): number => Number(value.toPrecision(12));

function isInside({ interval }: Estimate, margin: number): boolean {
  return (
    interval !== undefined && rounded(interval.low) >= -rounded(margin) && rounded(interval.high) <= rounded(margin)
  );
}

function ratioOf({ baseline, candidate }: Sides, method: Method, level: number): Estimate {
  const logs = { baseline: baseline.map(Math.log), candidate: candidate.map(Math.log) };
  const { estimate, interval } = method.estimate(logs, level);
  if (interval === undefined) return { estimate: Math.exp(estimate) };
  return {
    estimate: Math.exp(estimate),
    interval: { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) },
  };
}

const ascending = (a: number, b: number): number => a - b;

import { optional } from '../../model/optional.ts';
import { type EffectSize, effectSize } from '../tests/effect-size.ts';
import { type Estimate, medianOf } from '../tests/interval.ts';
import { twoSided } from '../tests/tails.ts';
import type { Method, Sides } from './method.ts';

/** The smallest change that matters: a share of the baseline, or an amount in the unit of the metric. */
export type Margin =
  | { readonly kind: 'relative'; readonly share: number }
  | { readonly kind: 'absolute'; readonly amount: number };

/** An estimate, with the lowest and the highest of all pairs of a value of each side. */
export interface Change extends Estimate {
  readonly lowest: number;
  readonly highest: number;
}

export interface ValueComparison {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
  readonly baselineMedian: number;
  readonly candidateMedian: number;
  /** In the unit of the metric. */
  readonly shift: Change;
  /** Candidate over baseline; absent if a value is not above 0. */
  readonly ratio?: Change;
  readonly effect: EffectSize;
  /** Shares of the pairs in which the candidate is worse, or better, by more than the margin. A pair exactly at it counts half. */
  readonly beyond: { readonly worse: number; readonly better: number };
  /** Two-sided, of no difference at all. */
  readonly p: number;
  /** One-sided, of a rise by no more than the margin. */
  readonly pWorse: number;
  /** One-sided, of a fall by no more than the margin. */
  readonly pBetter: number;
  /** The smallest two-sided p-value for this number of values. */
  readonly smallestP: number;
  /**
   * The interval of the level `1 - 2 alpha` is inside the margin: Schuirmann (1987), two one-sided tests. Never with a margin of 0: no
   * number of values shows that there is no difference.
   */
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
  const scaled = onScaleOf(margin, sides);
  const [raised, lowered] = [moved(scaled.sides, scaled.margin), moved(scaled.sides, -scaled.margin)];
  const tails = method.test(sides);
  return {
    ...{ baseline, candidate },
    baselineMedian: medianOf(baseline.toSorted(ascending)),
    candidateMedian: medianOf(candidate.toSorted(ascending)),
    shift: changeOf(sides, method, 1 - alpha),
    ...optional('ratio', isPositive(sides) ? ratioOf(sides, method, 1 - alpha) : undefined),
    effect: effectSize(baseline, candidate),
    beyond: {
      worse: shareAboveZero(method.differences(raised)),
      better: 1 - shareAboveZero(method.differences(lowered)),
    },
    p: twoSided(tails),
    pWorse: method.test(raised).greater,
    pBetter: method.test(lowered).less,
    smallestP: method.smallestP(sides),
    equivalent: scaled.margin > 0 && isInside(method.estimate(scaled.sides, 1 - 2 * alpha), scaled.margin),
    exact: tails.exact,
  };
}

/**
 * Whether the candidate is shown not to have risen by as much as the limit.
 * @returns `p`, one-sided, of a rise by the limit or more, and the share of pairs in which it rose by less.
 */
export function compareWithLimit(sides: Sides, limit: Margin, method: Method): { p: number; share: number } {
  const scaled = onScaleOf(limit, sides);
  const atLimit = moved(scaled.sides, scaled.margin);
  return { p: method.test(atLimit).less, share: 1 - shareAboveZero(method.differences(atLimit)) };
}

/**
 * Whether the interval of the change ends at the limit or below it; where so few values have none, whether every pair does.
 * @returns also the share of pairs in which the rise is no larger than the limit.
 */
export function intervalWithLimit(
  sides: Sides,
  limit: Margin,
  { method, alpha }: Pick<CompareOptions, 'method' | 'alpha'>,
): { isWithin: boolean; share: number } {
  const scaled = onScaleOf(limit, sides);
  const atLimit = moved(scaled.sides, scaled.margin);
  const differences = method.differences(atLimit);
  const high = method.estimate(atLimit, 1 - alpha).interval?.high ?? Math.max(...differences);
  return {
    isWithin: high <= 0,
    share: differences.filter((difference) => difference <= 0).length / differences.length,
  };
}

interface Scaled {
  readonly sides: Sides;
  /** The margin as a difference on this scale. */
  readonly margin: number;
}

/** A change by a share is a difference of logarithms: so the baseline is not taken to be known exactly. */
function onScaleOf(margin: Margin, sides: Sides): Scaled {
  if (margin.kind === 'absolute') return { sides, margin: margin.amount };
  if (isPositive(sides)) return { sides: logarithms(sides), margin: Math.log1p(margin.share) };
  return { sides, margin: margin.share * Math.abs(medianOf(sides.baseline.toSorted(ascending))) };
}

const isPositive = ({ baseline, candidate }: Sides): boolean => [...baseline, ...candidate].every((value) => value > 0);

const logarithms = ({ baseline, candidate }: Sides): Sides => ({
  baseline: baseline.map(Math.log),
  candidate: candidate.map(Math.log),
});

/** The baseline as if it were worse by so much. Rounded, so that what is exactly at the margin ties with it. */
const moved = ({ baseline, candidate }: Sides, by: number): Sides => ({
  baseline: baseline.map((value) => rounded(value + by)),
  candidate: candidate.map(rounded),
});

const rounded = (value: number): number => Number(value.toPrecision(12));

const shareAboveZero = (differences: readonly number[]): number =>
  differences.reduce((sum, difference) => sum + (Math.sign(difference) + 1) / 2, 0) / differences.length;

function isInside({ interval }: Estimate, margin: number): boolean {
  return (
    interval !== undefined && rounded(interval.low) >= -rounded(margin) && rounded(interval.high) <= rounded(margin)
  );
}

function changeOf(sides: Sides, method: Method, level: number): Change {
  const differences = method.differences(sides);
  const [lowest, highest] = [rounded(Math.min(...differences)), rounded(Math.max(...differences))];
  return { ...method.estimate(sides, level), lowest, highest };
}

function ratioOf(sides: Sides, method: Method, level: number): Change {
  const { estimate, interval, lowest, highest } = changeOf(logarithms(sides), method, level);
  return {
    ...{ estimate: Math.exp(estimate), lowest: Math.exp(lowest), highest: Math.exp(highest) },
    ...optional('interval', interval && { ...interval, low: Math.exp(interval.low), high: Math.exp(interval.high) }),
  };
}

const ascending = (a: number, b: number): number => a - b;

import { smallestRankSumP } from '../tests/rank-sum.ts';
import { normalQuantile } from '../tests/tails.ts';
import { rounding } from './conclude.ts';

/** The fewest runs per side with which one of several simultaneous comparisons can be a finding. */
export function runsNeeded(comparisons: number, alpha: number, tails: 1 | 2 = 2): number {
  let runs = 2;
  while ((Math.max(1, comparisons) * tails * smallestRankSumP(runs, runs)) / 2 > alpha + rounding) runs += 1;
  return runs;
}

interface Question {
  /** Of all pairs of runs, the share on the side that is to be shown. */
  readonly share: number;
  /** One-sided significance level, after the correction for the number of comparisons. */
  readonly alpha: number;
  /** The number of runs with which a complete separation of the sides decides. */
  readonly fewest: number;
}

/**
 * Runs per side that would show it in 4 of 5 comparisons, if all further runs are like these. Undefined if more than 100 would be needed, as
 * when the change is about as large as the limit. Noether (1987), Journal of the American Statistical Association 82, (9), for equal sides:
 * `(z(1 - alpha) + z(power))^2 / (6 (share - 1/2)^2)`.
 */
export function runsToDecide({ share, alpha, fewest }: Question): number | undefined {
  if (share === 1) return fewest;
  if (share <= 0.5) return undefined;
  const runs = Math.ceil((normalQuantile(1 - alpha) + normalQuantile(power)) ** 2 / (6 * (share - 0.5) ** 2));
  return runs > mostRuns ? undefined : Math.max(fewest, runs);
}

const power = 0.8;
const mostRuns = 100;

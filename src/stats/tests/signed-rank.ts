import { largestCut } from './rank-sum.ts';
import { doubledRanks } from './ranks.ts';
import { normalTails, type Tails, tailsOf } from './tails.ts';

const mostCounted = 100;

/**
 * The Wilcoxon signed-rank test of paired differences: whether they tend to be above or below 0. Exact with ties too: every
 * difference could as well have had the other sign. Differences of 0 say nothing and are left out.
 * Wilcoxon (1945), Biometrics Bulletin 1.
 */
export function signedRankTest(differences: readonly number[]): Tails {
  const nonZero = differences.filter((difference) => difference !== 0);
  const ranks = doubledRanks(nonZero.map(Math.abs));
  const seen = ranks.reduce((sum, rank, index) => sum + ((nonZero[index] ?? 0) > 0 ? rank : 0), 0);
  if (nonZero.length <= mostCounted) return tailsOf(sumsOfSigned(ranks), seen);
  const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0);
  return normalTails(seen, ranks.reduce((sum, rank) => sum + rank, 0) / 2, Math.sqrt(squares) / 2, 2);
}

/** The chance of every sum of the ranks with a positive sign, each sign being as likely as the other. */
function sumsOfSigned(ranks: readonly number[]): Float64Array {
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(most + 1);
  chances[0] = 1;
  for (const rank of ranks)
    for (let sum = most; sum >= 0; sum -= 1)
      chances[sum] = ((chances[sum] ?? 0) + (sum >= rank ? (chances[sum - rank] ?? 0) : 0)) / 2;
  return chances;
}

/** The smallest two-sided p-value for this number of pairs: all differences on one side. `2 / 64` for 6. */
export const smallestSignedRankP = (pairs: number): number => Math.min(1, 2 / 2 ** pairs);

/** How many of the ordered Walsh averages to cut off at either end for an interval of at least this level; 0: too few. */
export function cutOfAverages(pairs: number, level: number): number {
  const ranks = Array.from({ length: pairs }, (_, index) => index + 1);
  const chances = sumsOfSigned(ranks);
  return largestCut((statistic) => chances[statistic] ?? 0, chances.length - 1, level);
}

import { doubledRanks, tieSizes } from './ranks.ts';
import { normalTails, type Tails, tailsOf } from './tails.ts';

/** Above this number of values, full enumeration takes long, and the normal approximation is as good. */
const mostCounted = 60;

/**
 * The Mann-Whitney (Wilcoxon rank-sum) test: whether the candidate's values tend to be higher or lower than the baseline's.
 * Exact with ties too: all ways to share out the midranks count the same (the permutation distribution).
 * Mann, Whitney (1947), Annals of Mathematical Statistics 18; ties: Lehmann, Nonparametrics (1975), 1.4.
 */
export function rankSumTest(baseline: readonly number[], candidate: readonly number[]): Tails {
  const pooled = [...candidate, ...baseline];
  const ranks = doubledRanks(pooled);
  const seen = ranks.slice(0, candidate.length).reduce((sum, rank) => sum + rank, 0);
  if (pooled.length <= mostCounted) return tailsOf(sumsOfRanks(ranks, candidate.length), seen);
  return normalRankSum(pooled, candidate.length, seen);
}

/**
 * The probability of each sum of this number of whole ranks, with all choices equally likely.
 * `ways[k][s]` is a share of the choices of k, so that no count grows beyond what a number holds.
 */
function sumsOfRanks(ranks: readonly number[], chosen: number): number[] {
  const key = `${chosen} of ${ranks.toSorted((a, b) => a - b)}`;
  const known = counted.get(key);
  if (known !== undefined) return known;
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(most + 1));
  const none = ways[0];
  if (none !== undefined) none[0] = 1;
  for (const rank of ranks) for (let k = chosen; k >= 1; k -= 1) addShifted(ways[k], ways[k - 1], rank);
  const counts = [...(ways[chosen] ?? [])];
  const all = counts.reduce((sum, count) => sum + count, 0);
  const chances = counts.map((count) => count / all);
  counted.set(key, chances);
  return chances;
}

/** Without ties, which most metrics have none of, the ranks of every comparison are the same. */
const counted = new Map<string, number[]>();

function addShifted(to: Float64Array | undefined, from: Float64Array | undefined, by: number): void {
  if (to === undefined || from === undefined) return;
  for (let sum = to.length - 1; sum >= by; sum -= 1) to[sum] = (to[sum] ?? 0) + (from[sum - by] ?? 0);
}

/** Variance with ties: Lehmann (1975), (1.35). Of doubled ranks, whose steps are 2. */
function normalRankSum(pooled: readonly number[], n: number, seen: number): Tails {
  const total = pooled.length;
  const m = total - n;
  const tied = tieSizes(pooled).reduce((sum, size) => sum + size ** 3 - size, 0);
  const variance = (n * m * (total + 1)) / 12 - (n * m * tied) / (12 * total * (total - 1));
  return normalTails(seen, n * (total + 1), 2 * Math.sqrt(Math.max(0, variance)), 2);
}

/**
 * The smallest two-sided p-value for this number of values per side: the sides would have to be completely separate.
 * `1 / 70` a tail for 4 and 4.
 */
export const smallestRankSumP = (n: number, m: number): number => Math.min(1, 2 / choices(n + m, n));

/**
 * How many of the ordered differences to cut off at either end for an interval of at least this level; 0 if so few values cannot
 * give one. The number of differences below the shift is distributed like the Mann-Whitney statistic without ties.
 */
export function cutOfDifferences(n: number, m: number, level: number): number {
  const key = `${n} ${m} ${level}`;
  const cut = cuts.get(key) ?? countedCut(n, m, level);
  cuts.set(key, cut);
  return cut;
}

/** A comparison asks for the same few again and again, and counting takes its time. */
const cuts = new Map<string, number>();

function countedCut(n: number, m: number, level: number): number {
  if (n + m > mostCounted) return normalCut(n, m, level);
  const ranks = Array.from({ length: n + m }, (_, index) => index + 1);
  const least = (n * (n + 1)) / 2;
  const chances = sumsOfRanks(ranks, n);
  return largestCut((u) => chances[least + u] ?? 0, n * m, level);
}

/** The largest k with at most (1 - level) / 2 of the chance on 0 to k - 1. */
export function largestCut(chanceOf: (statistic: number) => number, most: number, level: number): number {
  let below = 0;
  for (let k = 0; k <= most; k += 1) {
    below += chanceOf(k);
    // What is off by the rounding of a sum of exact fractions is meant to be equal.
    if (below > (1 - level) / 2 + 1e-12) return k;
  }
  return most;
}

function normalCut(n: number, m: number, level: number): number {
  const [mean, deviation] = [(n * m) / 2, Math.sqrt((n * m * (n + m + 1)) / 12)];
  let k = 0;
  while (k < mean && normalTails(k, mean, deviation, 1).less <= (1 - level) / 2) k += 1;
  return k;
}

function choices(of: number, chosen: number): number {
  let count = 1;
  for (let i = 1; i <= chosen; i += 1) count = (count * (of - chosen + i)) / i;
  return count;
}

import { endOf, type LifeInterval } from './life-interval.ts';

/** A share of the environments is gone somewhere after `fromMs` and by `toMs`. Absent: after the longest wait, or never. */
export interface SurvivalStep {
  readonly fromMs: number;
  readonly toMs?: number;
  /** Of all environments: those that go within this interval. */
  readonly goneShare: number;
  /** Of all environments: those that outlive it. */
  readonly survivingShare: number;
}

const mostRounds = 20_000;
const tolerance = 1e-9;
const smallestShare = 1e-6;

/**
 * The survival curve that makes interval-censored lives most likely: B. W. Turnbull, The Empirical Distribution Function with Arbitrarily
 * Grouped, Censored and Truncated Data, J. R. Stat. Soc. B 38 (1976), by its self-consistent equation. Where each life is either known
 * exactly or right-censored it is the curve of Kaplan and Meier. How a step falls within its interval is not known from the data.
 */
export function survivalSteps(lives: readonly LifeInterval[]): SurvivalStep[] {
  const innermost = innermostIntervals(lives);
  const shares = mostLikelyShares(coverOf(lives, innermost), innermost.length);
  let surviving = 1;
  return innermost.flatMap(([fromMs, toMs], index) => {
    const goneShare = shares[index] ?? 0;
    if (goneShare < smallestShare) return [];
    surviving = Math.max(0, surviving - goneShare);
    const step = { fromMs, goneShare, survivingShare: surviving < smallestShare ? 0 : surviving };
    return [toMs === Number.POSITIVE_INFINITY ? step : { ...step, toMs }];
  });
}

type Interval = readonly [fromMs: number, toMs: number];

/** Those between a left end and the next right end, with no other end in between: only they can have a share (Turnbull 1976). */
function innermostIntervals(lives: readonly LifeInterval[]): Interval[] {
  const ends = lives.flatMap((life) => [
    // Of (a, b] the end a is just after a; of the life [x, x], which is known exactly, it is x itself.
    { atMs: life.survivedMs, order: isExact(life) ? 0 : 2 },
    { atMs: endOf(life), order: 1 },
  ]);
  ends.sort((a, b) => (a.atMs === b.atMs ? a.order - b.order : a.atMs - b.atMs));
  return ends.flatMap(({ atMs, order }, index) => {
    const next = ends[index + 1];
    return order !== 1 && next?.order === 1 ? [[atMs, next.atMs] as const] : [];
  });
}

const isExact = (life: LifeInterval): boolean => life.survivedMs === endOf(life);

interface Cover {
  readonly first: number;
  readonly last: number;
  count: number;
}

/** Which of the innermost intervals each life may have ended in: a range of them. Equal ranges are counted together. */
function coverOf(lives: readonly LifeInterval[], innermost: readonly Interval[]): Cover[] {
  const covers = new Map<string, Cover>();
  for (const life of lives) {
    const first = innermost.findIndex((interval) => beginsWithin(interval, life));
    const last = innermost.findLastIndex(([, toMs]) => toMs <= endOf(life));
    const key = `${first} ${last}`;
    const known = covers.get(key);
    if (known === undefined) covers.set(key, { first, last, count: 1 });
    else known.count += 1;
  }
  return [...covers.values()];
}

/** A life that was longer than x does not reach the interval [x, x] of lives that ended at x. */
const beginsWithin = ([fromMs, toMs]: Interval, life: LifeInterval): boolean =>
  fromMs > life.survivedMs || (fromMs === life.survivedMs && (fromMs < toMs || isExact(life)));

/** Each life gives its weight of 1/n to the intervals that it may have ended in, by their shares; until the shares change no more. */
function mostLikelyShares(covers: readonly Cover[], intervals: number): number[] {
  const lives = covers.reduce((sum, { count }) => sum + count, 0);
  let shares = Array.from({ length: intervals }, () => 1 / intervals);
  for (let round = 0; round < mostRounds; round += 1) {
    const next = redistributed(covers, shares, lives);
    const change = Math.max(...next.map((share, index) => Math.abs(share - (shares[index] ?? 0))));
    shares = next;
    if (change < tolerance) break;
  }
  return shares;
}

function redistributed(covers: readonly Cover[], shares: readonly number[], lives: number): number[] {
  const next = shares.map(() => 0);
  for (const { first, last, count } of covers) {
    let within = 0;
    for (let index = first; index <= last; index += 1) within += shares[index] ?? 0;
    for (let index = first; index <= last; index += 1)
      next[index] = (next[index] ?? 0) + (count / lives) * ((shares[index] ?? 0) / within);
  }
  return next;
}

/**
 * The exact percentile by nearest rank: the smallest value that at least this share of the values does not exceed.
 * Absent if there are none. `percentile([10, 20, 30, 40], 50)` is 20.
 */
export const percentile = (ascending: ArrayLike<number>, percent: number): number | undefined =>
  ascending[rankOf(percent, ascending.length) - 1];

/** Requests that were answered, of all that say something about time. The others rank above every answer. */
export interface AnsweredOf {
  readonly answered: number;
  readonly of: number;
}

const allAnswered: AnsweredOf = { answered: 1, of: 1 };
/** A percentile in whole parts of a million: a product of fractions can lie above the whole number that it stands for. */
const million = 1_000_000;

/**
 * The rank, from 1, of a percentile by nearest rank, where `count` values stand for `count * of / answered` requests: with 1,190 of
 * 1,200 answered, `rankOf(99, 1190, …)` is 1,188, and `rankOf(99.9, 1190, …)` is 1,199, which is none of the 1,190.
 */
export function rankOf(percent: number, count: number, { answered, of }: AnsweredOf = allAnswered): number {
  const parts = BigInt(Math.round((percent * million) / 100)) * BigInt(count) * BigInt(of);
  const per = BigInt(million) * BigInt(answered);
  return Math.max(1, Number((parts + per - 1n) / per));
}

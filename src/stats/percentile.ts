/**
 * The exact percentile by nearest rank: the smallest value that at least this share of the values does not exceed.
 * Absent if there are none. `percentile([10, 20, 30, 40], 50)` is 20.
 */
export function percentile(ascending: ArrayLike<number>, percent: number): number | undefined {
  const rank = Math.ceil((percent * ascending.length) / 100);
  return ascending[Math.max(rank, 1) - 1];
}

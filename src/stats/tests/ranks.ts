/**
 * Twice the midrank of every value: those of equal values are the mean of the ranks that they take together, and twice that is
 * whole. `doubledRanks([10, 20, 20])` is `[2, 5, 5]`.
 */
export function doubledRanks(values: readonly number[]): number[] {
  const ascending = values.toSorted((a, b) => a - b);
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  ascending.forEach((value, index) => {
    if (!first.has(value)) first.set(value, index + 1);
    last.set(value, index + 1);
  });
  return values.map((value) => (first.get(value) ?? 0) + (last.get(value) ?? 0));
}

/** How many values are equal to each other, for each value that comes more than once. */
export function tieSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].filter((size) => size > 1);
}

/** An estimate, with the interval that covers the truth in at least `level` of all comparisons. */
export interface Estimate {
  readonly estimate: number;
  /** Absent if there are too few values for an interval of this level. */
  readonly interval?: Interval;
}

interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0.95 of a 95% interval. */
  readonly level: number;
}

/** The median of ascending values, the mean of the middle two if they are even in number. */
export function medianOf(ascending: readonly number[]): number {
  const [low, high] = [ascending[Math.ceil(ascending.length / 2) - 1], ascending[Math.floor(ascending.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError('nothing has no median');
  return (low + high) / 2;
}

/** Median of the values, and the interval that is left when `cut` of them are cut off at either end. */
export function orderedEstimate(values: readonly number[], cut: number, level: number): Estimate {
  const ascending = values.toSorted((a, b) => a - b);
  const estimate = medianOf(ascending);
  const [low, high] = [ascending[cut - 1], ascending[ascending.length - cut]];
  return low === undefined || high === undefined ? { estimate } : { estimate, interval: { low, high, level } };
}

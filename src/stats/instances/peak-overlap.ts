/**
 * The most intervals open at one instant, in memory proportional to that peak, however many intervals there are.
 *
 * Intervals are half-open: one that begins where another ends does not meet it. Given in order of their ends, the peak
 * is exact. The fewest lanes that hold all intervals without overlap are as many as are open at the peak (Dilworth), and
 * by ends the greedy choice is optimal: each interval continues the lane that became free last before it began. So the
 * ends of the lanes are all that is kept. Out of order it is an upper bound, because lanes still never overlap.
 */
export class PeakOverlap {
  /** Ends of the lanes, ascending. */
  private readonly laneEnds: number[] = [];

  add(from: number, to: number): void {
    const freeLanes = countUpTo(this.laneEnds, from);
    if (freeLanes > 0) this.laneEnds.splice(freeLanes - 1, 1);
    insertSorted(this.laneEnds, to);
  }

  get peak(): number {
    return this.laneEnds.length;
  }
}

/** The peak of intervals that are all at hand, in any order. */
export function peakOverlapOf(intervals: readonly { readonly from: number; readonly to: number }[]): number {
  const overlap = new PeakOverlap();
  for (const { from, to } of intervals.toSorted((a, b) => a.to - b.to)) overlap.add(from, to);
  return overlap.peak;
}

function insertSorted(ascending: number[], value: number): void {
  const last = ascending.at(-1);
  if (last === undefined || last <= value) ascending.push(value);
  else ascending.splice(countUpTo(ascending, value), 0, value);
}

/** How many values are at most `limit`, by bisection. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? limit) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

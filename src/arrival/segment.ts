/**
 * One part of a schedule that several generators share: of the requests 0, 1, 2, ... segment i of n takes i, i + n, i + 2n, ...
 * The schedule on one thread is the segment 0 of 1. The segments of a schedule hold each request exactly once.
 */
export interface Segment {
  readonly index: number;
  readonly of: number;
}

export function* segmentOf(due: Iterable<number>, { index, of }: Segment): Generator<number> {
  let k = 0;
  for (const dueMs of due) {
    if (k % of === index) yield dueMs;
    k += 1;
  }
}

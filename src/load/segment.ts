/** One of `count` parts of a load that are fired at the same time. The whole load is the segment 0 of 1. */
export interface Segment {
  readonly index: number;
  readonly count: number;
}

export const whole: Segment = { index: 0, count: 1 };

/** How many of a number of things are this segment's: shares differ by one at most, and add up to the total. */
export const shareOf = (total: number, { index, count }: Segment): number =>
  Math.floor((total + count - 1 - index) / count);

/** Of a schedule, every count-th instant, so that each segment keeps its shape. */
export function* dueIn(due: Iterable<number>, { index, count }: Segment): Generator<number> {
  let position = 0;
  for (const dueMs of due) {
    if (position % count === index) yield dueMs;
    position += 1;
  }
}

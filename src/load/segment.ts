import type { Load, Round } from './shapes.ts';

/** One of `count` parts of a load that are fired at the same time. The whole load is the segment 0 of 1. */
export interface Segment {
  readonly index: number;
  readonly count: number;
}

export const whole: Segment = { index: 0, count: 1 };

/** A part of a segment, as a part of the whole load: of every second instant every third is every sixth. */
export const within = (outer: Segment, inner: Segment): Segment => ({
  index: outer.index + outer.count * inner.index,
  count: outer.count * inner.count,
});

/** The part of a load that one segment fires. */
export function partOf(load: Load, segment: Segment): Load {
  switch (load.shape) {
    case 'rounds':
      return { ...load, rounds: roundsIn(load.rounds, segment) };
    case 'due':
      return { ...load, dueMs: dueIn(load.dueMs, segment), maxInFlight: shareOf(load.maxInFlight, segment) };
    case 'closed': {
      const requests = load.requests === undefined ? undefined : shareOf(load.requests, segment);
      return { ...load, clients: shareOf(load.clients, segment), requests };
    }
    case 'idle':
      return load;
  }
}

/** A share of each round. */
function* roundsIn(rounds: Iterable<Round>, segment: Segment): Generator<Round> {
  let first = 0;
  for (const round of rounds) {
    yield { ...round, first, size: shareOf(round.size, segment) };
    first += round.size;
  }
}

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

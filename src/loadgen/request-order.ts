import { type Segment, whole } from '../load/segment.ts';

/** Which request each number of a phase is, in memory that all threads share. */
export interface RequestPicks {
  /** Int32: request k of the phase is the one at this index of `Sending.requests`. */
  readonly indices: SharedArrayBuffer;
  /** One Int32: how many were taken where the order of the numbers is that of the sends (a closed load). */
  readonly taken: SharedArrayBuffer;
  /** Those who share `taken` take the numbers of this segment only; absent: all. */
  readonly share?: Segment;
}

export const requestPicks = (indices: ArrayLike<number>): RequestPicks => {
  const shared = new SharedArrayBuffer(indices.length * Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(shared).set(indices);
  return { indices: shared, taken: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
};

/**
 * The requests that one segment sends, in order. Every number of the phase belongs to one segment, so that several threads together send
 * what one would send.
 */
export class RequestOrder {
  private readonly indices: Int32Array | undefined;
  private readonly taken: Int32Array | undefined;
  private readonly segment: Segment;
  private readonly share: Segment;

  /** @param picks absent: all requests are the first one */
  constructor(picks: RequestPicks | undefined, segment: Segment) {
    this.indices = picks && new Int32Array(picks.indices);
    this.taken = picks && new Int32Array(picks.taken);
    this.segment = segment;
    this.share = picks?.share ?? whole;
  }

  /** The segment's part of requests that are due at given instants, or of one round that begins after `first` requests. */
  everyNth(first = 0): () => number {
    const { indices, segment } = this;
    if (indices === undefined) return firstOnly;
    let k = first + segment.index;
    return () => {
      const index = indices[k] ?? beyond(k);
      k += segment.count;
      return index;
    };
  }

  /** Whichever segment sends next takes the next number. */
  asSent(): () => number {
    const { indices, taken, share } = this;
    if (indices === undefined || taken === undefined) return firstOnly;
    return () => {
      const k = share.index + share.count * Atomics.add(taken, 0, 1);
      return indices[k] ?? beyond(k);
    };
  }
}

const firstOnly = (): number => 0;

function beyond(k: number): never {
  throw new Error(`request ${k} of the phase was not planned`);
}

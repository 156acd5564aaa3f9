/** A rate that is constant for a time. */
export interface Stage {
  readonly durationMs: number;
  readonly perSecond: number;
}

/** Gives one request after another, and allocates nothing per request. */
export interface ArrivalSource {
  /** Instant of the next request; Infinity after the last. */
  next(): number;
  /** Of the last that `next` gave: -1 where the platform decides. */
  readonly serviceMs: number;
  /** Of the last that `next` gave, from 0. */
  readonly tenant: number;
}

export const atLeastZero = (value: number, what: string): number => {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${what} is ${value}; expected a number of at least 0`);
  return value;
};

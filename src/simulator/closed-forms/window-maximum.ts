import { optional } from '../../model/optional.ts';
import { type Level, LevelClock, type Within } from '../statistics/level.ts';

/** Requests and the environments that they occupy, one each. */
export interface Occupied {
  /** Rising. */
  readonly startMs: ArrayLike<number>;
  /** Of each request the end, with its init if it had one. */
  readonly endMs: ArrayLike<number>;
  readonly keepAliveMs: number;
  /** Environments that are always there, and start for no request. */
  readonly provisioned?: number;
  /** A time of which the environments alive are asked by themselves, too. */
  readonly within?: Within;
}

export interface WindowMaximum {
  readonly alive: Level;
  /** Environments alive within the requested time. */
  readonly aliveWithin?: Level;
  readonly inFlight: Level;
  readonly coldStarts: number;
  /** For each request: 1 if it started an environment. */
  readonly isCold: Uint8Array;
}

/**
 * Environments of a recording, exactly: those alive at t are the most requests in flight at any instant of (t - T, t], and a request that
 * raises this maximum is a cold start. So it is where each takes one request, the most recently used idle one is taken first, idle ones
 * are kept for T, and nothing is throttled. Measured from 0 to the last end. Each request takes constant time, beside the sorting of the ends.
 */
export function windowMaximum({ startMs, endMs, keepAliveMs, provisioned = 0, within }: Occupied): WindowMaximum {
  const ends = Float64Array.from(endMs).sort();
  const window = new Window(keepAliveMs, within);
  const isCold = new Uint8Array(startMs.length);
  let [coldStarts, ended] = [0, 0];
  for (let index = 0; index < startMs.length; index += 1) {
    const atMs = startMs[index] as number;
    if (atMs < (startMs[index - 1] ?? 0))
      throw new RangeError(`request ${index} starts before the one before it; sort them first`);
    if (!((endMs[index] as number) > atMs)) throw new RangeError(`request ${index} does not end after its start`);
    for (; (ends[ended] as number) <= atMs; ended += 1) window.change(ends[ended] as number, -1);
    if (!window.change(atMs, 1) || window.inFlight.now <= provisioned) continue;
    isCold[index] = 1;
    coldStarts += 1;
  }
  for (; ended < ends.length; ended += 1) window.change(ends[ended] as number, -1);
  window.end(ends.at(-1) ?? 0);
  const { alive, inFlight } = window;
  return { alive, ...optional('aliveWithin', alive.within), inFlight, coldStarts, isCold };
}

/** The maximum of a level over the last T. */
class Window {
  readonly alive: LevelClock;
  readonly inFlight = new LevelClock(0);
  readonly #lengthMs: number;
  /** Levels that were left, each higher than the next, and when each leaves the window: a queue from `first`, `levels.length` behind its last. */
  readonly #levels: number[] = [];
  readonly #leavesAtMs: number[] = [];
  #first = 0;

  constructor(lengthMs: number, within: Within | undefined) {
    this.#lengthMs = lengthMs;
    this.alive = new LevelClock(0, within);
  }

  /** Whether it raises the maximum. */
  change(atMs: number, by: 1 | -1): boolean {
    this.#leave(atMs);
    const before = this.inFlight.now;
    this.inFlight.add(atMs, by);
    const level = this.inFlight.now;
    this.#dropUpTo(Math.max(before, level));
    if (by < 0) {
      this.#levels.push(before);
      this.#leavesAtMs.push(atMs + this.#lengthMs);
      this.#leave(atMs);
      return false;
    }
    const isHigher = level > this.alive.now;
    if (isHigher) this.alive.add(atMs, 1);
    return isHigher;
  }

  end(atMs: number): void {
    this.#leave(atMs);
    this.alive.end(atMs);
    this.inFlight.end(atMs);
  }

  /** Drops what has left the window. */
  #leave(nowMs: number): void {
    while (this.#first < this.#levels.length && (this.#leavesAtMs[this.#first] as number) <= nowMs) {
      const leavesAtMs = this.#leavesAtMs[this.#first] as number;
      this.#first += 1;
      const highest = Math.max(this.inFlight.now, this.#levels[this.#first] ?? 0);
      this.alive.add(leavesAtMs, highest - this.alive.now);
    }
    if (this.#first > 1000 && 2 * this.#first > this.#levels.length) this.#compact();
  }

  /** A lower level that is left earlier never is the maximum again. */
  #dropUpTo(level: number): void {
    while (this.#levels.length > this.#first && (this.#levels.at(-1) as number) <= level) {
      this.#levels.pop();
      this.#leavesAtMs.pop();
    }
  }

  #compact(): void {
    this.#levels.splice(0, this.#first);
    this.#leavesAtMs.splice(0, this.#first);
    this.#first = 0;
  }
}

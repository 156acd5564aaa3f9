import { Histogram } from './histogram.ts';
import { type Level, type LevelClock, levelBetween } from './level.ts';

/** What happened in one of several equal parts of the measured time: how they differ shows what chance does to the whole. */
export interface Part {
  readonly alive: Level;
  /** Of the requests that were answered in it. */
  readonly latencyMs: Histogram;
  readonly served: number;
  readonly coldStarts: number;
  readonly throttled: number;
  /** Sum over the served requests. */
  readonly callMs: number;
}

/** Closes one part after the other, in memory that grows with their number only. */
export class Parts {
  readonly closed: Part[] = [];
  readonly #alive: LevelClock;
  readonly #partMs: number;
  readonly #count: number;
  #before: Float64Array;
  #now = { latencyMs: new Histogram(), served: 0, coldStarts: 0, throttled: 0, callMs: 0 };
  /** End of the part that is under way; Infinity for the last, which ends with the last answer. */
  endsAtMs: number;

  constructor(alive: LevelClock, { fromMs, untilMs, count }: { fromMs: number; untilMs: number; count: number }) {
    if (!(untilMs > fromMs)) throw new RangeError('parts need a load of a known duration that ends after `fromMs`');
    this.#alive = alive;
    this.#count = count;
    this.#partMs = (untilMs - fromMs) / count;
    this.#before = alive.timesUntil(fromMs);
    this.endsAtMs = count > 1 ? fromMs + this.#partMs : Number.POSITIVE_INFINITY;
  }

  served(latencyMs: number, callMs: number, isCold: boolean): void {
    this.#now.latencyMs.add(latencyMs);
    this.#now.served += 1;
    if (isCold) this.#now.coldStarts += 1;
    this.#now.callMs += callMs;
  }

  throttled(): void {
    this.#now.throttled += 1;
  }

  close(atMs: number): void {
    const after = this.#alive.timesUntil(atMs);
    this.closed.push({ ...this.#now, alive: levelBetween(this.#before, after) });
    this.#before = after;
    this.#now = { latencyMs: new Histogram(), served: 0, coldStarts: 0, throttled: 0, callMs: 0 };
    this.endsAtMs = this.closed.length < this.#count - 1 ? this.endsAtMs + this.#partMs : Number.POSITIVE_INFINITY;
  }
}

import { grown } from '../events/event-heap.ts';

/** A whole number that changes over time, such as the environments alive. */
export interface Level {
  /** Weighted by time, within the measured time. */
  readonly mean: number;
  readonly peak: number;
  /** `percentile(99)`: for 99% of the time it is no higher. */
  percentile(percent: number): number;
}

/** A part of the measured time. */
export interface Within {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How long a level has had each of its values, from `fromMs` until `untilMs`. Its memory grows with the level, not with the time. */
export class LevelClock implements Level {
  #msAt = new Float64Array(64);
  #msWithin = new Float64Array(64);
  readonly #within: Within | undefined;
  #level = 0;
  #sinceMs: number;
  #untilMs = Number.POSITIVE_INFINITY;
  #peak = 0;
  #peakSince = 0;

  /** @param within of which the level is asked by itself, too */
  constructor(fromMs: number, within?: Within) {
    this.#sinceMs = fromMs;
    this.#within = within;
  }

  /** In the part of the time that was asked for: what it is now, where nothing of that was measured. Undefined: none was asked for. */
  get within(): Level | undefined {
    if (this.#within === undefined) return undefined;
    const isMeasured = this.#msWithin.some((ms) => ms > 0);
    if (isMeasured) return levelBetween(new Float64Array(0), this.#msWithin);
    return { mean: this.#level, peak: this.#level, percentile: () => this.#level };
  }

  get now(): number {
    return this.#level;
  }

  get peak(): number {
    return this.#peak;
  }

  get mean(): number {
    return meanOf(this.#msAt, this.#peak) ?? this.#level;
  }

  /** How long the level has had each of its values. */
  timesUntil(nowMs: number): Float64Array {
    this.#settle(nowMs);
    return this.#msAt.slice(0, this.#peak + 1);
  }

  /** The highest since the last call of it. */
  takePeak(): number {
    const peak = this.#peakSince;
    this.#peakSince = this.#level;
    return peak;
  }

  add(nowMs: number, by: number): void {
    this.#settle(nowMs);
    this.#level += by;
    if (this.#level > this.#peakSince) this.#peakSince = this.#level;
    if (this.#level >= this.#msAt.length) this.#grow();
    if (this.#level > this.#peak && nowMs < this.#untilMs && nowMs >= this.#sinceMs) this.#peak = this.#level;
  }

  /** The measured time is over. */
  end(untilMs: number): void {
    this.#settle(untilMs);
    this.#untilMs = untilMs;
  }

  percentile(percent: number): number {
    return percentileOf(this.#msAt, this.#peak, percent);
  }

  #settle(nowMs: number): void {
    const atMs = nowMs < this.#untilMs ? nowMs : this.#untilMs;
    const ms = atMs - this.#sinceMs;
    if (!(ms > 0)) return;
    this.#msAt[this.#level] = (this.#msAt[this.#level] as number) + ms;
    if (this.#within !== undefined) this.#addWithin(this.#within, atMs);
    if (this.#level > this.#peak) this.#peak = this.#level;
    this.#sinceMs = atMs;
  }

  #addWithin({ fromMs, untilMs }: Within, atMs: number): void {
    const ms = Math.min(atMs, untilMs) - Math.max(this.#sinceMs, fromMs);
    if (ms > 0) this.#msWithin[this.#level] = (this.#msWithin[this.#level] as number) + ms;
  }

  #grow(): void {
    this.#msAt = grown(this.#msAt, new Float64Array(2 * this.#level));
    this.#msWithin = grown(this.#msWithin, new Float64Array(2 * this.#level));
  }
}

/** Of the time between two readings of a clock. */
export function levelBetween(before: Float64Array, after: Float64Array): Level {
  const msAt = after.map((ms, level) => ms - (before[level] ?? 0));
  const peak = Math.max(
    0,
    msAt.findLastIndex((ms) => ms > 0),
  );
  return {
    ...{ mean: meanOf(msAt, peak) ?? 0, peak },
    percentile: (percent) => percentileOf(msAt, peak, percent),
  };
}

/** Undefined without any time. */
function meanOf(msAt: Float64Array, peak: number): number | undefined {
  let [weighted, total] = [0, 0];
  for (let level = 0; level <= peak; level += 1) {
    const ms = msAt[level] as number;
    weighted += level * ms;
    total += ms;
  }
  return total === 0 ? undefined : weighted / total;
}

function percentileOf(msAt: Float64Array, peak: number, percent: number): number {
  let total = 0;
  for (let level = 0; level <= peak; level += 1) total += msAt[level] as number;
  let below = 0;
  for (let level = 0; level < peak; level += 1) {
    below += msAt[level] as number;
    if (below >= (percent / 100) * total) return level;
  }
  return peak;
}

import type { Sample } from '../../model/sample.ts';

/**
 * Samples of several threads, put into the order of their completion. Each thread reports from time to time until when it has
 * handed over its samples; samples that completed before the earliest of these instants are passed on.
 */
export class MergedSamples {
  private readonly untilMs: number[];
  private readonly handOn: (sample: Sample) => void;
  private held: Sample[] = [];

  constructor(threads: number, handOn: (sample: Sample) => void) {
    this.untilMs = Array.from({ length: threads }, () => Number.NEGATIVE_INFINITY);
    this.handOn = handOn;
  }

  /** @param untilMs when the thread handed them over; Infinity if it was the last time. */
  add(thread: number, samples: Iterable<Sample>, untilMs: number): void {
    if (this.untilMs.length === 1) {
      for (const sample of samples) this.handOn(sample);
      return;
    }
    for (const sample of samples) this.held.push(sample);
    const before = Math.min(...this.untilMs);
    // Some hand over samples before they know until when these are all: what they said before still holds.
    this.untilMs[thread] = Math.max(untilMs, this.untilMs[thread] ?? untilMs);
    const now = Math.min(...this.untilMs);
    if (now > before) this.release(now);
  }

  private release(untilMs: number): void {
    this.held.sort((a, b) => a.completedAtMs - b.completedAtMs);
    const released = this.held.findLastIndex(({ completedAtMs }) => completedAtMs <= untilMs) + 1;
    const going = this.held.slice(0, released);
    this.held = this.held.slice(released);
    for (const sample of going) this.handOn(sample);
  }
}

import type { Random } from '../../model/random.ts';
import { type ArrivalSource, atLeastZero, type Stage } from './source.ts';

/** Exponential gaps. Since they have no memory, each stage starts afresh where the one before ends. */
export class Poisson implements ArrivalSource {
  readonly serviceMs = -1;
  readonly tenant = 0;
  readonly #stages: readonly Stage[];
  readonly #random: Random;
  #stage = -1;
  #atMs = 0;
  #endsAtMs = 0;
  #meanGapMs = 0;

  constructor(stages: readonly Stage[], random: Random) {
    for (const { perSecond, durationMs } of stages) {
      atLeastZero(perSecond, 'a rate');
      atLeastZero(durationMs, 'a duration');
    }
    this.#stages = stages;
    this.#random = random;
  }

  next(): number {
    for (;;) {
      if (this.#stage >= 0 && this.#meanGapMs < Number.POSITIVE_INFINITY) {
        this.#atMs -= this.#meanGapMs * Math.log(1 - this.#random());
        if (this.#atMs < this.#endsAtMs) return this.#atMs;
      }
      if (this.#stage >= this.#stages.length - 1) return Number.POSITIVE_INFINITY;
      this.#begin(this.#stage + 1);
    }
  }

  #begin(stage: number): void {
    const { durationMs, perSecond } = this.#stages[stage] as Stage;
    this.#stage = stage;
    this.#atMs = this.#endsAtMs;
    this.#endsAtMs += durationMs;
    this.#meanGapMs = 1000 / perSecond;
  }
}

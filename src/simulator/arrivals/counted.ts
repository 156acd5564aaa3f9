import type { Random } from '../../model/random.ts';
import { type ArrivalSource, atLeastZero } from './source.ts';

/**
 * A known number of requests within each step. The earliest of n instants that are uniform over the rest of a step is at the share
 * 1 - u^(1/n) of that rest, so they come in order and none has to be kept.
 */
export class Counted implements ArrivalSource {
  readonly serviceMs = -1;
  readonly tenant = 0;
  readonly #stepMs: number;
  readonly #counts: ArrayLike<number>;
  readonly #random: Random;
  #step = -1;
  #left = 0;
  #atMs = 0;

  constructor({ stepMs, counts }: { readonly stepMs: number; readonly counts: ArrayLike<number> }, random: Random) {
    this.#stepMs = atLeastZero(stepMs, 'the length of a step');
    this.#counts = counts;
    this.#random = random;
  }

  next(): number {
    while (this.#left === 0) {
      this.#step += 1;
      if (this.#step >= this.#counts.length) return Number.POSITIVE_INFINITY;
      this.#left = Math.round(atLeastZero(this.#counts[this.#step] as number, 'a count'));
      this.#atMs = this.#step * this.#stepMs;
    }
    const restMs = (this.#step + 1) * this.#stepMs - this.#atMs;
    this.#atMs += restMs * (1 - (1 - this.#random()) ** (1 / this.#left));
    this.#left -= 1;
    return this.#atMs;
  }
}

import { type ArrivalSource, atLeastZero } from './source.ts';

export class Even implements ArrivalSource {
  readonly serviceMs = -1;
  readonly tenant = 0;
  readonly #perMs: number;
  readonly #durationMs: number;
  #sent = 0;

  constructor({ perSecond, durationMs }: { readonly perSecond: number; readonly durationMs: number }) {
    this.#perMs = atLeastZero(perSecond, 'a rate') / 1000;
    this.#durationMs = atLeastZero(durationMs, 'a duration');
  }

  /** Multiplies instead of adding up, so that no rounding error accumulates. */
  next(): number {
    if (this.#perMs === 0) return Number.POSITIVE_INFINITY;
    const atMs = this.#sent / this.#perMs;
    this.#sent += 1;
    return atMs < this.#durationMs ? atMs : Number.POSITIVE_INFINITY;
  }
}

import { type ArrivalSource, atLeastZero } from './source.ts';

interface BurstsOptions {
  readonly size: number;
  readonly count: number;
  readonly everyMs: number;
  readonly fromMs?: number;
}

export class Bursts implements ArrivalSource {
  readonly serviceMs = -1;
  readonly tenant = 0;
  readonly #options: BurstsOptions;
  #burst = 0;
  #sent = 0;

  constructor(options: BurstsOptions) {
    const { size, count, everyMs, fromMs = 0 } = options;
    atLeastZero(size, 'the size of a burst');
    atLeastZero(count, 'the number of bursts');
    atLeastZero(everyMs, 'the time between bursts');
    atLeastZero(fromMs, 'the instant of the first burst');
    this.#options = options;
  }

  next(): number {
    const { size, count, everyMs, fromMs = 0 } = this.#options;
    if (this.#sent >= size) {
      this.#burst += 1;
      this.#sent = 0;
    }
    if (this.#burst >= count || size === 0) return Number.POSITIVE_INFINITY;
    this.#sent += 1;
    return fromMs + this.#burst * everyMs;
  }
}

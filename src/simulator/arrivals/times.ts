import { type ArrivalSource, atLeastZero } from './source.ts';

interface TimesOptions {
  readonly atMs: Iterable<number>;
  readonly serviceMs?: ArrayLike<number>;
}

export class Times implements ArrivalSource {
  serviceMs = -1;
  readonly tenant = 0;
  readonly #instants: Iterator<number>;
  readonly #services: ArrayLike<number> | undefined;
  #index = 0;
  #lastMs = 0;

  constructor({ atMs, serviceMs }: TimesOptions) {
    this.#instants = atMs[Symbol.iterator]();
    this.#services = serviceMs;
  }

  next(): number {
    const { done, value } = this.#instants.next();
    if (done === true) return Number.POSITIVE_INFINITY;
    if (!(value >= this.#lastMs))
      throw new RangeError(
        `arrival ${this.#index} is at ${value} ms, after one at ${this.#lastMs} ms; sort them first`,
      );
    this.#lastMs = value;
    if (this.#services !== undefined)
      this.serviceMs = atLeastZero(this.#services[this.#index] ?? Number.NaN, `the time of call ${this.#index}`);
    this.#index += 1;
    return value;
  }
}

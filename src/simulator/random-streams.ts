import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../model/random.ts';

/**
 * Independent streams of one seed: xoroshiro128+, each stream 2^64 numbers after the one before. A day of 10^9 requests draws more than
 * the 2^32 numbers after which a generator of 32 bits repeats. Each purpose has a stream of its own, so that a change of one setting
 * leaves what is drawn for the others as it was.
 */
export class RandomStreams {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  next(): Random {
    const stream = this.#generator.clone();
    this.#generator.jump?.();
    return () => (stream.next() >>> 0) / 2 ** 32;
  }
}

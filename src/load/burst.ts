import type { Round } from './round.ts';

export interface BurstPlan {
  /** Requests per burst; a list is fired as one burst per entry. */
  readonly size: number | readonly number[];
  /** How often the burst, or the list of bursts, is fired. */
  readonly repeats: number;
  readonly gapMs: number;
}

/** `{ size: [1, 2], repeats: 2, gapMs: 50 }` is due as 1, 2, 1, 2 with 50 ms between them. */
export function* burstRounds({ size, repeats, gapMs }: BurstPlan): Generator<Round> {
  const sizes = typeof size === 'number' ? [size] : size;
  let index = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const requests of sizes) {
      yield { index, size: requests, afterPreviousMs: index === 0 ? 0 : gapMs };
      index += 1;
    }
  }
}

import type { Round } from './round.ts';

export interface SequentialPlan {
  readonly requests: number;
  readonly pauseMs: number;
}

/** One request after another: rounds of one. */
export function* sequentialRounds({ requests, pauseMs }: SequentialPlan): Generator<Round> {
  for (let index = 0; index < requests; index += 1) {
    yield { index, size: 1, afterPreviousMs: index === 0 ? 0 : pauseMs };
  }
}

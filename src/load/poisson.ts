import type { Random } from '../model/random.ts';

export interface PoissonPlan {
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

/** Due instants, in ms since the start of the phase: gaps are exponential with the mean 1000 / rate, drawn from `random`. */
export function* poissonDue({ ratePerSecond, durationMs }: PoissonPlan, random: Random): Generator<number> {
  const meanGapMs = 1000 / ratePerSecond;
  for (let dueMs = gap(meanGapMs, random); dueMs < durationMs; dueMs += gap(meanGapMs, random)) yield dueMs;
}

/** `random` gives [0, 1), so the logarithm is of (0, 1]. */
const gap = (meanMs: number, random: Random): number => -meanMs * Math.log(1 - random());

import { type Random, seededRandom } from '../../model/random.ts';
import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import { briefly, openWorkload } from './open.ts';

const fields = ({ ratePerSecond, durationMs, maxInFlight, start }: FieldKit) => ({
  ratePerSecond: ratePerSecond.describe('Requests per second on average.'),
  durationMs: durationMs.describe('How long requests are due.'),
  maxInFlight,
  start,
});

type PoissonPhase = PhaseWith<'poisson', typeof fields>;

export const poisson = {
  kind: 'poisson',
  words: 'Open workload with exponential gaps, as from many independent users, drawn from the seed.',
  fields,
  shares: ['ratePerSecond', 'maxInFlight'],
  files: [],
  peakPerSecond: ({ ratePerSecond }) => ratePerSecond,
  plannedMs: ({ durationMs }) => durationMs,
  calibration: briefly,
  ...openWorkload<PoissonPhase>((phase, { seed }) => poissonDue(phase, seededRandom(seed))),
} as const satisfies PhaseModule<PoissonPhase, 'due'>;

/** Due instants, in ms since the start of the phase: gaps are exponential with the mean 1000 / rate, drawn from `random`. */
export function* poissonDue(
  { ratePerSecond, durationMs }: Pick<PoissonPhase, 'ratePerSecond' | 'durationMs'>,
  random: Random,
): Generator<number> {
  const meanGapMs = 1000 / ratePerSecond;
  for (let dueMs = gap(meanGapMs, random); dueMs < durationMs; dueMs += gap(meanGapMs, random)) yield dueMs;
}

/** `random` gives [0, 1), so the logarithm is of (0, 1]. */
const gap = (meanMs: number, random: Random): number => -meanMs * Math.log(1 - random());

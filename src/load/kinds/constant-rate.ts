import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import { briefly, openWorkload } from './open.ts';

const fields = ({ ratePerSecond, durationMs, maxInFlight, start }: FieldKit) => ({
  ratePerSecond: ratePerSecond.describe('Requests per second.'),
  durationMs: durationMs.describe('How long requests are due.'),
  maxInFlight,
  start,
});

type ConstantRatePhase = PhaseWith<'constantRate', typeof fields>;
type Plan = Pick<ConstantRatePhase, 'ratePerSecond' | 'durationMs'>;

export const constantRate = {
  kind: 'constantRate',
  words: 'Open workload: request k is due at k * 1000 / ratePerSecond ms.',
  fields,
  shares: ['ratePerSecond', 'maxInFlight'],
  files: [],
  peakPerSecond: ({ ratePerSecond }) => ratePerSecond,
  plannedMs: ({ durationMs }) => durationMs,
  calibration: briefly,
  ...openWorkload<ConstantRatePhase>(constantRateDue, constantRateRequests),
} as const satisfies PhaseModule<ConstantRatePhase, 'due'>;

/** Due instants, in ms since the start of the phase: request k is due at `k * 1000 / rate`, as long as that is within the duration. */
export function* constantRateDue({ ratePerSecond, durationMs }: Plan): Generator<number> {
  const requests = constantRateRequests({ ratePerSecond, durationMs });
  for (let k = 0; k < requests; k += 1) yield (k * 1000) / ratePerSecond;
}

/** 10/s for 1 s are 10 requests, due at 0 to 900 ms; binary fractions of the product do not make them 11. */
export function constantRateRequests({ ratePerSecond, durationMs }: Plan): number {
  return Math.ceil(Number(((ratePerSecond * durationMs) / 1000).toFixed(6)));
}

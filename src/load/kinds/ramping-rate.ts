import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import { openWorkload } from './open.ts';

const fields = ({ z, durationMs, maxInFlight, start }: FieldKit) => {
  const ratePerSecond = z.number().nonnegative().max(100_000);
  const stage = z.strictObject({
    durationMs: durationMs.describe('Duration of the stage.'),
    toRatePerSecond: ratePerSecond.describe('Rate at the end of the stage.'),
  });
  return {
    startRatePerSecond: ratePerSecond.default(0).describe('Rate at the start of the first stage.'),
    stages: z.array(stage).min(1).describe('Stages, one after another: each a map of durationMs and toRatePerSecond.'),
    maxInFlight,
    start,
  };
};

type RampingRatePhase = PhaseWith<'rampingRate', typeof fields>;
type Plan = Pick<RampingRatePhase, 'startRatePerSecond' | 'stages'>;

export const rampingRate = {
  kind: 'rampingRate',
  words: 'Open workload whose rate changes linearly within each stage.',
  fields,
  shares: ['startRatePerSecond', 'toRatePerSecond', 'maxInFlight'],
  files: [],
  peakPerSecond: ({ startRatePerSecond, stages }) =>
    Math.max(startRatePerSecond, ...stages.map(({ toRatePerSecond }) => toRatePerSecond)),
  plannedMs: ({ stages }) => stages.reduce((sum, { durationMs }) => sum + durationMs, 0),
  calibration: () => [],
  ...openWorkload<RampingRatePhase>(rampingRateDue, rampingRateRequests),
} as const satisfies PhaseModule<RampingRatePhase, 'due'>;

/**
 * Due instants, in ms since the start of the phase. With the rate going evenly from a to b in T seconds, a*t + (b - a) t^2 / (2 T)
 * requests are due within t seconds; request k is due when that count, over all stages, reaches k.
 */
export function* rampingRateDue({ startRatePerSecond, stages }: Plan): Generator<number> {
  let [fromMs, from, due, k] = [0, startRatePerSecond, 0, 0];
  for (const { durationMs, toRatePerSecond } of stages) {
    const count = stageCount(from, toRatePerSecond, durationMs);
    for (; k < due + count - tolerance; k += 1) yield fromMs + reachedAtMs(k - due, from, toRatePerSecond, durationMs);
    due += count;
    fromMs += durationMs;
    from = toRatePerSecond;
  }
}

/** Requests of the whole plan. */
export function rampingRateRequests({ startRatePerSecond, stages }: Plan): number {
  const rates = [startRatePerSecond, ...stages.map((stage) => stage.toRatePerSecond)];
  const due = stages.reduce(
    (sum, { durationMs }, i) => sum + stageCount(rates[i] ?? 0, rates[i + 1] ?? 0, durationMs),
    0,
  );
  return Math.max(0, Math.ceil(due - tolerance));
}

/** Binary fractions of a sum must not add a request. */
const tolerance = 1e-6;

const stageCount = (from: number, to: number, durationMs: number): number => (((from + to) / 2) * durationMs) / 1000;

/**
 * The t in ms at which a*t + (b - a) t^2 / (2 T) = n: the root of the quadratic in the form that does not cancel,
 * t = 2 n / (a + sqrt(a^2 + 2 n (b - a) / T)).
 */
function reachedAtMs(n: number, a: number, b: number, durationMs: number): number {
  if (n <= 0) return 0;
  const discriminant = a * a + (2 * n * (b - a)) / (durationMs / 1000);
  return Math.min(durationMs, (2000 * n) / (a + Math.sqrt(Math.max(0, discriminant))));
}

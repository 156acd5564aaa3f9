import { seededRandom } from '../model/random.ts';
import { constantRateDue, constantRateRequests } from './constant-rate.ts';
import type { Phase } from './phases.ts';
import { poissonDue } from './poisson.ts';
import { rampingRateDue, rampingRateRequests } from './ramping-rate.ts';
import { traceOf } from './trace-file.ts';

/** The phases whose requests are due whatever becomes of those before: open workloads. */
export type OpenPhase = Extract<Phase, { kind: 'constantRate' | 'rampingRate' | 'poisson' | 'trace' }>;

export const isOpen = (phase: Phase): phase is OpenPhase =>
  phase.kind === 'constantRate' || phase.kind === 'rampingRate' || phase.kind === 'poisson' || phase.kind === 'trace';

/**
 * When the requests of an open phase are due, in ms since its start, rising. The same seed gives the same arrivals at every
 * target, so that they are compared under the same load.
 * @throws {UserError} `trace-invalid`
 */
export function dueOf(phase: OpenPhase, seed: number): Iterable<number> {
  switch (phase.kind) {
    case 'constantRate':
      return constantRateDue(phase);
    case 'rampingRate':
      return rampingRateDue(phase);
    case 'poisson':
      return poissonDue(phase, seededRandom(seed));
    case 'trace':
      return traceOf(phase);
  }
}

/** How many requests an open phase sends; nobody counts beyond `most`, which are told as `most` + 1. */
export function requestsDue(phase: OpenPhase, seed: number, most: number): number {
  if (phase.kind === 'constantRate') return Math.min(constantRateRequests(phase), most + 1);
  if (phase.kind === 'rampingRate') return Math.min(rampingRateRequests(phase), most + 1);
  let requests = 0;
  for (const _ of dueOf(phase, seed)) {
    requests += 1;
    if (requests > most) break;
  }
  return requests;
}

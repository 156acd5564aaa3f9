import { count, significant } from '../../text/format.ts';

/**
 * What of the peak is simulated. `hours`: the hour, or more where it has few requests; `part`: less than the hour, and long enough for the instances;
 * `window`: too short for the instances; `record`: the recorded requests.
 */
export interface PeakWindow {
  readonly kind: 'hours' | 'part' | 'window' | 'record';
  /** That are measured. */
  readonly requests: number;
  readonly seconds: number;
  /** Before it, not counted. */
  readonly warmUpSeconds: number;
}

/** A simulation of as many takes half a second. */
export const mostRequests = 200_000;
/** The least that must be simulated may be more. */
const mostInShortest = 1_000_000;
/** Fewer leave percentiles uncertain. */
const fewRequests = 20_000;
/** Fewer requests have no meaningful percentiles. */
const fewestRequests = 1000;
const hourSeconds = 3600;
/** What is seldom is not simulated for longer. */
const mostSeconds = 100 * hourSeconds;
/** Inits and calls until requests no longer depend on the beginning, and calls that a window has at least. */
const rounds = 4;

interface WindowOf {
  readonly perSecond: number;
  readonly settleMs: number;
  readonly callMs: number;
  readonly initMs: number;
  /** Until a queue has come to its full length. */
  readonly queueMs: number;
}

/** In words where it cannot be simulated. */
export function windowOf({ perSecond, settleMs, callMs, initMs, queueMs }: WindowOf): PeakWindow | string {
  const wanted = Math.max(hourSeconds, Math.min(mostSeconds, fewRequests / perSecond));
  if (wanted * perSecond < fewestRequests) return 'too few requests to simulate its peak, which is by closed forms';
  const beginSeconds = (rounds * (callMs + initMs) + queueMs) / 1000;
  const settledSeconds = beginSeconds + settleMs / 1000;
  const within = (kind: PeakWindow['kind'], warmUpSeconds: number, seconds: number): PeakWindow => ({
    ...{ kind, requests: Math.round(perSecond * seconds), seconds, warmUpSeconds },
  });
  const left = mostRequests / perSecond - settledSeconds;
  if (left >= wanted) return within('hours', settledSeconds, wanted);
  // At least as long as what decides the instances.
  if (left >= settledSeconds) return within('part', settledSeconds, left);
  const seconds = Math.max(mostRequests / perSecond - beginSeconds, (rounds * callMs) / 1000);
  return (beginSeconds + seconds) * perSecond <= mostInShortest
    ? within('window', beginSeconds, seconds)
    : 'too many requests at once to simulate its peak, which is by closed forms';
}

/** Among the assumptions of an option. `why`: what the instances of a window that is too short for them are. */
export function windowWords({ kind, requests, seconds, warmUpSeconds }: PeakWindow, why: string): string {
  const simulated = `${count(requests)} requests in ${significant(seconds)} s`;
  if (kind === 'record') return `simulated: the record of ${simulated}`;
  const after = `, after ${significant(warmUpSeconds)} s that are not counted, with 95% intervals of its tenths`;
  const rest = kind === 'window' ? `; ${why}` : '';
  return `simulated at the peak rate: ${simulated}${after}${rest}`;
}

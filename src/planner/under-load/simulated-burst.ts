import type { Arrivals } from '../../simulator/arrivals/arrivals.ts';
import type { WebFunction } from '../../simulator/platforms/web.ts';
import { simulate } from '../../simulator/simulate.ts';

/** A burst at shared instances, beside the peak. */
export interface SimulatedBurst {
  /** Absent: all of its requests are throttled. */
  readonly answered?: AnsweredBurst;
  /** Alive at the most. */
  readonly instances: number;
  readonly throttled: number;
  /** Requests that waited for an init. */
  readonly cold: number;
}

interface AnsweredBurst {
  readonly p50: number;
  readonly p99: number;
  /** When a share of those that were not throttled has its answers. */
  atShare(share: number): number;
}

interface BurstOn {
  readonly platform: Omit<WebFunction, 'kind'>;
  readonly size: number;
  readonly peakPerSecond: number;
  /** On average at the peak, so that the burst finds them. */
  readonly alive: number;
  readonly callMs: number;
  readonly initMs: number;
  readonly seed: number;
  /** Since the burst before, where its instances are still there. */
  readonly everyMs?: number | undefined;
}

const requestsBefore = 10_000;
/** The simulation takes a second or two. */
const mostRequests = 2_000_000;
/** Inits and calls that the first requests must have ended, and the last may take. */
const rounds = 8;

/** Undefined where it is too large to simulate at once. Without `answered` none of its requests has an answer. */
export function simulatedBurst({
  platform,
  size,
  peakPerSecond,
  alive,
  callMs,
  initMs,
  seed,
  everyMs = 0,
}: BurstOn): SimulatedBurst | undefined {
  const atOnce = platform.perEnvironment ?? 1;
  // The instances of the peak are there before its first request, so that it starts no others.
  const readyAtMs = 2 * (initMs + callMs * atOnce);
  const atMs = readyAtMs + Math.max((requestsBefore / peakPerSecond) * 1000, rounds * (initMs + callMs), everyMs);
  const warming = Math.ceil(alive) * atOnce;
  const durationMs = atMs + rounds * (initMs + callMs);
  if ((peakPerSecond * durationMs) / 1000 + 2 * size + warming > mostRequests) return undefined;
  const burst = (requests: number, fromMs: number): Arrivals => ({
    ...{ kind: 'bursts', size: requests, count: 1, everyMs: 0, fromMs },
  });
  const peak: Arrivals = {
    kind: 'stages',
    stages: [
      { durationMs: readyAtMs, perSecond: 0 },
      { durationMs: durationMs - readyAtMs, perSecond: peakPerSecond },
    ],
  };
  const {
    latencyMs,
    alive: level,
    measured,
  } = simulate({
    arrivals: {
      kind: 'merged',
      of: [burst(warming, 0), peak, ...(everyMs > 0 ? [burst(size, atMs - everyMs)] : []), burst(size, atMs)],
    },
    platform: { kind: 'web', ...platform },
    ...{ seed, fromMs: atMs, untilMs: atMs + 1e-6 },
  });
  const atShare = (share: number) => latencyMs.percentile(100 * share) ?? 0;
  return {
    ...(measured.throttled < size && { answered: { p50: atShare(0.5), p99: atShare(0.99), atShare } }),
    ...{ instances: level.peak, throttled: measured.throttled, cold: measured.coldStarts },
  };
}

import type { Arrivals } from '../../simulator/arrivals/arrivals.ts';
import type { Platform } from '../../simulator/platforms/platforms.ts';
import { simulate } from '../../simulator/simulate.ts';
import { KnownSimulations } from './known-simulations.ts';

/** A burst at shared instances, beside the peak. */
export interface SimulatedBurst {
  /** Absent: all of its requests are throttled. */
  readonly answered?: AnsweredBurst;
  /** Alive at the most. */
  readonly instances: number;
  /** How long those that it starts stay after its answers. */
  readonly heldMs: number;
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
  readonly platform: Platform;
  /** Environments of the simulation in one instance of the plan. */
  readonly perInstance: number;
  readonly heldMs: number;
  readonly size: number;
  readonly peakPerSecond: number;
  /** Requests at one instant that start the instances of the peak, so that the burst finds them, and when they are answered. */
  readonly warming: number;
  readonly readyMs: number;
  readonly callMs: number;
  readonly initMs: number;
  readonly seed: number;
  /** Since the burst before, where its instances are still there. */
  readonly everyMs?: number | undefined;
  /** That the simulation goes on at least. */
  readonly afterMs?: number;
}

const requestsBefore = 10_000;
const mostBeforeMs = 3_600_000;
/** The simulation takes a second or two. */
const mostRequests = 2_000_000;
/** Inits and calls that the first requests must have ended, and the last may take. */
const rounds = 8;

/** Undefined where it is too large to simulate at once. Without `answered` none of its requests has an answer. */
export const simulatedBurst = (on: BurstOn): SimulatedBurst | undefined => known.of(on, () => burstOf(on));

/** Each holds the histogram of its latencies. */
const known = new KnownSimulations<SimulatedBurst | undefined>(100);

function burstOf({
  platform,
  perInstance,
  heldMs,
  size,
  peakPerSecond,
  warming,
  readyMs,
  callMs,
  initMs,
  seed,
  everyMs = 0,
  afterMs = 0,
}: BurstOn): SimulatedBurst | undefined {
  const atMs =
    readyMs +
    Math.max(Math.min(mostBeforeMs, (requestsBefore / peakPerSecond) * 1000), rounds * (initMs + callMs), everyMs);
  const durationMs = atMs + Math.max(afterMs, rounds * (initMs + callMs));
  if ((peakPerSecond * durationMs) / 1000 + 2 * size + warming > mostRequests) return undefined;
  const burst = (requests: number, fromMs: number): Arrivals => ({
    ...{ kind: 'bursts', size: requests, count: 1, everyMs: 0, fromMs },
  });
  const peak: Arrivals = {
    kind: 'stages',
    stages: [
      { durationMs: readyMs, perSecond: 0 },
      { durationMs: durationMs - readyMs, perSecond: peakPerSecond },
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
    ...{ platform, seed, fromMs: atMs, untilMs: atMs + 1e-6 },
  });
  const atShare = (share: number) => latencyMs.percentile(100 * share) ?? 0;
  return {
    ...(measured.throttled < size && { answered: { p50: atShare(0.5), p99: atShare(0.99), atShare } }),
    ...{ instances: Math.ceil(level.peak / perInstance), heldMs },
    ...{ throttled: measured.throttled, cold: measured.coldStarts },
  };
}

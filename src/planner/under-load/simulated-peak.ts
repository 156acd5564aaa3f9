import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import type { Arrivals } from '../../simulator/arrivals/arrivals.ts';
import type { Platform } from '../../simulator/platforms/platforms.ts';
import { type Simulated, simulate } from '../../simulator/simulate.ts';
import type { Part } from '../../simulator/statistics/parts.ts';
import { busiestMinute } from '../trace/busiest-minute.ts';
import { type Estimate, estimateFrom, none, shareIn } from './estimate.ts';
import { KnownSimulations } from './known-simulations.ts';
import { mostRequests, type PeakWindow, windowOf } from './peak-window.ts';

/** The peak at shared instances, simulated. */
export interface SimulatedPeak {
  readonly window: PeakWindow;
  /** For how long a request occupies its place: a call, and what it waits for others there. Absent: none is served. */
  readonly placeMs?: Estimate;
  /** Requests in places at the most. */
  readonly mostInFlight: number;
  /** Of a window those of its beginning, for the most part; of a record those of its busiest minute. */
  readonly instances: { readonly mean: Estimate; readonly p50: Estimate; readonly p99: Estimate };
  /** Over all of it. */
  readonly average: Estimate;
  readonly mostInstances: number;
  /** Requests that waited for an init, of those that were served. Absent: none did, or the window is too short for them. */
  readonly coldShare?: Estimate;
  readonly latencyMs?: { readonly p50: Estimate; readonly p99: Estimate };
  /** Absent: none was. */
  readonly throttledShare?: Estimate;
  /** Instances at the most in each step; none of a window. */
  readonly overTime: readonly { readonly ms: number; readonly instances: number }[];
}

export interface PeakOn {
  readonly platform: Platform;
  readonly perSecond: number;
  /** The first instances start for requests at one instant: as many as they take, if each occupies its place for this time. */
  warming(placeMs: number): number;
  /** Until they are answered. */
  readonly readyMs: number;
  /** The time after which the instances no longer depend on those at the start. */
  readonly settleMs: number;
  readonly callMs: number;
  readonly initMs: number;
  /** Until a queue has come to its full length. */
  readonly queueMs: number;
  /** Environments of the simulation in one instance of the plan. */
  readonly perInstance: number;
  readonly seed: number;
}

const known = new KnownSimulations<SimulatedPeak | string>();

/** Poisson arrivals at the peak. In words where they cannot be simulated. */
export const simulatedPeak = (on: PeakOn): SimulatedPeak | string => known.of(on, () => peakOf(on));

function peakOf(on: PeakOn): SimulatedPeak | string {
  const window = windowOf(on);
  if (typeof window === 'string') return window;
  if (window.kind !== 'window') return simulatedIn(window, on, on.callMs);
  // A tenth of it finds how long requests occupy their places. That time gives the instances at the start.
  const pilot = simulatedIn({ ...window, seconds: window.seconds / 10 }, on, on.callMs);
  return simulatedIn(window, on, pilot.placeMs?.value ?? on.callMs);
}

const parts = 10;

function simulatedIn(window: PeakWindow, on: PeakOn, placeMs: number): SimulatedPeak {
  const { platform, perSecond, readyMs, seed, perInstance } = on;
  const [warmUpMs, measuredMs] = [window.warmUpSeconds * 1000, window.seconds * 1000];
  const fromMs = readyMs + warmUpMs;
  const arrivals: Arrivals = {
    kind: 'merged',
    of: [
      { kind: 'bursts', size: on.warming(placeMs), count: 1, everyMs: 0 },
      {
        kind: 'stages',
        stages: [
          { durationMs: readyMs, perSecond: 0 },
          { durationMs: warmUpMs + measuredMs, perSecond },
        ],
      },
    ],
  };
  const simulated = simulate({ arrivals, platform, seed, fromMs, parts });
  return foundBy(simulated, { window, fromMs, perInstance });
}

/** Recorded arrivals as they came, with the calls of the plan, on instances that start with them. Undefined where they are too many. */
export function simulatedRecord(
  record: RecordedArrivals,
  { platform, perInstance, seed }: Pick<PeakOn, 'platform' | 'perInstance' | 'seed'>,
): SimulatedPeak | undefined {
  const { atMs, spanMs } = record;
  if (atMs.length > mostRequests) return undefined;
  const arrivals: Arrivals = { kind: 'times', atMs };
  const window: PeakWindow = { kind: 'record', requests: atMs.length, seconds: spanMs / 1000, warmUpSeconds: 0 };
  const simulated = simulate({ arrivals, platform, seed, ...optional('within', busiestMinute(record)) });
  return foundBy(simulated, { window, fromMs: 0, perInstance });
}

interface In {
  readonly window: PeakWindow;
  readonly fromMs: number;
  readonly perInstance: number;
}

function foundBy(simulated: Simulated, { window, fromMs, perInstance }: In): SimulatedPeak {
  const { measured, time, parts: each } = simulated;
  const whole: Of = { ...measured, ...time, ...simulated };
  const found = (of: (some: Of) => number | undefined) => estimateFrom(of, whole, each);
  const placeMs = found(({ callMs, served }) => (served === 0 ? undefined : callMs / served));
  const [p50, p99] = [50, 99].map((percent) => found(({ latencyMs }) => latencyMs.percentile(percent)));
  const level = (of: (alive: Part['alive']) => number, some = whole) =>
    estimateFrom(({ alive }) => of(alive), some, each) ?? none;
  const peak = { ...whole, alive: simulated.aliveWithin ?? simulated.alive };
  const hasCold = measured.coldStarts > 0 && window.kind !== 'window';
  return {
    window: { ...window, requests: measured.served + measured.throttled },
    ...(placeMs && { placeMs }),
    mostInFlight: simulated.inFlight.peak,
    mostInstances: Math.ceil(simulated.alive.peak / perInstance),
    instances: {
      mean: level((alive) => meanOf(alive, perInstance), peak),
      p50: level((alive) => Math.ceil(alive.percentile(50) / perInstance), peak),
      p99: level((alive) => Math.ceil(alive.percentile(99) / perInstance), peak),
    },
    average: level((alive) => meanOf(alive, perInstance)),
    ...(hasCold && {
      coldShare: shareIn(
        ({ coldStarts }) => coldStarts,
        ({ served }) => served,
        whole,
        each,
      ),
    }),
    ...(p50 && p99 && { latencyMs: { p50, p99 } }),
    ...(measured.throttled > 0 && {
      throttledShare: shareIn(
        ({ throttled }) => throttled,
        ({ throttled, served }) => throttled + served,
        whole,
        each,
      ),
    }),
    overTime: window.kind === 'window' ? [] : overTimeOf(simulated, fromMs, perInstance),
  };
}

type Of = Pick<Part, 'alive' | 'latencyMs' | 'served' | 'throttled' | 'coldStarts' | 'callMs'>;

const quantiles = 200;

/** Of whole instances, each of which has room for several environments. */
const meanOf = (alive: Part['alive'], perInstance: number): number =>
  perInstance === 1
    ? alive.mean
    : Array.from({ length: quantiles }, (_, step) => alive.percentile((100 * (step + 0.5)) / quantiles))
        .map((level) => Math.ceil(level / perInstance))
        .reduce((sum, level) => sum + level, 0) / quantiles;

const mostPoints = 64;

/** As few points as a chart shows. */
function overTimeOf({ overTime: { stepMs, alive } }: Simulated, fromMs: number, perInstance: number) {
  const first = Math.ceil(fromMs / stepMs - 1e-9);
  const together = Math.ceil((alive.length - first) / mostPoints);
  const points: { ms: number; instances: number }[] = [];
  for (let step = first; step < alive.length; step += together)
    points.push({
      ms: (step - first) * stepMs,
      instances: Math.ceil(Math.max(...alive.slice(step, step + together)) / perInstance),
    });
  return points;
}

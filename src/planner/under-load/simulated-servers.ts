import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import type { Arrivals } from '../../simulator/arrivals/arrivals.ts';
import { simulate } from '../../simulator/simulate.ts';
import type { Histogram } from '../../simulator/statistics/histogram.ts';
import type { Numbers } from '../needs/numbers.ts';
import { KnownSimulations } from './known-simulations.ts';
import { mostRequests } from './peak-window.ts';
import { type LoopUse, servingOf } from './serving.ts';

interface ServersAtPeak {
  readonly needs: Numbers;
  readonly peakPerSecond: number;
  /** In the place of arrivals at random. */
  readonly recorded?: RecordedArrivals | undefined;
  /** Of all servers, one event loop each. */
  readonly processes: number;
  readonly seed: number;
}

/** This many give p99 within a few percent, in a tenth of a second. */
const requests = 40_000;
const warmShare = 0.1;
const mostProcesses = 500;

type Latency = { readonly p50: number; readonly p99: number } | undefined;

/** Longer records take arrivals at random at the peak. */
export const isSimulated = ({ atMs }: RecordedArrivals): boolean => atMs.length <= mostRequests;

const known = new KnownSimulations<Latency>();
const knownOf = new WeakMap<RecordedArrivals, KnownSimulations<Latency>>();

/** Latency of Node servers: of the recorded arrivals, or at the peak. Undefined where the load is more than they carry, or too large to simulate at once. */
export function simulatedLatency(servers: ServersAtPeak): Latency {
  const { needs, peakPerSecond, processes, seed, recorded } = servers;
  const { cpuMs = 0, waitMs, spread } = needs;
  const isOverloaded = peakPerSecond * cpuMs >= processes * 1000;
  if (cpuMs === 0 || isOverloaded || processes > mostProcesses) return undefined;
  const isShort = recorded !== undefined && isSimulated(recorded);
  return (isShort ? simulationsOf(recorded) : known).of([cpuMs, waitMs, spread, peakPerSecond, processes, seed], () =>
    isShort ? latencyOfRecord(servers, recorded) : latencyAtPeak(servers),
  );
}

function simulationsOf(recorded: RecordedArrivals): KnownSimulations<Latency> {
  const simulations = knownOf.get(recorded) ?? new KnownSimulations<Latency>();
  knownOf.set(recorded, simulations);
  return simulations;
}

const latencyOfRecord = ({ needs, processes, seed }: ServersAtPeak, { atMs }: RecordedArrivals): Latency =>
  percentilesOf(latencyOfServers({ arrivals: { kind: 'times', atMs }, needs, processes, seed }));

function latencyAtPeak({ needs, peakPerSecond, processes, seed }: ServersAtPeak): Latency {
  const durationMs = (requests / peakPerSecond) * 1000;
  return percentilesOf(
    latencyOfServers({
      arrivals: { kind: 'poisson', perSecond: peakPerSecond, durationMs },
      ...{ needs, processes, seed, fromMs: durationMs * warmShare },
    }),
  );
}

function percentilesOf(latencyMs: Histogram): Latency {
  const [p50, p99] = [latencyMs.percentile(50), latencyMs.percentile(99)];
  return p50 === undefined || p99 === undefined ? undefined : { p50, p99 };
}

interface SimulatedLoad extends Omit<ServersAtPeak, 'peakPerSecond' | 'recorded'> {
  readonly arrivals: Arrivals;
  /** Requests before that are not counted. */
  readonly fromMs?: number;
  /** Where it is known. */
  readonly loopUse?: LoopUse;
}

/** The one model of Node servers: plans use it, and `rollcall validate` checks it. */
export const latencyOfServers = ({ needs, processes, arrivals, seed, fromMs, loopUse }: SimulatedLoad): Histogram =>
  simulate({
    ...{ arrivals, seed, ...optional('fromMs', fromMs) },
    platform: { kind: 'servers', servers: processes, serving: servingOf(needs, 1, loopUse) },
  }).latencyMs;

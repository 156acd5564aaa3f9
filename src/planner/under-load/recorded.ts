import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import { awsAccount } from '../../model/platform/lambda.ts';
import { windowMaximum } from '../../simulator/closed-forms/window-maximum.ts';
import { simulate } from '../../simulator/simulate.ts';
import type { SteadyInstances } from './steady.ts';

interface RecordedInstances extends SteadyInstances {
  readonly coldShare: number;
  /** Of all requests; absent of requests that were served when they were recorded. */
  readonly throttledShare?: number;
  /** Requests at the most, as if none were throttled. */
  readonly mostInFlight: number;
}

export interface RecordedOn {
  readonly callMs: number;
  readonly initMs: number;
  readonly keepAliveMs: number;
  readonly provisioned: number;
  readonly concurrency: number;
  readonly scalingPer10s: number;
}

/** A call takes some time, however short. */
const shortestMs = 1e-3;

/**
 * Environments and cold starts of recorded arrivals. Each call takes its recorded time, or else the time of the plan. Where the inits are
 * recorded, too, the window maximum is exact; otherwise the requests that start an environment take the init of the plan in a simulation.
 */
export function recordedInstances(arrivals: RecordedArrivals, on: RecordedOn): RecordedInstances {
  const { atMs, callMs: recordedMs, initMs } = arrivals;
  if (initMs === undefined || on.provisioned > 0) return simulatedInstances(arrivals, on);
  const endMs = atMs.map(
    (at, index) => at + Math.max(shortestMs, recordedMs?.[index] ?? on.callMs) + (initMs[index] ?? 0),
  );
  const { alive, coldStarts, inFlight } = windowMaximum({ startMs: atMs, endMs, keepAliveMs: on.keepAliveMs });
  return {
    ...{ mean: alive.mean, p50: alive.percentile(50), p99: alive.percentile(99) },
    ...{ coldShare: coldStarts / atMs.length, mostInFlight: inFlight.peak },
  };
}

/** The requests that would start an environment without any init take that of the plan. */
function mostInFlight({ atMs, callMs: recordedMs }: RecordedArrivals, { callMs, initMs, keepAliveMs }: RecordedOn) {
  const called = atMs.map((at, index) => at + Math.max(shortestMs, recordedMs?.[index] ?? callMs));
  const within = (endMs: Float64Array) => windowMaximum({ startMs: atMs, endMs, keepAliveMs });
  const { isCold } = within(called);
  return within(called.map((end, index) => end + (isCold[index] === 1 ? initMs : 0))).inFlight.peak;
}

function simulatedInstances(arrivals: RecordedArrivals, on: RecordedOn): RecordedInstances {
  const { atMs, callMs: recordedMs } = arrivals;
  const { alive, measured } = simulate({
    arrivals: { kind: 'times', atMs, ...(recordedMs && { serviceMs: recordedMs }) },
    platform: {
      kind: 'event',
      keepAlive: { kind: 'constant', ms: on.keepAliveMs },
      maxLifeMs: Number.POSITIVE_INFINITY,
      account: {
        ...awsAccount,
        ...{ unreservedMinimum: 0, concurrentExecutions: Math.max(on.concurrency, on.provisioned) },
        scaling: { burst: on.scalingPer10s, perMs: 10_000 },
      },
      ...(on.provisioned > 0 && { provisionedConcurrency: on.provisioned }),
      call: { kind: 'constant', ms: on.callMs },
      init: { kind: 'constant', ms: on.initMs },
    },
    seed: 1,
  });
  return {
    ...{ mean: alive.mean, p50: alive.percentile(50), p99: alive.percentile(99) },
    coldShare: measured.coldStarts / atMs.length,
    throttledShare: measured.throttled / atMs.length,
    mostInFlight: mostInFlight(arrivals, on),
  };
}

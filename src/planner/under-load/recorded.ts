import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import { awsAccount } from '../../model/platform/lambda.ts';
import { windowMaximum } from '../../simulator/closed-forms/window-maximum.ts';
import { EventHeap } from '../../simulator/events/event-heap.ts';
import { simulate } from '../../simulator/simulate.ts';
import type { Level } from '../../simulator/statistics/level.ts';
import { busiestMinute } from '../trace/busiest-minute.ts';
import type { SteadyInstances } from './steady.ts';

/** Its steady instances are those of its busiest minute. */
interface RecordedInstances extends SteadyInstances {
  /** Over all of it. */
  readonly average: number;
  readonly coldShare: number;
  /** Of the requests that are served, those that find all provisioned environments busy; absent without provisioned ones. */
  readonly onDemandShare?: number;
  /** Alive at the most. */
  readonly most: number;
  /** When requests start an environment, as if none were throttled. */
  readonly startsMs: Float64Array;
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
const endOf = (atMs: number, callMs: number): number => atMs + Math.max(shortestMs, callMs);

/**
 * Environments and cold starts of recorded arrivals. Each call takes its recorded time, longer or shorter so that their mean is the time of the plan, of
 * which latency and cost are, too; or else that time. Where the inits are
 * recorded, too, the window maximum is exact; otherwise the requests that start an environment take the init of the plan in a simulation.
 */
export function recordedInstances(record: RecordedArrivals, on: RecordedOn): RecordedInstances {
  const arrivals = { ...record, ...optional('callMs', callTimes(record, on)) };
  const { atMs, callMs: recordedMs, initMs } = arrivals;
  if (initMs === undefined || on.provisioned > 0) return simulatedInstances(arrivals, on);
  const endMs = atMs.map((at, index) => endOf(at, recordedMs?.[index] ?? on.callMs) + (initMs[index] ?? 0));
  const { coldStarts, inFlight, isCold, ...levels } = windowMaximum({
    ...{ startMs: atMs, endMs, keepAliveMs: on.keepAliveMs },
    ...optional('within', busiestMinute(arrivals)),
  });
  return {
    ...levelsOf(levels),
    ...{ coldShare: coldStarts / atMs.length, mostInFlight: inFlight.peak },
    startsMs: atMs.filter((_, index) => isCold[index] === 1),
  };
}

function callTimes({ callMs: recorded }: RecordedArrivals, { callMs }: RecordedOn): Float64Array | undefined {
  const mean = recorded && recorded.reduce((sum, ms) => sum + ms, 0) / recorded.length;
  return mean ? recorded?.map((ms) => ms * (callMs / mean)) : undefined;
}

const levelsOf = ({ alive, aliveWithin = alive }: { readonly alive: Level; readonly aliveWithin?: Level }) => ({
  ...{ average: alive.mean, most: alive.peak },
  ...{ mean: aliveWithin.mean, p50: aliveWithin.percentile(50), p99: aliveWithin.percentile(99) },
});

/** Nothing is throttled. A recorded request that starts an environment but has no init of its own takes the init of the plan. */
function unthrottled(
  { atMs, callMs: recordedMs }: RecordedArrivals,
  { callMs, initMs, keepAliveMs, provisioned }: RecordedOn,
) {
  const called = atMs.map((at, index) => endOf(at, recordedMs?.[index] ?? callMs));
  const within = (endMs: Float64Array) => windowMaximum({ startMs: atMs, endMs, keepAliveMs, provisioned });
  const { isCold } = within(called);
  const withInits = within(called.map((end, index) => end + (isCold[index] === 1 ? initMs : 0)));
  return {
    mostInFlight: withInits.inFlight.peak,
    startsMs: atMs.filter((_, index) => withInits.isCold[index] === 1),
  };
}

/** Share of the requests that find all provisioned environments busy. Those run elsewhere and hold none of these. */
function spilledShare({ atMs, callMs: recordedMs }: RecordedArrivals, { callMs, provisioned }: RecordedOn): number {
  const busy = new EventHeap();
  let spilled = 0;
  atMs.forEach((at, index) => {
    while (busy.nextAtMs <= at) busy.removeNext();
    if (busy.size < provisioned) busy.add(endOf(at, recordedMs?.[index] ?? callMs), index);
    else spilled += 1;
  });
  return spilled / atMs.length;
}

function simulatedInstances(arrivals: RecordedArrivals, on: RecordedOn): RecordedInstances {
  const { atMs, callMs: recordedMs } = arrivals;
  const { measured, ...levels } = simulate({
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
    ...optional('within', busiestMinute(arrivals)),
  });
  const throttledShare = measured.throttled / atMs.length;
  // What is throttled has found all provisioned ones busy.
  const onDemand = on.provisioned > 0 ? Math.max(0, spilledShare(arrivals, on) - throttledShare) : undefined;
  return {
    ...levelsOf(levels),
    coldShare: measured.coldStarts / atMs.length,
    ...optional('onDemandShare', onDemand && onDemand / (1 - throttledShare)),
    throttledShare,
    ...unthrottled(arrivals, on),
  };
}

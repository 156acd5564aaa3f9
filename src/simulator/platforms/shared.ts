import { type Distribution, sampler } from '../distributions.ts';
import { EventLoops } from '../instances/event-loops.ts';
import { InstancesModel } from '../instances/instances-model.ts';
import { Places, type Spreading } from '../instances/places.ts';
import { Requests } from '../instances/requests.ts';
import { IndependentCalls, type Work } from '../instances/work.ts';
import type { RandomStreams } from '../random-streams.ts';
import type { Scaler } from '../scalers/scaler.ts';
import type { Recorder } from '../statistics/recorder.ts';

/** One callback of a request, and the wait that follows it. Only the last part has no wait. */
export interface LoopPart {
  readonly cpu: Distribution;
  /** `timer`: setTimeout. `socket`: the answer of another service. */
  readonly wait?: { readonly time: Distribution; readonly by: 'timer' | 'socket' };
}

/** A call in an instance that takes several at once. */
export type Serving =
  /** It takes its time whatever else there is. `cpuMs`: of it on a CPU, for scaling by CPU. */
  | { readonly kind: 'independent'; readonly call: Distribution; readonly cpuMs?: number }
  /** All calls of an instance share the event loop of one Node process. `wakeShare`: CPU that it needs beside them, as a share of the time for which it had nothing to do. */
  | { readonly kind: 'event-loop'; readonly parts: readonly LoopPart[]; readonly wakeShare?: number };

/** What differs between the kinds of platforms with shared instances. */
export interface SharedPlatform {
  readonly serving: Serving;
  readonly spreading: Spreading;
  /** Requests that an instance takes at once. */
  readonly perInstance: number;
  readonly scaler: Scaler;
  /** Time from the start of an instance until it takes requests. */
  readonly init: Distribution;
  /** A request that has waited for longer is throttled. */
  readonly maxQueuedMs: number;
}

export interface SharedContext {
  readonly streams: RandomStreams;
  readonly recorder: Recorder;
}

/** @throws {RangeError} For settings that mean nothing. */
export function sharedModel(platform: SharedPlatform, { streams, recorder }: SharedContext): InstancesModel {
  const requests = new Requests();
  return new InstancesModel({
    ...{ requests, recorder, scaler: platform.scaler, maxQueuedMs: platform.maxQueuedMs },
    places: new Places(platform.spreading, atLeastOne(platform.perInstance, 'requests per instance'), streams.next()),
    init: sampler(platform.init, streams.next()),
    work: workOf(platform.serving, requests, streams),
  });
}

export function atLeastOne(value: number, what: string): number {
  if (!(value >= 1)) throw new RangeError(`${what}: ${value}; expected at least 1`);
  return value;
}

function workOf(serving: Serving, requests: Requests, streams: RandomStreams): Work {
  if (serving.kind === 'independent')
    return new IndependentCalls(requests, sampler(serving.call, streams.next()), serving.cpuMs ?? 0);
  const { parts, wakeShare = 0 } = serving;
  if (!(wakeShare >= 0 && wakeShare < 1))
    throw new RangeError(`wakeShare is ${wakeShare}; expected a share of at least 0 and below 1`);
  const isComplete =
    parts.length > 0 && parts.every(({ wait }, index) => (wait === undefined) === (index === parts.length - 1));
  if (!isComplete)
    throw new RangeError('of the parts of a call, each but the last needs a wait, and the last has none');
  return new EventLoops(
    requests,
    parts.map(({ cpu, wait }) => ({
      cpuMs: sampler(cpu, streams.next()),
      wait: wait && { ms: sampler(wait.time, streams.next()), by: wait.by },
    })),
    wakeShare,
  );
}

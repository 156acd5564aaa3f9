import { optional } from '../model/optional.ts';
import { type Arrivals, arrivalSource, durationOf, tenantsOf } from './arrivals/arrivals.ts';
import type { PlatformModel } from './platforms/platform.ts';
import { modelOf, type Platform } from './platforms/platforms.ts';
import { RandomStreams } from './random-streams.ts';
import type { Histogram } from './statistics/histogram.ts';
import type { Level } from './statistics/level.ts';
import type { Part } from './statistics/parts.ts';
import { type Measured, Recorder } from './statistics/recorder.ts';
import type { OverTime } from './statistics/series.ts';

export interface SimulationOptions extends Measured {
  readonly arrivals: Arrivals;
  readonly platform: Platform;
  readonly seed: number;
}

export interface Simulated {
  /** All requests. Each ends once: arrived = completed + throttled. */
  readonly requests: Readonly<Recorder['all']>;
  /** Of the requests that arrived at `fromMs` or later. `served`: not throttled. `refusals`: 429 answers, those that were sent again included. */
  readonly measured: Readonly<Recorder['measured']>;
  readonly measuredMs: number;
  /** Environments, or instances, from their start to their end. */
  readonly alive: Level;
  /** Those within the time that was asked for. */
  readonly aliveWithin?: Level;
  /** Requests that occupy a place in an instance. */
  readonly inFlight: Level;
  /** From the arrival to the answer, with everything that a request waits for. */
  readonly latencyMs: Histogram;
  /** From the arrival until the request has its place, retries included and its init not. */
  readonly waitedMs: Histogram;
  /** Sums over the served requests. `billedMs`: each rounded up, with its init, as for an event function. */
  readonly time: Readonly<Recorder['time']>;
  /** Requests in flight in one environment: the most that it needs memory for. */
  readonly mostPerEnvironment: number;
  readonly overTime: OverTime;
  /** As many as were asked for, in their order. */
  readonly parts: readonly Part[];
}

/** Runs a load on a platform in virtual time. @throws {RangeError} For settings that mean nothing. */
export function simulate({ arrivals, platform, seed, fromMs = 0, ...measured }: SimulationOptions): Simulated {
  const streams = new RandomStreams(seed);
  const source = arrivalSource(arrivals, streams);
  const durationMs = durationOf(arrivals);
  const recorder = new Recorder({ ...measured, fromMs }, durationMs);
  const model = modelOf(platform, { tenants: tenantsOf(arrivals), streams, recorder });
  let lastMs = 0;
  for (let atMs = source.next(); atMs < Number.POSITIVE_INFINITY; atMs = source.next()) {
    if (atMs >= recorder.stepEndsAtMs) closeSteps(model, recorder, atMs);
    if (atMs >= recorder.partEndsAtMs) closeParts(model, recorder, atMs);
    model.advanceTo(atMs);
    model.arrive(source.serviceMs, source.tenant);
    lastMs = atMs;
  }
  if (durationMs !== undefined) closeParts(model, recorder, durationMs);
  const endsAtMs = end(model, recorder, durationMs, lastMs);
  recorder.closePart(endsAtMs);
  return simulatedBy(recorder, Math.max(0, endsAtMs - fromMs));
}

function closeSteps(model: PlatformModel, recorder: Recorder, untilMs: number): void {
  for (let endsAtMs = recorder.stepEndsAtMs; endsAtMs <= untilMs; endsAtMs = recorder.stepEndsAtMs) {
    model.advanceTo(endsAtMs);
    recorder.closeStep();
  }
}

function closeParts(model: PlatformModel, recorder: Recorder, untilMs: number): void {
  for (let endsAtMs = recorder.partEndsAtMs; endsAtMs <= untilMs; endsAtMs = recorder.partEndsAtMs) {
    model.advanceTo(endsAtMs);
    recorder.closePart(endsAtMs);
  }
}

/** Levels are measured until the end of the load, or of the last call of a recording; every request ends. */
function end(model: PlatformModel, recorder: Recorder, durationMs: number | undefined, lastMs: number): number {
  if (durationMs !== undefined) {
    closeSteps(model, recorder, durationMs);
    model.advanceTo(durationMs);
    recorder.end(durationMs);
  }
  let atMs = durationMs ?? lastMs;
  while (model.unfinished > 0) {
    atMs = model.nextAtMs;
    // What happens at the end of a step happens when it is closed, and may be the last that does.
    if (durationMs === undefined && atMs >= recorder.stepEndsAtMs) closeSteps(model, recorder, atMs);
    else model.step();
  }
  if (durationMs !== undefined) return durationMs;
  recorder.closeStep();
  recorder.end(atMs);
  return atMs;
}

const simulatedBy = (recorder: Recorder, measuredMs: number): Simulated => ({
  ...{ requests: recorder.all, measured: recorder.measured, measuredMs, time: recorder.time },
  ...{ alive: recorder.alive, ...optional('aliveWithin', recorder.alive.within), inFlight: recorder.inFlight },
  ...{ latencyMs: recorder.latency, waitedMs: recorder.waited },
  ...{ mostPerEnvironment: recorder.mostPerEnvironment, overTime: recorder.overTime, parts: recorder.parts },
});

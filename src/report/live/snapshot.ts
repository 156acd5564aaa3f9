import type { LatencySummary, RequestCounts } from '../../model/measures.ts';
import type { ChosenSamples } from './phase-samples.ts';

/** What a page shows of a run that has not ended. */
export interface LiveSnapshot {
  /** What is happening, such as `burst at lambda`. */
  readonly doing: string;
  /** `target 2 of 5, about 40 s left`; empty if that is not known. */
  readonly left: string;
  /** Of the phase that runs, or ran last. */
  readonly phase?: LivePhase;
  readonly doubts: readonly LiveDoubt[];
  /** Of all phases, repeats and targets so far whose bill is known. */
  readonly billed?: LiveBill;
}

export interface LivePhase {
  readonly name: string;
  readonly kind: string;
  /** From the first release to the last answer or to now: the longest of the targets. */
  readonly spanMs: number;
  /** In the order of the scenario. A target that the phase has not reached has no load. */
  readonly targets: readonly LiveTarget[];
}

export interface LiveTarget {
  readonly name: string;
  readonly kind: string;
  /** Its place in the scenario, from which it has its color. */
  readonly index: number;
  /** Since the first release of a load that goes on. */
  readonly runningMs?: number;
  readonly load?: LiveLoad;
}

/** One phase at one target, so far. What is not known is absent. */
export interface LiveLoad {
  /** From 0. */
  readonly repeat: number;
  readonly requests: RequestCounts;
  /** Requests that the phase sends; absent if only time ends it. */
  readonly expected?: number;
  readonly inFlight: number;
  /** Since those in flight were released, where that was at one instant. */
  readonly sinceReleaseMs?: number;
  readonly environments?: number;
  /** Of the environments, those that have not answered yet. */
  readonly starts: readonly LiveStart[];
  readonly serviceTime?: LatencySummary;
  readonly sendLagMs?: number;
  readonly billed?: LiveBill;
  /** The first instant at which a request was due, since the start of the run; absent before the first answer. */
  readonly originMs?: number;
  readonly chosen: ChosenSamples;
}

/** An environment before its first answer. Instants are on the axis of its phase. */
export interface LiveStart {
  readonly environmentId: string;
  readonly fromMs: number;
  /** Absent while its init runs. */
  readonly initToMs?: number;
  /** Absent while it is there. */
  readonly stoppedAtMs?: number;
}

export const isStarting = ({ initToMs, stoppedAtMs }: LiveStart): boolean =>
  initToMs === undefined && stoppedAtMs === undefined;

/** A lower bound: the time of the runtime around the handlers is not known yet. */
export interface LiveBill {
  readonly ms: number;
  readonly usd?: number;
}

export interface LiveDoubt {
  readonly message: string;
  readonly advice?: string;
}

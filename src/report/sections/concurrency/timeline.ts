import type { PhaseResult, RunResult } from '../../../model/run-result.ts';
import type { Sample } from '../../../model/sample.ts';
import { type Steps, stepsOf, thinned } from '../../../stats/instances/steps.ts';
import { aliveWithin } from '../known-alive.ts';
import { type PhasePanels, type PhaseSamples, phasePanels } from '../phase-panels.ts';

/** Requests in flight, and environments that were there, over one phase at one target. */
export interface TimelinePanel {
  readonly target: string;
  readonly phase: PhaseResult;
  readonly inFlight: Steps;
  /** As the platform reports, and processes of a server throughout; of others from the first request to the last answer of each. */
  readonly alive: Steps;
  /** From the release of its first request to its last answer: what comes after that is not known. */
  readonly spanMs: number;
  /** Of how many requests one was drawn, to count in flight; 1: all of them. */
  readonly oneOf: number;
}

/** Finer than this cannot be seen on a screen. */
const mostBuckets = 500;

export const timelines = ({ targets }: RunResult, samples: readonly Sample[]): PhasePanels<TimelinePanel>[] =>
  phasePanels(targets, samples, panelOf);

function panelOf({ target, phase, samples, originMs, spanMs }: PhaseSamples): TimelinePanel {
  const flights = samples.flatMap(({ sentAtMs, completedAtMs }) =>
    sentAtMs === undefined ? [] : [{ fromMs: sentAtMs - originMs, toMs: completedAtMs - originMs }],
  );
  const oneOf = Math.max(1, (phase.requests.sent + phase.requests.notSent) / samples.length);
  const alive = aliveWithin(target, { fromMs: originMs, toMs: originMs + spanMs });
  return {
    ...{ target: target.name, phase, spanMs, oneOf },
    inFlight: thinned(stepsOf(flights), spanMs, mostBuckets).map(
      ([atMs, level]) => [atMs, Math.round(level * oneOf)] as const,
    ),
    alive: thinned(alive, spanMs, mostBuckets),
  };
}

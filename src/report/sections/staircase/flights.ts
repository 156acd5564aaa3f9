import type { RunResult } from '../../../model/run-result.ts';
import { type Sample, serviceTimeMs } from '../../../model/sample.ts';
import { groupBy, thinned } from '../../../stats/group.ts';
import { type Part, partsOf } from '../../../stats/service-time-parts.ts';

/** One burst at all targets that had it: its requests by the rank of their service time. */
export interface Staircase {
  readonly phase: string;
  /** Which burst of the phase is shown, from 0, and of how many. */
  readonly burst: number;
  readonly bursts: number;
  /** The longest service time of all its flights: they share one axis. */
  readonly mostMs: number;
  readonly flights: readonly Flight[];
}

export interface Flight {
  readonly target: string;
  readonly steps: readonly Step[];
  /** Requests of the burst that were sent; more than the steps if these were thinned. */
  readonly sent: number;
  readonly neverSent: number;
}

export interface Step {
  /** From 1, the fastest. */
  readonly rank: number;
  readonly serviceMs: number;
  /** They add up to the service time. */
  readonly parts: readonly Part[];
  readonly sample: Sample;
}

/** More steps than this are thinner than a pixel. */
const mostSteps = 200;

/** The largest burst of every burst phase, the first of several, in the first repeat. */
export function staircases({ targets }: RunResult, samples: readonly Sample[]): Staircase[] {
  const ofBursts = samples.filter(({ repeat, burst }) => repeat === 0 && burst !== undefined);
  return [...groupBy(ofBursts, ({ phase }) => phase)].map(([phase, ofPhase]) => {
    const bursts = [...groupBy(ofPhase, ({ burst }) => burst ?? 0)].sort(([a], [b]) => a - b);
    const largest = bursts.reduce((most, burst) => (burst[1].length > most[1].length ? burst : most));
    const flights = targets
      .map(({ name }) =>
        flightOf(
          name,
          largest[1].filter(({ target }) => target === name),
        ),
      )
      .filter(({ steps }) => steps.length > 0);
    const mostMs = Math.max(0, ...flights.map(({ steps }) => steps.at(-1)?.serviceMs ?? 0));
    return { phase, burst: largest[0], bursts: bursts.length, mostMs, flights };
  });
}

function flightOf(target: string, samples: readonly Sample[]): Flight {
  const sent = samples
    .map((sample) => ({ sample, serviceMs: serviceTimeMs(sample) }))
    .filter((timed): timed is { sample: Sample; serviceMs: number } => timed.serviceMs !== undefined)
    .sort((a, b) => a.serviceMs - b.serviceMs);
  const steps = sent.map(({ sample, serviceMs }, index) => ({
    ...{ rank: index + 1, serviceMs, sample },
    parts: partsOf(sample),
  }));
  return { target, steps: thinned(steps, mostSteps), sent: sent.length, neverSent: samples.length - sent.length };
}

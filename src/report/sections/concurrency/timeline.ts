import type { EnvironmentLife } from '../../../model/measures.ts';
import type { PhaseResult, RunResult } from '../../../model/run-result.ts';
import type { Sample } from '../../../model/sample.ts';
import type { Span } from '../../charts/tracks.ts';
import { type PhasePanels, type PhaseSamples, phasePanels } from '../phase-panels.ts';

/** Requests in flight, and environments that were there, over one phase at one target. */
export interface TimelinePanel {
  readonly target: string;
  readonly phase: PhaseResult;
  readonly inFlight: Steps;
  /** From the first request to the last answer of each: an idle environment after that is not seen. */
  readonly alive: Steps;
  /** Of how many requests one was drawn, to count in flight; 1: all of them. */
  readonly oneOf: number;
}

/** `[ms, level from then on]`, ascending. */
export type Steps = readonly (readonly [number, number])[];

/** Finer than this cannot be seen on a screen. */
const mostBuckets = 500;

export const timelines = ({ targets }: RunResult, samples: readonly Sample[]): PhasePanels<TimelinePanel>[] =>
  phasePanels(targets, samples, panelOf);

function panelOf({ target, phase, samples, originMs, spanMs }: PhaseSamples): TimelinePanel {
  const flights = samples.flatMap(({ sentAtMs, completedAtMs }) =>
    sentAtMs === undefined ? [] : [{ fromMs: sentAtMs - originMs, toMs: completedAtMs - originMs }],
  );
  const oneOf = Math.max(1, (phase.requests.sent + phase.requests.notSent) / samples.length);
  const lives = target.environments.list.map((life) => livedFor(life, originMs, spanMs));
  return {
    ...{ target: target.name, phase, oneOf },
    inFlight: bucketed(stepsOf(flights), spanMs).map(([atMs, level]) => [atMs, Math.round(level * oneOf)] as const),
    alive: bucketed(stepsOf(lives.filter(({ fromMs, toMs }) => toMs > fromMs)), spanMs),
  };
}

const livedFor = ({ firstSeenAtMs, lastSeenAtMs }: EnvironmentLife, originMs: number, spanMs: number): Span => ({
  fromMs: Math.max(0, firstSeenAtMs - originMs),
  toMs: Math.min(spanMs, lastSeenAtMs - originMs),
});

/** How many spans there are at once, half-open: `[0,10] [10,20]` is 1 throughout. */
export function stepsOf(spans: readonly Span[]): [number, number][] {
  const changes = spans
    .flatMap(({ fromMs, toMs }) => [{ atMs: fromMs, by: 1 }, ...[{ atMs: toMs, by: -1 }]])
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  const steps: [number, number][] = [];
  let level = 0;
  for (const { atMs, by } of changes) {
    level += by;
    const last = steps.at(-1);
    if (last?.[0] === atMs) last[1] = level;
    else steps.push([atMs, level]);
  }
  return steps;
}

/** Of every part of the axis the highest and the lowest level, and where it ends: no peak is lost. */
export function bucketed(steps: readonly (readonly [number, number])[], spanMs: number): Steps {
  if (steps.length <= 2 * mostBuckets) return steps;
  const kept = new Set<readonly [number, number]>();
  const buckets = new Map<number, (readonly [number, number])[]>();
  for (const step of steps) {
    const bucket = Math.floor((step[0] / spanMs) * mostBuckets);
    const own = buckets.get(bucket) ?? [];
    buckets.set(bucket, own);
    own.push(step);
  }
  for (const own of buckets.values()) {
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) continue;
    kept.add(own.reduce((most, step) => (step[1] > most[1] ? step : most), first));
    kept.add(own.reduce((least, step) => (step[1] < least[1] ? step : least), first));
    kept.add(last);
  }
  return steps.filter((step) => kept.has(step));
}

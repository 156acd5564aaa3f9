import type { ArrivalSource } from '../phase-module.ts';
import type { DueLoad } from '../shapes.ts';

interface OpenFields {
  readonly maxInFlight: number;
  readonly start: 'cold' | 'warm';
}

/** What every open workload has in common: only when its requests are due differs. */
export function openWorkload<P extends OpenFields>(
  due: (phase: P, source: ArrivalSource) => Iterable<number>,
  count = (phase: P, source: ArrivalSource, most: number) => counted(due(phase, source), most),
) {
  return {
    shape: 'due',
    releasesTogether: false,
    problem: () => undefined,
    plannedRequests: (phase: P, source: ArrivalSource, most: number) => Math.min(count(phase, source, most), most + 1),
    mostInFlight: (phase: P, source: ArrivalSource) =>
      Math.min(count(phase, source, phase.maxInFlight), phase.maxInFlight),
    mostSegments: ({ maxInFlight }: P) => maxInFlight,
    startsWarm: ({ start }: P) => start === 'warm',
    connections: (): 'warm' => 'warm',
    endedAfter: (phase: P) => phase,
    load: (phase: P, source: ArrivalSource): DueLoad => ({
      shape: 'due',
      dueMs: due(phase, source),
      maxInFlight: phase.maxInFlight,
    }),
  } as const;
}

/** Nobody counts beyond `most`, which are `most` + 1. */
function counted(due: Iterable<number>, most: number): number {
  let requests = 0;
  for (const _ of due) {
    requests += 1;
    if (requests > most) break;
  }
  return requests;
}

/** Maximum duration for a rate. */
const longestMs = 3000;

/** A rate shows what it adds within seconds. */
export const briefly = <P extends { readonly durationMs: number }>(phase: P): readonly P[] => [
  { ...phase, durationMs: Math.min(phase.durationMs, longestMs) },
];

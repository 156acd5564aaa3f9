import type { Phase } from '../../load/phases.ts';
import { isOpen, requestsDue } from '../../load/planned.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';

/** The phases that a target gets, in order. */
export const phasesOf = (scenario: Scenario, target: TargetSpec): Phase[] =>
  scenario.load.filter((phase) => phase.targets?.includes(target.name) ?? true);

/** Requests that a phase sends at one target; Infinity if only time ends it. More than `most` are told as `most` + 1. */
export function requestsOf(phase: Phase, seed: number, most: number): number {
  if (isOpen(phase)) return requestsDue(phase, seed, most);
  switch (phase.kind) {
    case 'sequential':
      return phase.requests;
    case 'burst':
      return sizesOf(phase).reduce((sum, size) => sum + size, 0) * phase.repeats;
    case 'closed':
      return phase.requests ?? Number.POSITIVE_INFINITY;
    case 'pause':
      return 0;
  }
}

/** What a scenario sends at one target over all repeats; Infinity if only time ends a part of it. */
export const requestsPlanned = (scenario: Scenario, target: TargetSpec): number =>
  phasesOf(scenario, target)
    .flatMap((phase) => inEachRepeat(scenario, phase))
    .reduce((sum, requests) => sum + requests, 0);

/** The fewest: each client of a phase that only time ends sends one request. */
export const fewestRequests = (scenario: Scenario, target: TargetSpec): number =>
  phasesOf(scenario, target)
    .flatMap((phase) =>
      inEachRepeat(scenario, phase).map((requests) => (Number.isFinite(requests) ? requests : mostInFlight(phase, 0))),
    )
    .reduce((sum, requests) => sum + requests, 0);

const inEachRepeat = (scenario: Scenario, phase: Phase): number[] =>
  Array.from({ length: scenario.repeats }, (_, repeat) =>
    requestsOf(phase, arrivalSeed(scenario, phase, repeat), scenario.maxRequests),
  );

/**
 * The seed of the arrivals of one phase in one repeat: the same at every target, another in every repeat. The factor keeps
 * neighbouring seeds of a user apart.
 */
export const arrivalSeed = (scenario: Scenario, phase: Phase, repeat: number): number =>
  scenario.seed * 1_000_003 + scenario.load.indexOf(phase) * 1009 + repeat;

/** The most requests that may be on their way at one instant. */
export const largestBurst = (scenario: Scenario): number =>
  Math.max(1, ...scenario.load.map((phase) => mostInFlight(phase, arrivalSeed(scenario, phase, 0))));

function mostInFlight(phase: Phase, seed: number): number {
  if (isOpen(phase)) return requestsOf(phase, seed, phase.maxInFlight - 1);
  if (phase.kind === 'burst') return Math.max(...sizesOf(phase));
  return phase.kind === 'closed' ? phase.connections : 1;
}

/** The target that the others are compared with: the one named, else the first long-running server, else none. */
export const baselineOf = (scenario: Scenario): string | undefined =>
  scenario.baseline ?? scenario.targets.find((target) => kindOf(target).isServer)?.name;

const sizesOf = (phase: Extract<Phase, { kind: 'burst' }>): readonly number[] =>
  typeof phase.size === 'number' ? [phase.size] : phase.size;

import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { arrivalSource } from './arrivals.ts';

/** The phases that a target gets, in order. */
export const phasesOf = (scenario: Scenario, target: TargetSpec): Phase[] =>
  scenario.load.filter((phase) => phase.targets?.includes(target.name) ?? true);

/** Requests that a phase sends at one target; Infinity if only time ends it. More than `most` count as `most` + 1 where they have to be counted. */
export const requestsOf = (phase: Phase, seed: number, most: number): number =>
  moduleOf(phase).plannedRequests(phase, arrivalSource(seed), most);

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

const mostInFlight = (phase: Phase, seed: number): number => moduleOf(phase).mostInFlight(phase, arrivalSource(seed));

/** The target that the others are compared with: the one named, else the first long-running server, else none. */
export const baselineOf = (scenario: Scenario): string | undefined =>
  scenario.baseline ?? scenario.targets.find((target) => kindOf(target).isServer)?.name;

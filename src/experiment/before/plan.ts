import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { arrivalSource } from './arrivals.ts';

/** The phases of a target, in order. */
export const phasesOf = (scenario: Scenario, target: TargetSpec): Phase[] =>
  scenario.load.filter((phase) => phase.targets?.includes(target.name) ?? true);

/** Requests that a phase sends at one target; Infinity if only time ends it. More than `most` count as `most` + 1 where they have to be counted. */
export const requestsOf = (phase: Phase, seed: number, most: number): number =>
  moduleOf(phase).plannedRequests(phase, arrivalSource(seed), most);

/** Requests to one target over all repeats; Infinity if only time limits a phase. */
export const requestsPlanned = (scenario: Scenario, target: TargetSpec): number =>
  phasesOf(scenario, target)
    .flatMap((phase) => inEachRepeat(scenario, phase))
    .reduce((sum, requests) => sum + requests, 0);

/** The minimum: each client of a phase that only time limits sends one request. */
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
 * The seed of the arrivals of one phase in one repeat: the same for every target, and different in every repeat. The factor keeps
 * the sequences of neighboring user seeds separate.
 */
export const arrivalSeed = (scenario: Scenario, phase: Phase, repeat: number): number =>
  scenario.seed * 1_000_003 + scenario.load.indexOf(phase) * 1009 + repeat;

/** The maximum number of requests in flight. */
export const largestBurst = (scenario: Scenario): number =>
  Math.max(1, ...scenario.load.map((phase) => mostInFlight(phase, arrivalSeed(scenario, phase, 0))));

const mostInFlight = (phase: Phase, seed: number): number => moduleOf(phase).mostInFlight(phase, arrivalSource(seed));

/**
 * From this rate on a thread that has not warmed up begins late: its first requests take up to 1 ms each, some 30 times as long as
 * later ones.
 */
const fastRatePerSecond = 500;

/** Whether a phase begins at a rate for which the generator has to be warm. A ramp that begins slowly warms it up on the way. */
export const beginsFast = (scenario: Scenario): boolean =>
  scenario.load.some((phase) => {
    const load = moduleOf(phase).load(phase, arrivalSource(arrivalSeed(scenario, phase, 0)));
    if (load.shape !== 'due') return false;
    let requests = 0;
    for (const dueMs of load.dueMs) {
      if (dueMs >= 1000) break;
      requests += 1;
      if (requests >= fastRatePerSecond * scenario.threads) return true;
    }
    return false;
  });

/** The target that the others are compared with: the one named, else the first long-running server, else none. */
export const baselineOf = (scenario: Scenario): string | undefined =>
  scenario.baseline ?? scenario.targets.find((target) => kindOf(target).isServer)?.name;

import { isOpen, requestsDue } from '../loadgen/schedule.ts';
import { UserError } from '../model/errors.ts';
import type { Phase } from '../scenario/phases.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { TargetSpec } from '../scenario/targets.ts';

/** The phases that a target gets, in order. */
export const phasesOf = (scenario: Scenario, target: TargetSpec): Phase[] =>
  scenario.load.filter((phase) => phase.targets?.includes(target.name) ?? true);

/** Requests that a phase sends at one target; Infinity if only time ends it. */
export function requestsOf(phase: Phase, seed: number): number {
  if (isOpen(phase)) return requestsDue(phase, seed);
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

/**
 * The seed of the arrivals of one phase in one repeat: the same at every target, another in every repeat. The factor keeps
 * neighbouring seeds of a user apart.
 */
export const arrivalSeed = (scenario: Scenario, phase: Phase, repeat: number): number =>
  scenario.seed * 1_000_003 + scenario.load.indexOf(phase) * 1009 + repeat;

/**
 * That the whole run sends no more than the scenario allows. What only time ends is stopped when the limit is reached.
 * @throws {UserError} `too-many-requests` before anything is fired.
 */
export function checkRequestLimit(scenario: Scenario): void {
  const planned = scenario.targets
    .flatMap((target) => phasesOf(scenario, target))
    .map((phase) => requestsOf(phase, arrivalSeed(scenario, phase, 0)))
    .filter((requests) => Number.isFinite(requests))
    .reduce((sum, requests) => sum + requests, 0);
  if (planned * scenario.repeats <= scenario.maxRequests) return;
  throw new UserError(
    'too-many-requests',
    `the scenario plans ${planned * scenario.repeats} requests; maxRequests is ${scenario.maxRequests}`,
    { hint: 'raise maxRequests if you mean it, or plan less' },
  );
}

/** The most requests that may be on their way at one instant. */
export const largestBurst = (scenario: Scenario): number => Math.max(1, ...scenario.load.map(mostInFlight));

function mostInFlight(phase: Phase): number {
  if (isOpen(phase)) return phase.maxInFlight;
  if (phase.kind === 'burst') return Math.max(...sizesOf(phase));
  return phase.kind === 'closed' ? phase.connections : 1;
}

/** The target that the others are compared with: the one named, else the first long-running server, else none. */
export const baselineOf = (scenario: Scenario): string | undefined =>
  scenario.baseline ?? scenario.targets.find((target) => target.kind === 'node-server')?.name;

const sizesOf = (phase: Extract<Phase, { kind: 'burst' }>): readonly number[] =>
  typeof phase.size === 'number' ? [phase.size] : phase.size;

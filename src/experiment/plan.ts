import type { Phase } from '../scenario/phases.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { TargetSpec } from '../scenario/targets.ts';

/** The phases that a target gets, in order. */
export const phasesOf = (scenario: Scenario, target: TargetSpec): Phase[] =>
  scenario.load.filter((phase) => phase.targets?.includes(target.name) ?? true);

/** Requests that a phase sends at one target. */
export function requestsOf(phase: Phase): number {
  if (phase.kind === 'sequential') return phase.requests;
  return sizesOf(phase).reduce((sum, size) => sum + size, 0) * phase.repeats;
}

/** The most requests released at one instant. */
export const largestBurst = (scenario: Scenario): number =>
  Math.max(1, ...scenario.load.flatMap((phase) => (phase.kind === 'burst' ? sizesOf(phase) : [])));

/** The target that the others are compared with: the one named, else the first long-running server, else none. */
export const baselineOf = (scenario: Scenario): string | undefined =>
  scenario.baseline ?? scenario.targets.find((target) => target.kind === 'node-server')?.name;

const sizesOf = (phase: Extract<Phase, { kind: 'burst' }>): readonly number[] =>
  typeof phase.size === 'number' ? [phase.size] : phase.size;

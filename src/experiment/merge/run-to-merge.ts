import type { PhaseResult, RunResult } from '../../model/run-result.ts';
import type { Scenario } from '../../scenario/schema.ts';

/** One of several runs that become one. */
export interface RunToMerge {
  /** Of its folder; no two are alike. */
  readonly name: string;
  readonly result: RunResult;
  readonly scenario: Scenario;
}

/** A phase of one repeat at one target. */
export interface Stage {
  readonly target: string;
  readonly phase: string;
  readonly repeat: number;
}

/** The stages of a run in the order in which they were fired. */
export const stagesOf = ({ targets }: RunResult): Stage[] =>
  targets
    .flatMap(({ name: target, phases }) => phases.map((phase) => ({ target, phase })))
    .sort((a, b) => a.phase.startedAtMs - b.phase.startedAtMs)
    .map(({ target, phase: { name: phase, repeat } }) => ({ target, phase, repeat }));

export const stageKey = ({ target, phase, repeat }: Stage): string => JSON.stringify([target, repeat, phase]);

export const phaseIn = ({ targets }: RunResult, { target, phase, repeat }: Stage): PhaseResult | undefined =>
  targets.find(({ name }) => name === target)?.phases.find((one) => one.name === phase && one.repeat === repeat);

/** The start of the first of them. */
export const startOf = (runs: readonly RunToMerge[]): number =>
  Math.min(...runs.map(({ result }) => result.startedAtEpochMs));

/**
 * What turns instants of a run into those of all, in whole µs: differences of instants, which are in whole µs too, stay what they are.
 */
export const shiftMs = ({ result }: RunToMerge, startedAtEpochMs: number): number =>
  Math.round((result.startedAtEpochMs - startedAtEpochMs) * 1000) / 1000;

import type { PhaseResult } from '../../model/run-result.ts';
import type { AliveStep, EnvironmentLives } from '../../model/schema/environment-lives.ts';
import { aliveCurve, livesOf, livesWithin } from '../../stats/instances/environment-lives.ts';
import type { Span } from '../../stats/instances/steps.ts';
import type { Observation } from '../observe/observation.ts';

type Phase = Pick<PhaseResult, 'repeat' | 'startedAtMs' | 'finishedAtMs'>;

/** Undefined where no platform tells the states of its environments, as for servers and deployed functions. */
export function assembleLives(
  { accounts }: Observation,
  phases: readonly Phase[],
  startedAtEpochMs: number,
): EnvironmentLives | undefined {
  const lives = livesOf(eventsOf(accounts), startedAtEpochMs);
  return lives.length === 0 ? undefined : livesWithin(lives, loadsOf(phases));
}

export function assembleCurve({ accounts, phases }: Observation, startedAtEpochMs: number): AliveStep[] | undefined {
  const lives = livesOf(eventsOf(accounts), startedAtEpochMs);
  return lives.length === 0 ? undefined : aliveCurve(lives, Math.max(0, ...phases.map((phase) => phase.finishedAtMs)));
}

const eventsOf = (accounts: Observation['accounts']) => accounts.map(({ environmentEvents }) => environmentEvents);

/** Of each repeat from its first phase to its last. Between two repeats other targets have their turn. */
function loadsOf(phases: readonly Phase[]): Span[] {
  const loads = new Map<number, Span>();
  for (const { repeat, startedAtMs, finishedAtMs } of phases)
    loads.set(repeat, { fromMs: loads.get(repeat)?.fromMs ?? startedAtMs, toMs: finishedAtMs });
  return [...loads.values()];
}

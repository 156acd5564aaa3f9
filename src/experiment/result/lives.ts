import type { Environments } from '../../model/measures.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import { aliveCurve, livesOf, livesWithin } from '../../stats/instances/environment-lives.ts';
import type { Span } from '../../stats/instances/steps.ts';
import type { Observation } from '../observe/observation.ts';

type Phase = Pick<PhaseResult, 'repeat' | 'startedAtMs' | 'finishedAtMs'>;

/** Unchanged where no platform reports the states of its environments, as for servers and deployed functions. */
export function withLives(target: TargetResult, { accounts }: Observation, startedAtEpochMs: number): TargetResult {
  const events = accounts.map(({ environmentEvents }) => environmentEvents);
  const lives = livesOf(events, startedAtEpochMs);
  if (lives.length === 0) return target;
  const within = (environments: Environments, phases: readonly Phase[]): Environments => ({
    ...environments,
    lives: livesWithin(lives, loadsOf(phases)),
  });
  const { phases } = target;
  return {
    ...target,
    environments: within(target.environments, phases),
    environmentCurve: aliveCurve(lives, Math.max(0, ...phases.map(({ finishedAtMs }) => finishedAtMs))),
    phases: phases.map((phase) => ({ ...phase, environments: within(phase.environments, [phase]) })),
  };
}

/** Of each repeat from its first phase to its last. Between two repeats other targets have their turn. */
function loadsOf(phases: readonly Phase[]): Span[] {
  const loads = new Map<number, Span>();
  for (const { repeat, startedAtMs, finishedAtMs } of phases)
    loads.set(repeat, { fromMs: loads.get(repeat)?.fromMs ?? startedAtMs, toMs: finishedAtMs });
  return [...loads.values()];
}

import type { EnvironmentLife } from '../../../model/measures.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import type { Sample } from '../../../model/sample.ts';
import { groupBy } from '../../../stats/group.ts';
import type { Span } from '../../../stats/instances/steps.ts';
import type { Notable } from '../../selection/selection.ts';
import { firstRepeat, isThereThroughout, keptAll } from '../known-alive.ts';
import { estimatedLife, idleShare, type Life, lifeOf, summed } from './life.ts';

export interface TargetLives {
  readonly target: TargetResult;
  /** Of all instances together. */
  readonly all: Life;
  readonly instances: number;
  /** Those of which all requests are at hand, the busiest first. */
  readonly lives: readonly Life[];
  /** Of the lives: the busiest, one in the middle, and the idlest. */
  readonly drawn: readonly Life[];
  /** CPU is estimated, as only some requests are at hand. */
  readonly isEstimated: boolean;
}

/** How the instances of each target spent the first load. Targets of which no instance is known have none. */
export function targetLives({ targets }: RunResult, even: readonly Sample[], notable?: Notable): TargetLives[] {
  const samples = notable === undefined ? even : [...even, ...notable.samples];
  const sent = samples.filter(({ repeat, sentAtMs }) => repeat === 0 && sentAtMs !== undefined);
  const byTarget = groupBy(sent, ({ target }) => target);
  return targets.flatMap((target) => livesOf(target, byTarget.get(target.name) ?? [], notable !== undefined));
}

function livesOf(target: TargetResult, samples: readonly Sample[], isEstimated: boolean): TargetLives[] {
  const list = firstRepeat(target).map((life) => ({ ...life, ...spanOf(life, target) }));
  const own = groupBy(samples, ({ identity }) => identity?.instanceId);
  const lives = list
    .flatMap((life) => {
      const ofLife = own.get(life.instanceId) ?? [];
      return ofLife.length < life.invocations ? [] : [lifeOf(life.instanceId, ofLife, life)];
    })
    .sort((a, b) => idleShare(a) - idleShare(b));
  if (list.length === 0 || (!isEstimated && lives.length < list.length)) return [];
  const all = isEstimated ? estimatedLife(list, samples) : together(lives);
  return [{ target, all, instances: list.length, lives, drawn: someOf(lives), isEstimated }];
}

/** A server throughout the load; an environment to its end, if the platform stopped none; else as it was seen. */
function spanOf({ firstSeenAtMs, lastSeenAtMs }: EnvironmentLife, target: TargetResult): Span {
  const phases = target.phases.filter(({ repeat }) => repeat === 0);
  const throughout = isThereThroughout(target);
  const isKept = throughout || (phases.length > 0 && phases.every(keptAll));
  return {
    fromMs: throughout ? Math.min(firstSeenAtMs, phases[0]?.startedAtMs ?? firstSeenAtMs) : firstSeenAtMs,
    toMs: isKept ? Math.max(lastSeenAtMs, phases.at(-1)?.finishedAtMs ?? lastSeenAtMs) : lastSeenAtMs,
  };
}

const together = (lives: readonly Life[]): Life => ({
  instanceId: '',
  requests: lives.reduce((sum, { requests }) => sum + requests, 0),
  lifeMs: lives.reduce((sum, { lifeMs }) => sum + lifeMs, 0),
  uses: summed(lives.flatMap(({ uses }) => uses)),
});

/** With one instance, it is what all are. */
function someOf(lives: readonly Life[]): Life[] {
  if (lives.length < 2) return [];
  const places = new Set([0, Math.floor((lives.length - 1) / 2), lives.length - 1]);
  return [...places].flatMap((place) => lives[place] ?? []);
}

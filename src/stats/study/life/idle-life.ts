import { optional } from '../../../model/optional.ts';
import type { IdleLife } from '../../../model/study/idle-life.ts';
import type { StudySample } from '../../../model/study/study-sample.ts';
import { groupBy } from '../../group.ts';
import { shareInterval } from '../../tests/share-interval.ts';
import type { LifeInterval } from './life-interval.ts';
import { fittedLives } from './life-models.ts';
import { survivalSteps } from './survival.ts';

/**
 * What the samples of one cell say about the idle life of its environments. Rounds and ways to force a start are kept apart. Each idle
 * period began with a new environment, so that none was selected by having outlived a shorter one.
 * @param waitOf the wait of a run, by its number
 */
export function idleLives(samples: readonly StudySample[], waitOf: (run: number) => number): IdleLife[] {
  const good = samples.filter(({ error }) => error === undefined);
  return [...groupBy(good, ({ round, forcedBy }) => [round, forcedBy].join('\t')).values()].flatMap((group) => {
    const [first] = group;
    const lives = group.map(lifeOf);
    if (first === undefined) return [];
    return {
      round: first.round,
      ...optional('forcedBy', first.forcedBy),
      waits: waitsOf(group, waitOf),
      survival: survivalSteps(lives),
      models: fittedLives(lives).map(({ kind, ms, interval: { lowMs, highMs }, aic, weight }) => ({
        ...{ kind, ms, aic, weight },
        ...optional('low', lowMs),
        ...optional('high', highMs),
      })),
    };
  });
}

function lifeOf({ values: { idleMs = Number.NaN, survived } }: StudySample): LifeInterval {
  return survived === 1 ? { survivedMs: idleMs } : { survivedMs: 0, goneByMs: idleMs };
}

function waitsOf(samples: readonly StudySample[], waitOf: (run: number) => number): IdleLife['waits'] {
  return [...groupBy(samples, ({ run }) => waitOf(run))]
    .sort(([a], [b]) => a - b)
    .map(([waitMs, some]) => {
      const there = some.filter(({ values }) => values.survived === 1).length;
      const proactive = some.filter(({ values }) => values.proactive === 1).length;
      const share = { estimate: there / some.length, ...shareInterval(there, some.length) };
      const times = some.flatMap(({ values }) => values.idleMs ?? []);
      const idleMs = { low: Math.min(...times), high: Math.max(...times) };
      return { waitMs, idleMs, there, gone: some.length - there, proactive, share };
    });
}

import { optional } from '../../model/optional.ts';
import type { StudyGroup } from '../../model/study/study-result.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { groupBy } from '../group.ts';
import { medianOf } from '../tests/interval.ts';
import { statisticsOf } from './medians.ts';

/** Samples of one cell that may be pooled, with what they have in common. */
export interface PooledSamples {
  readonly cell: string;
  readonly round: string;
  readonly start: string;
  readonly forcedBy?: NonNullable<StudySample['forcedBy']>;
  readonly failed: number;
  readonly count: number;
  /** By the name of the metric, or of the measure. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** The medians of each run: the samples of one run share an environment or a moment, and are not drawn apart from each other. */
  readonly runMedians: ReadonlyMap<string, readonly number[]>;
}

/** In the order in which their first samples came. Only samples without an error count; the invisible cold time is added to cold ones. */
export function pooledSamples(samples: readonly StudySample[]): PooledSamples[] {
  const groups = groupBy(samples, ({ cell, round, start, forcedBy }) => [cell, round, start, forcedBy].join('\t'));
  const networks = networkTimes(samples);
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { cell, round, start, forcedBy } = first;
    const good = members.filter(({ error }) => error === undefined);
    const found = good.map((sample) => {
      const invisibleMs = invisibleTime(sample, networks.get(placeOf(sample)));
      return {
        run: sample.run,
        all: { ...sample.values, ...optional('invisibleMs', invisibleMs), ...sample.measures },
      };
    });
    const values = valuesByName(found.map(({ all }) => all));
    const runs = [...groupBy(found, ({ run }) => run).values()].map((some) => valuesByName(some.map(({ all }) => all)));
    const runMedians = valuesByName(
      runs.map((run) =>
        Object.fromEntries([...run].map(([name, some]) => [name, medianOf(some.toSorted((a, b) => a - b))])),
      ),
    );
    return [
      {
        cell,
        round,
        start,
        ...optional('forcedBy', forcedBy),
        count: good.length,
        failed: members.length - good.length,
        values,
        runMedians,
      },
    ];
  });
}

function valuesByName(all: readonly Readonly<Record<string, number>>[]): Map<string, number[]> {
  const values = new Map<string, number[]>();
  for (const [name, value] of all.flatMap((one) => Object.entries(one))) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

export const groupOf = ({ round, start, forcedBy, count, failed, values, runMedians }: PooledSamples): StudyGroup => ({
  ...{ round, start, count, failed },
  ...optional('forcedBy', forcedBy),
  values: Object.fromEntries(
    [...values].map(([name, some]) => [
      name,
      { ...statisticsOf(some), median: statisticsOf(runMedians.get(name) ?? []).median },
    ]),
  ),
});

const placeOf = ({ cell, round, forcedBy }: StudySample): string => [cell, round, forcedBy].join('\t');

/** Of each cell the median of what its warm calls took beside their duration: the network, the client and the service. */
function networkTimes(samples: readonly StudySample[]): ReadonlyMap<string, number> {
  const warm = samples.filter(({ start, error }) => start === 'warm' && error === undefined);
  return new Map(
    [...groupBy(warm, placeOf)].flatMap(([place, some]) => {
      const times = some.flatMap((sample) => beside(sample) ?? []).sort((a, b) => a - b);
      return times.length === 0 ? [] : [[place, medianOf(times)] as const];
    }),
  );
}

function beside({ values }: StudySample): number | undefined {
  const { clientMs, durationMs, initMs = 0, restoreMs = 0, startDelayMs = 0 } = values;
  if (clientMs === undefined || durationMs === undefined) return undefined;
  return clientMs - durationMs - initMs - restoreMs - startDelayMs;
}

/** What a cold call took that no log accounts for. Waiting for a CPU of this machine is none of it. */
function invisibleTime(sample: StudySample, networkMs: number | undefined): number | undefined {
  const all = sample.start === 'cold' ? beside(sample) : undefined;
  return all === undefined || networkMs === undefined ? undefined : Math.max(0, all - networkMs);
}

import type { StudyCell, StudyResult } from '../../../model/study/study-result.ts';
import type { StudySample } from '../../../model/study/study-sample.ts';
import { groupBy } from '../../group.ts';
import { effectsOf } from '../effects.ts';
import { groupOf, type PooledSamples, pooledSamples } from '../groups.ts';
import { comparedMetrics, roundDifferences } from '../rounds.ts';
import type { ImportedFile, ImportedSample } from './imported-sample.ts';

type Imported = Pick<StudyResult, 'factors' | 'rounds' | 'starts' | 'cells' | 'effects' | 'roundDifferences'>;

/**
 * One study of the samples of all files. Of several files the source is a factor, so that cells with the same levels lie beside each other, and
 * nothing of two sources is pooled. A level that one of the files does not have is `none` there.
 * @param only factors with the one level that is kept: samples of other levels are left out, and the factor then says nothing
 */
export function importedStudy(
  files: readonly ImportedFile[],
  only: ReadonlyMap<string, string> = new Map(),
): { readonly study: Imported; readonly samples: StudySample[] } {
  const all = files.flatMap(({ source, samples }) =>
    samples
      .filter(({ levels }) => fits(levels, only))
      .map((sample) => {
        const levels = Object.fromEntries(Object.entries(sample.levels).filter(([name]) => !only.has(name)));
        return { ...sample, levels: files.length > 1 ? { ...levels, source } : levels };
      }),
  );
  const names = [...new Set(all.flatMap(({ levels }) => Object.keys(levels)))];
  const full = all.map((sample) => ({ ...sample, levels: withAll(names, sample.levels) }));
  const factors = names.map((name) => ({ name, levels: [...new Set(full.map(({ levels }) => levels[name] ?? none))] }));
  const samples = numbered(full);
  const cells = [...new Map(full.map(({ levels }) => [idOf(levels), levels]))].map(([id, levels]) => ({ id, levels }));
  const pooled = pooledSamples(samples);
  const measures = [...new Set(samples.flatMap((sample) => Object.keys(sample.measures ?? {})))];
  return {
    samples,
    study: {
      ...{ factors, rounds: distinct(full, 'round'), starts: distinct(full, 'start') },
      cells: cells.map((cell) => cellOf(cell, samples, pooled)),
      effects: effectsOf(factors, cells, pooled),
      roundDifferences: roundDifferences(pooled, [...comparedMetrics, ...measures]),
    },
  };
}

/** A file that does not name the factor is kept: its samples are all of one level. */
const fits = (levels: ImportedSample['levels'], only: ReadonlyMap<string, string>): boolean =>
  [...only].every(([name, level]) => levels[name] === undefined || levels[name] === level);

const none = 'none';

const withAll = (names: readonly string[], levels: ImportedSample['levels']): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, levels[name] ?? none]));

const idOf = (levels: ImportedSample['levels']): string =>
  Object.entries(levels)
    .map(([name, level]) => `${name}=${level}`)
    .join(' ') || 'all';

const distinct = (samples: readonly ImportedSample[], key: 'round' | 'start'): string[] => [
  ...new Set(samples.map((sample) => sample[key])),
];

/** Each row is a run of its cell. When it was measured is not known. */
const numbered = (samples: readonly ImportedSample[]): StudySample[] =>
  [...groupBy(samples, ({ levels, round }) => `${idOf(levels)}\t${round}`).values()].flatMap((group) =>
    group.map(({ levels, ...sample }, index) => ({
      ...{ ...sample, cell: idOf(levels), run: index + 1, copy: 1, call: 1, atEpochMs: 0 },
    })),
  );

function cellOf(
  cell: Pick<StudyCell, 'id' | 'levels'>,
  samples: readonly StudySample[],
  pooled: readonly PooledSamples[],
): StudyCell {
  const runs = samples.filter((sample) => sample.cell === cell.id).length;
  const groups = pooled.filter((group) => group.cell === cell.id).map(groupOf);
  return { ...cell, planned: runs, done: runs, failures: [], groups };
}

import { expect, it } from 'vitest';
import type { ImportedSample } from '../../../../../src/stats/study/imported/imported-sample.ts';
import { importedStudy } from '../../../../../src/stats/study/imported/imported-study.ts';

const sample = (levels: ImportedSample['levels'], initMs: number): ImportedSample => ({
  ...{ levels, round: 'first', start: 'cold', values: { initMs } },
});

const own = [100, 102, 104, 106, 108].map((ms) => sample({ runtime: 'python3.12', memory: '128' }, ms));
const recorded = [80, 82, 84, 86, 88].map((ms) =>
  sample({ runtime: 'python3.12', memory: '128', packaging: 'zip' }, ms),
);

it('lays the samples of one file out as cells with medians: 104 ms', () => {
  const { study, samples } = importedStudy([{ source: 'own', samples: own }]);
  expect(study.factors).toEqual([
    { name: 'runtime', levels: ['python3.12'] },
    { name: 'memory', levels: ['128'] },
  ]);
  expect(study.cells).toMatchObject([
    { id: 'runtime=python3.12 memory=128', planned: 5, done: 5, groups: [{ round: 'first', start: 'cold', count: 5 }] },
  ]);
  expect(study.cells[0]?.groups[0]?.values['initMs']?.median.estimate).toBe(104);
  expect(samples.map(({ run }) => run)).toEqual([1, 2, 3, 4, 5]);
});

it('makes the source a factor of several files, so that nothing of two sources is pooled: 84 - 104 = -20 ms', () => {
  const { study } = importedStudy([
    { source: 'own', samples: own },
    {
      source: 'lambda-perf',
      samples: recorded.map(({ levels: { packaging: _, ...levels }, ...rest }) => ({ ...rest, levels })),
    },
  ]);
  expect(study.cells.map(({ levels }) => levels['source'])).toEqual(['own', 'lambda-perf']);
  expect(study.effects).toMatchObject([
    { factor: 'source', baseline: 'own', level: 'lambda-perf', metric: 'initMs', difference: { estimate: -20 } },
  ]);
});

it('has the level `none` where a file does not name a factor', () => {
  const { study } = importedStudy([
    { source: 'own', samples: own },
    { source: 'lambda-perf', samples: recorded },
  ]);
  expect(study.cells.map(({ levels }) => levels['packaging'])).toEqual(['none', 'zip']);
});

it('keeps only one level of a factor that the other file does not name, and compares what is left', () => {
  const images = [180, 182, 184].map((ms) => sample({ runtime: 'python3.12', memory: '128', packaging: 'image' }, ms));
  const files = [
    { source: 'own', samples: own },
    { source: 'lambda-perf', samples: [...recorded, ...images] },
  ];
  const { study, samples } = importedStudy(files, new Map([['packaging', 'zip']]));
  expect(samples).toHaveLength(10);
  expect(study.factors.map(({ name }) => name)).toEqual(['runtime', 'memory', 'source']);
  expect(study.effects).toMatchObject([{ factor: 'source', difference: { estimate: -20 } }]);
});

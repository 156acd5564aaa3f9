import { expect, test } from 'vitest';
import { effectsOf } from '../../../../src/stats/study/effects.ts';
import { pooledSamples } from '../../../../src/stats/study/groups.ts';
import { studySample } from './study-samples.ts';

const factors = [
  { name: 'runtime', levels: ['node', 'python'] },
  { name: 'memory', levels: ['128', '512'] },
];
const cell = (runtime: string, memory: string) => ({ id: `${runtime} ${memory}`, levels: { runtime, memory } });
const cells = [cell('node', '128'), cell('node', '512'), cell('python', '128'), cell('python', '512')];
/** Seven runs around a median. */
const around = (id: string, medianMs: number) =>
  [-3, -2, -1, 0, 1, 2, 3].map((less, index) =>
    studySample({ cell: id, run: index + 1, values: { initMs: medianMs + less } }),
  );

test('init 100 and 300 at 128 MB, 120 and 340 at 512 MB: python adds (200 + 220) / 2 = 210 ms, and 512 MB (20 + 40) / 2 = 30 ms', () => {
  const samples = [
    ...around('node 128', 100),
    ...around('python 128', 300),
    ...around('node 512', 120),
    ...around('python 512', 340),
  ];
  const effects = effectsOf(factors, cells, pooledSamples(samples));
  expect(effects).toMatchObject([
    { factor: 'runtime', baseline: 'node', level: 'python', metric: 'initMs', pairs: 2, difference: { estimate: 210 } },
    { factor: 'memory', baseline: '128', level: '512', metric: 'initMs', pairs: 2, difference: { estimate: 30 } },
  ]);
  const [{ difference, ratio } = { difference: { estimate: 0 }, ratio: 0 }] = effects;
  expect(difference.low).toBeGreaterThan(200);
  expect(difference.high).toBeLessThan(220);
  expect(ratio).toBeCloseTo((300 / 100 + 340 / 120) / 2, 9);
});

test('a cell without samples leaves its pair out', () => {
  const samples = [...around('node 128', 100), ...around('python 128', 300), ...around('node 512', 120)];
  const [runtime] = effectsOf(factors, cells, pooledSamples(samples));
  expect(runtime).toMatchObject({ pairs: 1, difference: { estimate: 200 } });
});

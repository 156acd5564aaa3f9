import { expect, test } from 'vitest';
import { groupOf, pooledSamples } from '../../../../src/stats/study/groups.ts';
import { studySample } from './study-samples.ts';

test('rounds, starts and ways to force a cold start are never pooled, and failed calls are in no statistic', () => {
  const values = { initMs: 10 };
  const pooled = pooledSamples([
    studySample({ values, forcedBy: 'wait' }),
    studySample({ values, forcedBy: 'configuration' }),
    studySample({ values, forcedBy: 'wait', round: 'later' }),
    studySample({ values: { durationMs: 1 }, forcedBy: 'wait', start: 'warm' }),
    studySample({ values: { initMs: 999 }, forcedBy: 'wait', error: 'Runtime.ExitError' }),
  ]);
  expect(pooled.map(({ round, start, forcedBy, count, failed }) => [round, start, forcedBy, count, failed])).toEqual([
    ['first', 'cold', 'wait', 1, 1],
    ['first', 'cold', 'configuration', 1, 0],
    ['later', 'cold', 'wait', 1, 0],
    ['first', 'warm', 'wait', 1, 0],
  ]);
  expect(pooled[0]?.values.get('initMs')).toEqual([10]);
});

test('what a cold call took beyond the network, its init, its duration and waiting for a CPU is invisible: 300 - 5 - 200 - 60 - 10 = 25 ms', () => {
  const pooled = pooledSamples([
    studySample({ values: { clientMs: 300, initMs: 200, durationMs: 60, startDelayMs: 10 } }),
    ...[4, 5, 9].map((networkMs) =>
      studySample({ start: 'warm', values: { clientMs: 20 + networkMs, durationMs: 20 } }),
    ),
  ]);
  expect(pooled[0]?.values.get('invisibleMs')).toEqual([25]);
  expect(pooled[1]?.values.has('invisibleMs')).toBe(false);
});

test('measures of the function stand beside the metrics', () => {
  const [group] = pooledSamples([studySample({ values: { initMs: 1 }, measures: { importMs: 7 } })]);
  expect(group && Object.keys(groupOf(group).values)).toEqual(['initMs', 'importMs']);
});

test('three warm calls of each of six environments are six medians, not 18 samples: their interval is as wide as the environments differ', () => {
  const samples = [10, 20, 30, 40, 50, 60].flatMap((ms, index) =>
    [ms - 1, ms, ms + 7].map((durationMs) => studySample({ start: 'warm', run: index + 1, values: { durationMs } })),
  );
  const [group] = pooledSamples(samples);
  // Pooled as 18, the interval would be that of the 5th and the 14th value: 20 to 50 ms.
  expect(group && groupOf(group).values['durationMs']).toEqual({
    ...{ count: 18, min: 9, p25: expect.any(Number), p75: expect.any(Number), max: 67 },
    median: { estimate: 35, low: 10, high: 60 },
  });
});

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

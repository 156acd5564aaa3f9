import { expect, test } from 'vitest';
import { pooledSamples } from '../../../../src/stats/study/groups.ts';
import { roundDifferences } from '../../../../src/stats/study/rounds.ts';
import { studySample } from './study-samples.ts';

/** As the image of 2023: 9 s right after deployment, 1 to 1.5 s in all later rounds. */
const round = (name: string, medianMs: number) =>
  Array.from({ length: 20 }, (_, index) =>
    studySample({ round: name, run: index + 1, values: { initMs: medianMs + 20 * (index - 9.5) } }),
  );

test('a first round of 9 s is shown beside later ones of 1.2 s, which agree with each other', () => {
  const pooled = pooledSamples([...round('first', 9000), ...round('later', 1200), ...round('next-day', 1210)]);
  expect(roundDifferences(pooled, ['initMs'])).toMatchObject([
    { round: 'first', other: 'later', metric: 'initMs', difference: { estimate: 7800 } },
    { round: 'first', other: 'next-day', metric: 'initMs', difference: { estimate: 7790 } },
  ]);
});

test('a difference of 2 % is of no use to anybody, however certain it is', () => {
  const still = (name: string, medianMs: number) =>
    round(name, 0).map((sample) => ({ ...sample, values: { initMs: medianMs } }));
  expect(roundDifferences(pooledSamples([...still('first', 1000), ...still('later', 1020)]), ['initMs'])).toEqual([]);
  expect(roundDifferences(pooledSamples([...still('first', 1000), ...still('later', 1060)]), ['initMs'])).toHaveLength(
    1,
  );
});

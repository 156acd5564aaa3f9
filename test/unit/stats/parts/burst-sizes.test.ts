import { expect, it } from 'vitest';
import { burst } from '../../../../src/load/kinds/burst.ts';
import { BurstSizes, sizesOfBursts } from '../../../../src/stats/parts/burst-sizes.ts';
import { sampleOf } from '../sample-of.ts';

const loadOf = (size: number | number[], repeats = 1) =>
  burst.load({ kind: 'burst', name: 'stairs', size, repeats, gapMs: 0, connections: 'warm' });

it('knows the size of every burst where there are several: 1, 2, 1, 2', () => {
  expect(sizesOfBursts(loadOf([1, 2], 2))).toEqual([1, 2, 1, 2]);
  expect(sizesOfBursts(loadOf(5, 3))).toBeUndefined();
  expect(sizesOfBursts({ shape: 'rounds', rounds: [{ size: 1, afterPreviousMs: 0 }] })).toBeUndefined();
  expect(sizesOfBursts({ shape: 'due', dueMs: [], maxInFlight: 1 })).toBeUndefined();
});

it('counts the most instances of one burst, not of all bursts of the size, and the median of all their answers', () => {
  const sizes = new BurstSizes([1, 2, 1, 2]);
  const answer = (index: number, instanceId: string, ms: number) =>
    sizes.add(sampleOf({ burst: index, sentAtMs: 0, completedAtMs: ms, identity: { instanceId, coldStart: false } }));
  answer(0, 'a', 100);
  for (const [instance, ms] of [
    ['a', 100],
    ['b', 300],
  ] as const)
    answer(1, instance, ms);
  answer(2, 'b', 120);
  for (const [instance, ms] of [
    ['c', 110],
    ['d', 130],
  ] as const)
    answer(3, instance, ms);
  // Of size 2: 100, 110, 130 and 300 ms; by nearest rank the second.
  const rounded = sizes.finish().map(({ medianMs = 0, ...rest }) => ({ ...rest, medianMs: Math.round(medianMs) }));
  expect(rounded).toEqual([
    { size: 1, environments: 1, medianMs: 100 },
    { size: 2, environments: 2, medianMs: 110 },
  ]);
});

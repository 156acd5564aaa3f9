import { expect, it } from 'vitest';
import { stepsOf, thinned } from '../../../../src/stats/instances/steps.ts';

it('counts spans at once, half-open: [0,10] [5,20] [10,30] are 1, 2 from 5, 2 from 10, 1 from 20, none from 30', () => {
  const spans = [
    { fromMs: 0, toMs: 10 },
    { fromMs: 5, toMs: 20 },
    { fromMs: 10, toMs: 30 },
  ];
  expect(stepsOf(spans)).toEqual([
    [0, 1],
    [5, 2],
    [10, 2],
    [20, 1],
    [30, 0],
  ]);
});

it('keeps the one peak and the one dip of 10,000 changes, in at most 3 of each of 500 parts', () => {
  const steps = Array.from(
    { length: 10_000 },
    (_, index) => [index, index === 4321 ? 99 : index === 7777 ? 0 : 10] as const,
  );
  const few = thinned(steps, 10_000, 500);
  expect(few.length).toBeLessThanOrEqual(1500);
  expect(few).toContainEqual([4321, 99]);
  expect(few).toContainEqual([7777, 0]);
  expect(few.map(([atMs]) => atMs)).toEqual(few.map(([atMs]) => atMs).sort((a, b) => a - b));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Choices, pickRequests, rowsIn } from '../../../../src/scenario/request/pick-requests.ts';

/** 3 entries: two of one request, and one between them with a request for each of 4 rows. */
const mixed = (order: Choices['order']): Choices => ({
  choices: [
    { weight: 6, first: 0, takesRows: false },
    { weight: 3, first: 1, takesRows: true },
    { weight: 1, first: 5, takesRows: false },
  ],
  rows: 4,
  order,
});
const rowsOnly = (rows: number, order: Choices['order']): Choices => ({
  choices: [{ weight: 1, first: 0, takesRows: true }],
  rows,
  order,
});

const counted = (indices: Int32Array): number[] => {
  const counts: number[] = [];
  for (const index of indices) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
};

test('in turn, 10 requests over 4 rows are the rows 0 1 2 3 0 1 2 3 0 1, and the next phase goes on with 2', () => {
  const choices = rowsOnly(4, 'inTurn');
  expect([...pickRequests(choices, { seed: 1, rowsTaken: 0, count: 10 })]).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1]);
  expect([...pickRequests(choices, { seed: 2, rowsTaken: 10, count: 2 })]).toEqual([2, 3]);
});

test('once, each of 10,000 rows is taken once, and there is no request after the last', () => {
  const indices = pickRequests(rowsOnly(10_000, 'once'), { seed: 1, rowsTaken: 0, count: 10_001 });
  expect(counted(indices)).toEqual(Array(10_000).fill(1));
});

test('at random, the rows depend on the seed alone, and each of 100 comes 60 to 140 times in 10,000', () => {
  const draw = (seed: number) => pickRequests(rowsOnly(100, 'random'), { seed, rowsTaken: 0, count: 10_000 });
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  // Binomial(10000, 0.01): mean 100, standard deviation 9.95. This seed stays within 4 of them.
  const counts = counted(draw(1));
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(Math.max(...counts)).toBeLessThan(140);
});

test('of 10,000 requests with the weights 6, 3 and 1 about 6,000, 3,000 and 1,000 are drawn, and only the second takes rows', () => {
  const indices = pickRequests(mixed('inTurn'), { seed: 7, rowsTaken: 0, count: 10_000 });
  const counts = counted(indices);
  const ofRows = counts.slice(1, 5);
  const second = ofRows.reduce((sum, count) => sum + count, 0);
  // Standard deviations 49, 46 and 30.
  expect(Math.abs((counts[0] ?? 0) - 6000)).toBeLessThan(200);
  expect(Math.abs(second - 3000)).toBeLessThan(190);
  expect(Math.abs((counts[5] ?? 0) - 1000)).toBeLessThan(120);
  expect(Math.max(...ofRows) - Math.min(...ofRows)).toBeLessThanOrEqual(1);
  expect(rowsIn(mixed('inTurn'), indices, 10_000)).toBe(second);
});

test('a load that is fired in two phases takes the same rows as one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat({ max: 100 }), fc.nat({ max: 100 }), (rows, a, b) => {
      const choices = rowsOnly(rows, 'inTurn');
      const first = pickRequests(choices, { seed: 1, rowsTaken: 0, count: a });
      const rowsTaken = rowsIn(choices, first, a);
      const second = pickRequests(choices, { seed: 2, rowsTaken, count: b });
      expect([...first, ...second]).toEqual([...pickRequests(choices, { seed: 3, rowsTaken: 0, count: a + b })]);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueIn, partOf, shareOf, whole } from '../../../src/load/segment.ts';

const shares = (total: number, count: number) =>
  Array.from({ length: count }, (_, index) => shareOf(total, { index, count }));

test('10 things in 4 segments are 3, 3, 2, 2; 2 things are 1, 1, 0, 0', () => {
  expect(shares(10, 4)).toEqual([3, 3, 2, 2]);
  expect(shares(2, 4)).toEqual([1, 1, 0, 0]);
});

test('of the instants 0 to 6, segment 1 of 3 has the 2nd and the 5th', () => {
  expect([...dueIn([0, 1, 2, 3, 4, 5, 6], { index: 1, count: 3 })]).toEqual([1, 4]);
  expect([...dueIn([0, 1, 2], whole)]).toEqual([0, 1, 2]);
});

test('all segments together are the whole, nothing twice, and each has as many instants as its share says', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100 }), fc.integer({ min: 1, max: 9 }), (total, count) => {
      const due = Array.from({ length: total }, (_, n) => n);
      const parts = Array.from({ length: count }, (_, index) => [...dueIn(due, { index, count })]);
      expect(parts.map(({ length }) => length)).toEqual(shares(total, count));
      expect(parts.flat().sort((a, b) => a - b)).toEqual(due);
    }),
  );
});

test('segment 1 of 2: of rounds of 1 and 5 none and 2, of 5 clients and 3 requests 2 and 1, of 5 in flight 2; a pause is whole', () => {
  const segment = { index: 1, count: 2 };
  const rounds = [1, 5].map((size) => ({ size, afterPreviousMs: 0 }));
  const part = partOf({ shape: 'rounds', rounds }, segment);
  expect(part.shape === 'rounds' && [...part.rounds].map(({ size, first }) => [size, first])).toEqual([
    [0, 0],
    [2, 1],
  ]);
  const closed = { shape: 'closed', clients: 5, requests: 3, thinkTimeMs: 0 } as const;
  expect(partOf(closed, segment)).toMatchObject({ clients: 2, requests: 1 });
  expect(partOf({ shape: 'due', dueMs: [], maxInFlight: 5 }, segment)).toMatchObject({ maxInFlight: 2 });
  expect(partOf({ shape: 'idle', durationMs: 9 }, segment)).toEqual({ shape: 'idle', durationMs: 9 });
});

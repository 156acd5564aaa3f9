import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PeakOverlap, peakOverlapOf } from '../../../../src/stats/instances/peak-overlap.ts';

type Interval = { readonly from: number; readonly to: number };

/** Counts what is open at every begin, by definition. */
const bruteForce = (intervals: readonly Interval[]): number =>
  Math.max(0, ...intervals.map(({ from: t }) => intervals.filter(({ from, to }) => from <= t && t < to).length));

const intervals = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 30 }))
    .map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 80 },
);

describe('peak of overlapping intervals', () => {
  it.each([
    ['none of none', [], 0],
    [
      '1 of two that touch',
      [
        [0, 5],
        [5, 9],
      ],
      1,
    ],
    [
      '2 of a long one around two short ones',
      [
        [1, 3],
        [4, 6],
        [0, 9],
      ],
      2,
    ],
    [
      '3 of a burst',
      [
        [0, 7],
        [0, 8],
        [0, 9],
      ],
      3,
    ],
  ] as const)('is %s', (_, given, peak) => {
    expect(peakOverlapOf(given.map(([from, to]) => ({ from, to })))).toBe(peak);
  });

  it('equals counting at every begin, whatever the intervals', () => {
    fc.assert(
      fc.property(intervals, (given) => {
        expect(peakOverlapOf(given)).toBe(bruteForce(given));
      }),
    );
  });

  it('is never too low when intervals come out of order', () => {
    fc.assert(
      fc.property(intervals, (given) => {
        const overlap = new PeakOverlap();
        for (const { from, to } of given) overlap.add(from, to);
        expect(overlap.peak).toBeGreaterThanOrEqual(bruteForce(given));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BusyTime } from '../../../../src/stats/instances/busy-time.ts';

type Interval = readonly [from: number, to: number];

const busyOf = (intervals: readonly Interval[]): number => {
  const busy = new BusyTime();
  for (const [from, to] of intervals) busy.add(from, to);
  return busy.totalMs;
};

/** How many of the unit steps are covered: exact, as all bounds are whole numbers. */
const bruteForce = (intervals: readonly Interval[]): number => {
  const covered = new Set<number>();
  for (const [from, to] of intervals) for (let t = from; t < to; t += 1) covered.add(t);
  return covered.size;
};

const interval = (latest: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: latest }), fc.integer({ min: 0, max: 40 }))
    .map(([from, length]): Interval => [from, from + length]);

describe('busy time', () => {
  it.each([
    [
      '10 ms of two calls at once, 0 to 8 and 2 to 10',
      [
        [0, 8],
        [2, 10],
      ],
      10,
    ],
    [
      '9 ms of 0 to 4 and 5 to 10, with a pause of 1',
      [
        [0, 4],
        [5, 10],
      ],
      9,
    ],
    [
      '10 ms of a long call that ends last and covers the pause',
      [
        [0, 4],
        [5, 8],
        [0, 10],
      ],
      10,
    ],
    [
      '4 ms of the same call twice',
      [
        [0, 4],
        [0, 4],
      ],
      4,
    ],
    [
      '7 ms when the earlier end comes last',
      [
        [5, 8],
        [0, 4],
      ],
      7,
    ],
    ['0 ms of nothing', [], 0],
  ] as const)('is %s', (_, intervals, ms) => {
    expect(busyOf(intervals)).toBe(ms);
  });

  it('equals the covered steps, in any order, for up to 64 calls', () => {
    fc.assert(
      fc.property(fc.array(interval(500), { maxLength: 64 }), (given) => {
        expect(busyOf(given)).toBe(bruteForce(given));
      }),
    );
  });

  it('is exact for any number of calls one after another: 10,000 of 3 ms with pauses of 7 are 30,000 ms', () => {
    expect(busyOf(Array.from({ length: 10_000 }, (_, i): Interval => [i * 10, i * 10 + 3]))).toBe(30_000);
  });

  it('is a lower bound when a call outlasts 64 pauses: 100 of 3 ms in every 10, then one from 0 to 1000', () => {
    const short = Array.from({ length: 100 }, (_, i): Interval => [i * 10, i * 10 + 3]);
    // The 36 oldest spans are closed by then: 36 * 3 ms for sure, and all from the end of the 36th, at 353, to 1000.
    expect(busyOf([...short, [0, 1000]])).toBe(36 * 3 + (1000 - 353));
  });
});

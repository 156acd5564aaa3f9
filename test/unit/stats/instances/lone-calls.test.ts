import { expect, it } from 'vitest';
import { LoneCalls } from '../../../../src/stats/instances/lone-calls.ts';

const timeOf = (...spans: readonly (readonly [sentAtMs: number, endedAtMs: number, isAnswered?: boolean])[]) => {
  const lone = new LoneCalls();
  for (const [sentAtMs, endedAtMs, isAnswered = true] of spans) lone.add(sentAtMs, endedAtMs, isAnswered);
  return lone.time;
};

it('counts calls one after another: 10 + 20 ms, one may begin when the other ends', () => {
  expect(timeOf([0, 10], [10, 30])).toEqual({ calls: 2, totalMs: 30 });
});

it('counts neither of two that overlap, nor any that a longer one spans', () => {
  expect(timeOf([0, 10], [5, 15], [20, 25])).toEqual({ calls: 1, totalMs: 5 });
  expect(timeOf([1, 2], [3, 4], [0, 10], [11, 13])).toEqual({ calls: 1, totalMs: 2 });
  expect(timeOf([0, 1], [1.5, 2], [1.2, 10])).toEqual({ calls: 1, totalMs: 1 });
});

it('counts no failed request, and none beside it', () => {
  expect(timeOf([0, 10, false], [5, 15], [20, 30, false])).toEqual({ calls: 0, totalMs: 0 });
});

it('of 10,000 calls keeps the newest, and counts all', () => {
  const lone = new LoneCalls();
  for (let call = 0; call < 10_000; call += 1) lone.add(call, call + 0.5, true);
  expect(lone.time).toEqual({ calls: 10_000, totalMs: 5000 });
  const later = new LoneCalls();
  later.add(20_000, 20_003, true);
  lone.merge(later);
  expect(lone.time).toEqual({ calls: 10_001, totalMs: 5003 });
});

import { expect, it } from 'vitest';
import { type Arrivals, arrivalSource, durationOf } from '../../../../src/simulator/arrivals/arrivals.ts';
import { RandomStreams } from '../../../../src/simulator/random-streams.ts';

/** Instants, with the tenant of each. */
function all(arrivals: Arrivals, seed = 1) {
  const source = arrivalSource(arrivals, new RandomStreams(seed));
  const [instants, tenants]: [number[], number[]] = [[], []];
  for (let atMs = source.next(); atMs < Number.POSITIVE_INFINITY; atMs = source.next()) {
    instants.push(atMs);
    tenants.push(source.tenant);
  }
  return { instants, tenants };
}

const perStep = (instants: readonly number[], stepMs: number, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => instants.filter((ms) => Math.floor(ms / stepMs) === step).length);

it('even arrivals: 4/s for 1 s at 0, 250, 500 and 750 ms', () => {
  expect(all({ kind: 'even', perSecond: 4, durationMs: 1000 }).instants).toEqual([0, 250, 500, 750]);
});

it('bursts: 2 requests at 100 ms and at 600 ms, for 1,100 ms', () => {
  const bursts = { kind: 'bursts', size: 2, count: 2, everyMs: 500, fromMs: 100 } as const;
  expect(all(bursts).instants).toEqual([100, 100, 600, 600]);
  expect(durationOf(bursts)).toBe(1100);
});

it('counts of steps are kept exactly, at instants in order and within their step', () => {
  const { instants } = all({ kind: 'counts', stepMs: 1000, counts: [3, 0, 500] });
  expect(perStep(instants, 1000, 3)).toEqual([3, 0, 500]);
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  // Uniform within the step: the mean of 500 is its middle, within 4 standard errors of 1000 / sqrt(12 * 500).
  const mean = instants.slice(3).reduce((sum, ms) => sum + ms, 0) / 500;
  expect(Math.abs(mean - 2500)).toBeLessThan(4 * (1000 / Math.sqrt(6000)));
});

it('stages: 0/s, 1,000/s and 100/s for 10 s each, within 4 standard deviations of a Poisson count', () => {
  const stages = [0, 1000, 100].map((perSecond) => ({ perSecond, durationMs: 10_000 }));
  const [none, many = 0, few = 0] = perStep(all({ kind: 'stages', stages }).instants, 10_000, 3);
  expect(none).toBe(0);
  expect(Math.abs(many - 10_000)).toBeLessThan(4 * 100);
  expect(Math.abs(few - 1000)).toBeLessThan(4 * 32);
});

it('merged arrivals come in order; those of tenants are of 0 and 1', () => {
  const of = [
    { kind: 'even', perSecond: 2, durationMs: 1000 },
    { kind: 'times', atMs: [100, 600, 700] },
  ] as const;
  expect(all({ kind: 'merged', of }).instants).toEqual([0, 100, 500, 600, 700]);
  expect(all({ kind: 'tenants', of }).tenants).toEqual([0, 1, 0, 1, 1]);
  expect(all({ kind: 'merged', of }).tenants).toEqual([0, 0, 0, 0, 0]);
  expect(durationOf({ kind: 'merged', of })).toBeUndefined();
});

it('refuses a negative count, and a call time that is missing', () => {
  expect(() => all({ kind: 'counts', stepMs: 1000, counts: [-1] })).toThrow('a count is -1');
  expect(() => all({ kind: 'times', atMs: [1, 2], serviceMs: [5] })).toThrow('the time of call 1 is NaN');
});

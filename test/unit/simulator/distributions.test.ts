import { expect, it } from 'vitest';
import { type Distribution, meanOf, sampler } from '../../../src/simulator/distributions.ts';
import { RandomStreams } from '../../../src/simulator/random-streams.ts';

const draws = 100_000;

/** With the standard deviation of each, by the book. */
const distributions: readonly (readonly [Distribution, mean: number, deviation: number])[] = [
  [{ kind: 'constant', ms: 150 }, 150, 0],
  [{ kind: 'exponential', meanMs: 150 }, 150, 150],
  [{ kind: 'uniform', minMs: 100, maxMs: 400 }, 250, 300 / Math.sqrt(12)],
  // 100 e^(1/8) = 113.3; the deviation is the mean times sqrt(e^(1/4) - 1) = 0.533.
  [{ kind: 'lognormal', medianMs: 100, sigma: 0.5 }, 113.3148, 60.39],
  [{ kind: 'measured', ms: [10, 20, 60] }, 30, 21.6],
];

it.each(distributions)(
  '%j has the mean %d, and so have 100,000 draws within 4 standard errors',
  (distribution, mean, deviation) => {
    expect(meanOf(distribution)).toBeCloseTo(mean, 3);
    const next = sampler(distribution, new RandomStreams(1).next());
    let sum = 0;
    for (let draw = 0; draw < draws; draw += 1) sum += next();
    expect(Math.abs(sum / draws - mean)).toBeLessThanOrEqual(4 * (deviation / Math.sqrt(draws)) + 1e-9);
  },
);

it('refuses a negative time, a time without end and measured times without any', () => {
  const random = new RandomStreams(1).next();
  expect(() => sampler({ kind: 'constant', ms: -1 }, random)).toThrow('a time of a constant distribution is -1');
  expect(() => sampler({ kind: 'measured', ms: [1, Number.POSITIVE_INFINITY] }, random)).toThrow(RangeError);
  expect(() => sampler({ kind: 'measured', ms: [] }, random)).toThrow('at least one');
});

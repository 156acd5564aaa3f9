import { expect, it } from 'vitest';
import { drawWaitMs, type WaitTime } from '../../../../src/model/platform/wait-time.ts';
import { seededRandom } from '../../../../src/model/random.ts';

const count = 20_000;

function sortedDraws(wait: WaitTime, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => drawWaitMs(wait, random)).sort((a, b) => a - b);
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const quantile = (sorted: readonly number[], q: number) => sorted[Math.floor(q * sorted.length)] ?? Number.NaN;
const off = (value: number, expected: number) => Math.abs(value / expected - 1);

it('constant: always the same, and no number is drawn for it', () => {
  const never = () => {
    throw new Error('drawn');
  };
  expect(drawWaitMs({ kind: 'constant', ms: 250 }, never)).toBe(250);
});

it('uniform from 100 to 300: within the bounds, mean 200', () => {
  const draws = sortedDraws({ kind: 'uniform', minMs: 100, maxMs: 300 });
  expect(draws[0]).toBeGreaterThanOrEqual(100);
  expect(draws[count - 1]).toBeLessThan(300);
  expect(off(mean(draws), 200)).toBeLessThan(0.01);
});

it('exponential of mean 50: mean 50, median 50 ln 2 = 34.66, p99 50 ln 100 = 230.3', () => {
  const draws = sortedDraws({ kind: 'exponential', meanMs: 50 });
  expect(off(mean(draws), 50)).toBeLessThan(0.02);
  expect(off(quantile(draws, 0.5), 34.66)).toBeLessThan(0.03);
  expect(off(quantile(draws, 0.99), 230.3)).toBeLessThan(0.06);
  expect(draws[0]).toBeGreaterThanOrEqual(0);
});

it('lognormal of median 100 and p99 1000: both are met; p90 is 100 e^(1.2816 * ln 10 / 2.3263) = 355.5', () => {
  const draws = sortedDraws({ kind: 'lognormal', medianMs: 100, p99Ms: 1000 });
  expect(off(quantile(draws, 0.5), 100)).toBeLessThan(0.03);
  expect(off(quantile(draws, 0.9), 355.5)).toBeLessThan(0.05);
  expect(off(quantile(draws, 0.99), 1000)).toBeLessThan(0.1);
});

it('a generator at its ends draws finite waits', () => {
  for (const end of [0, 1 - 2 ** -32]) {
    for (const wait of [
      { kind: 'exponential', meanMs: 50 },
      { kind: 'lognormal', medianMs: 100, p99Ms: 1000 },
    ] as const) {
      expect(Number.isFinite(drawWaitMs(wait, () => end))).toBe(true);
    }
  }
});

it('a seed draws the same waits again', () => {
  const wait = { kind: 'lognormal', medianMs: 100, p99Ms: 1000 } as const;
  expect(sortedDraws(wait, 5)).toEqual(sortedDraws(wait, 5));
  expect(sortedDraws(wait, 5)).not.toEqual(sortedDraws(wait, 6));
});

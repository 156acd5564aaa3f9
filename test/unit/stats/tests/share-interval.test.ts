import { expect, it } from 'vitest';
import { shareInterval } from '../../../../src/stats/tests/share-interval.ts';

// E. B. Wilson's interval, by hand: 5 of 10 is 0.5 +- (1.96 / 1.3841) sqrt(0.025 + 0.0096) = 0.5 +- 0.2634.
it.each([
  [5, 10, 0.2366, 0.7634],
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
])('gives %i of %i the interval %f to %f', (count, of, low, high) => {
  const interval = shareInterval(count, of);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

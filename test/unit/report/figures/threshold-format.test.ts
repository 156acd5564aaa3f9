import { expect, it } from 'vitest';
import { shownSides } from '../../../../src/report/figures/threshold-format.ts';

const shown = (expression: string, value: number, limit: number) =>
  shownSides({ expression, passed: value < limit, value, limit });

it('a share of another time is a time: 2,603 ms against 10% of 2,100 ms, not 260,300%', () => {
  // (2603 - 210) / 210 = 11.395
  expect(shown('lambda.latency.p50 < 10% * server.latency.p50', 2603, 210)).toBe(
    'is 2,603 ms, limit 210 ms, 1,140% above its limit',
  );
});

it('a share of a count is a count: 3 of at most 1% of 1,200', () => {
  expect(shown('lambda.requests.failed < 1% * lambda.requests.sent', 3, 12)).toBe(
    'is 3, limit 12, 75% below its limit',
  );
});

it('a ratio of counts with a limit in percent is a percentage', () => {
  expect(shown('lambda.requests.failed / lambda.requests.sent < 1%', 0.0025, 0.01)).toBe(
    'is 0.3%, 75% below its limit',
  );
});

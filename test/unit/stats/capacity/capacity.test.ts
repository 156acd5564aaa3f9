import { expect, it } from 'vitest';
import { busyEnvironments, reservedConcurrencyFor } from '../../../../src/stats/capacity/busy-environments.ts';
import { lambdaLimits, sustainablePerSecond } from '../../../../src/stats/capacity/lambda-limits.ts';

// 1,000/s * 0.1292 s = 129.2 busy; 3 * sqrt(129.2) = 34.1: 95.1 to 163.3.
it('keeps 129 environments busy at 1,000/s of 129.2 ms, 95 to 164 at three standard deviations', () => {
  const { mean, low, high } = busyEnvironments(1000, 129.2);
  expect(mean).toBeCloseTo(129.2, 9);
  expect([low, high]).toEqual([95, 164]);
});

it('has a band that does not go below zero: 0.1/s of 100 ms is 0.01 busy', () => {
  expect(busyEnvironments(0.1, 100)).toMatchObject({ low: 0, high: 1 });
});

it('reserves for the steady band, or for the mean and the burst, whichever is more', () => {
  expect(reservedConcurrencyFor({ perSecond: 1000 }, 129.2)).toBe(164);
  expect(reservedConcurrencyFor({ perSecond: 1000, burst: 20 }, 129.2)).toBe(164);
  // 130 + 200.
  expect(reservedConcurrencyFor({ perSecond: 1000, burst: 200 }, 129.2)).toBe(330);
});

const limited = { durationMs: 129.2, accountConcurrency: 1000 };
const reached = (...args: Parameters<typeof lambdaLimits>) =>
  lambdaLimits(...args).map(({ name, reachedAtPerSecond }) => [name, Math.round(reachedAtPerSecond)]);

it('reaches the concurrency of the account at 1,000 / 0.1292 s = 7,740/s, and 10 times 1,000 requests/s at 10,000/s', () => {
  expect(reached(limited, { perSecond: 1000 })).toEqual([
    ['account concurrency', 7740],
    ['request rate', 10_000],
  ]);
});

it('reaches the requests per second first where calls are shorter than 100 ms', () => {
  // 1,000 / 0.02 s = 50,000/s is beyond 10 * 1,000.
  expect(reached({ ...limited, durationMs: 20 }, { perSecond: 1 })[0]).toEqual(['request rate', 10_000]);
  expect(sustainablePerSecond({ durationMs: 20, accountConcurrency: 1000 })).toBe(10_000);
  expect(sustainablePerSecond({ durationMs: 500, accountConcurrency: 1000 })).toBe(2000);
});

it('holds a function to its reserved concurrency: 50 / 0.1292 s = 387/s, and 500 requests/s', () => {
  expect(reached({ ...limited, reservedConcurrency: 50 }, { perSecond: 100 })).toEqual([
    ['reserved concurrency', 387],
    ['request rate', 500],
    ['account concurrency', 7740],
  ]);
});

// It comes last, though 600/s is below the 7,740/s of the account: a rate that grows slowly does not reach it.
it('starts at most 1,000 environments and 100 a second: cold calls of 2 s allow (1,000 + 200) / 2 s = 600/s from a cold start', () => {
  expect(reached({ ...limited, coldMs: 2000 }, { perSecond: 10 }).at(-1)).toEqual(['scaling rate', 600]);
  // A burst of 400 takes its part: (1,200 - 400) / 2 s.
  expect(reached({ ...limited, coldMs: 2000 }, { perSecond: 10, burst: 400 }).at(-1)).toEqual(['scaling rate', 400]);
  const scaling = lambdaLimits({ ...limited, coldMs: 2000 }, { perSecond: 10, burst: 400 }).at(-1);
  expect(scaling).toMatchObject({ allows: 1200, used: 420 });
});

// 40 environments at the upper end: a mean of 25, as 25 + 3 * 5 = 40; 25 / 0.1292 s = 193.5/s.
it('counts two connections of each environment of the band: 80 allowed are 40 environments, 193.5/s', () => {
  const connections = { perEnvironment: 2, allowed: 80 };
  const [first] = lambdaLimits({ ...limited, connections }, { perSecond: 100 });
  // 100/s are 12.92 busy, at most 12.92 + 3 * 3.594 = 23.7.
  expect(first).toMatchObject({ name: 'connections', allows: 80, used: 48 });
  expect(first?.reachedAtPerSecond).toBeCloseTo(193.5, 1);
});

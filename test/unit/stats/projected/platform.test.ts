import fc from 'fast-check';
import { expect, it } from 'vitest';
import { awsAccount } from '../../../../src/model/platform/lambda.ts';
import { type PlatformLimits, ReplayedPlatform } from '../../../../src/stats/projected/platform.ts';

const unlimited: PlatformLimits = {
  account: { ...awsAccount, concurrentExecutions: 1e9, scaling: { burst: 1e9, perMs: 1 } },
  keepAlive: { kind: 'constant', ms: 300_000 },
  maxLifeMs: 1e12,
  seed: 1,
};

interface Call {
  readonly atMs: number;
  readonly warmMs: number;
  readonly initMs: number;
}

/** Alive after each arrival, and how many were cold. */
function replayed(calls: readonly Call[], limits: PlatformLimits) {
  const platform = new ReplayedPlatform(limits);
  const alive: number[] = [];
  let coldStarts = 0;
  for (const { atMs, warmMs, initMs } of calls) {
    platform.advanceTo(atMs);
    const served = platform.arrive(({ isColdStart }) => warmMs + (isColdStart ? initMs : 0));
    if (served?.isColdStart) coldStarts += 1;
    alive.push(platform.alive);
  }
  return { alive, coldStarts };
}

/**
 * The identity, from its definition: in flight at u are the calls with start <= u < end, and the most over (t - T, t] is looked for
 * at every instant at which it can rise: the beginning of the window and each arrival in it. An arrival is cold where it raises it.
 */
function windowMaximum(calls: readonly Call[], keepAliveMs: number) {
  const intervals: { readonly from: number; readonly to: number }[] = [];
  const inFlight = (at: number) => intervals.filter(({ from, to }) => from <= at && at < to).length;
  // The window is open at t - T: what ends there does not count, what is in flight just after it does.
  const mostIn = (t: number) =>
    Math.max(
      inFlight(t - keepAliveMs),
      ...intervals.filter(({ from }) => from > t - keepAliveMs && from <= t).map(({ from }) => inFlight(from)),
    );
  const alive: number[] = [];
  let coldStarts = 0;
  for (const { atMs, warmMs, initMs } of calls) {
    const before = intervals.length === 0 ? 0 : mostIn(atMs);
    const isCold = inFlight(atMs) + 1 > before;
    intervals.push({ from: atMs, to: atMs + warmMs + (isCold ? initMs : 0) });
    if (isCold) coldStarts += 1;
    alive.push(mostIn(atMs));
  }
  return { alive, coldStarts };
}

const traces = fc
  .array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 3000 }),
      warmMs: fc.integer({ min: 1, max: 400 }),
      initMs: fc.integer({ min: 0, max: 300 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((calls) => calls.toSorted((a, b) => a.atMs - b.atMs));

it('keeps alive as many environments as the window maximum of the requests in flight, and cold starts are its increments', () => {
  fc.assert(
    fc.property(traces, fc.integer({ min: 1, max: 1500 }), (calls, keepAliveMs) => {
      const limits: PlatformLimits = { ...unlimited, keepAlive: { kind: 'constant', ms: keepAliveMs } };
      expect(replayed(calls, limits)).toEqual(windowMaximum(calls, keepAliveMs));
    }),
    { numRuns: 500 },
  );
});

it('a rate of 60/s for 5 s, calls of 152 ms and inits of 100 ms: 16 environments, 10 of which stay busy', () => {
  const calls = Array.from({ length: 300 }, (_, k) => ({ atMs: (k * 1000) / 60, warmMs: 152, initMs: 100 }));
  // The first call ends at 252 ms; requests 0 to 15 arrive before (15 * 16.67 = 250), so 16 find none idle.
  expect(replayed(calls, unlimited)).toMatchObject({ coldStarts: 16 });
  expect(replayed(calls, unlimited).alive.at(-1)).toBe(16);
});

it('throttles beyond reserved concurrency: 3 of 5 at once', () => {
  const platform = new ReplayedPlatform({ ...unlimited, account: awsAccount, reservedConcurrency: 2 });
  const served = Array.from({ length: 5 }, () => platform.arrive(() => 100));
  expect(served.filter((one) => one === undefined)).toHaveLength(3);
  platform.advanceTo(100);
  expect(platform.arrive(() => 100)).toMatchObject({ isColdStart: false });
});

it('starts 1,000 environments at once, and 100 more a second', () => {
  const account = { ...awsAccount, concurrentExecutions: 5000 };
  const platform = new ReplayedPlatform({ ...unlimited, account });
  const served = (requests: number) =>
    Array.from({ length: requests }, () => platform.arrive(() => 60_000)).filter((one) => one !== undefined).length;
  expect(served(1200)).toBe(1000);
  platform.advanceTo(2000);
  expect(served(500)).toBe(200);
});

it('provisioned environments are there before the load: the first 2 of 3 requests are warm', () => {
  const platform = new ReplayedPlatform({ ...unlimited, account: awsAccount, provisionedConcurrency: 2 });
  expect(platform.alive).toBe(2);
  const served = Array.from({ length: 3 }, () => platform.arrive(() => 100));
  expect(served.map((one) => one?.place)).toEqual(['provisioned', 'provisioned', 'on-demand']);
  expect(served.map((one) => one?.isColdStart)).toEqual([false, false, true]);
  expect(platform.alive).toBe(3);
});

it('an environment that is started in place of one that has expired is another one', () => {
  const platform = new ReplayedPlatform({ ...unlimited, keepAlive: { kind: 'constant', ms: 100 } });
  const environmentAt = (atMs: number) => {
    platform.advanceTo(atMs);
    return platform.arrive(() => 10)?.environment;
  };
  const first = environmentAt(0);
  expect(environmentAt(50)).toBe(first);
  expect(environmentAt(500)).not.toBe(first);
});

it('warmed environments are idle at the start and no cold starts', () => {
  const platform = new ReplayedPlatform(unlimited);
  platform.warm(2);
  const served = Array.from({ length: 3 }, () => platform.arrive(() => 100));
  expect(served.map((one) => one?.isColdStart)).toEqual([false, false, true]);
});

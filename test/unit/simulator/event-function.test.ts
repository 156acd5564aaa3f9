import { expect, it } from 'vitest';
import { awsAccount } from '../../../src/model/platform/lambda.ts';
import type { EventFunction } from '../../../src/simulator/platforms/event-function.ts';
import { simulate } from '../../../src/simulator/simulate.ts';

const lambda: EventFunction = {
  ...{ kind: 'event', account: awsAccount, keepAlive: { kind: 'constant', ms: 600_000 }, maxLifeMs: 7_200_000 },
  call: { kind: 'constant', ms: 100 },
  init: { kind: 'constant', ms: 400 },
};

const burst = { kind: 'bursts', size: 1200, count: 1, everyMs: 10_000 } as const;

it('a burst of 1,200 in a new account: 1,000 environments and cold starts, 200 throttles', () => {
  const { requests, measured, alive, latencyMs, time } = simulate({ arrivals: burst, platform: lambda, seed: 1 });
  expect(requests).toEqual({ arrived: 1200, completed: 1000, throttled: 200 });
  expect(measured).toEqual({ served: 1000, coldStarts: 1000, initializations: 1000, throttled: 200, refusals: 200 });
  expect(alive.peak).toBe(1000);
  expect(latencyMs.max).toBe(500);
  // 1,000 calls of 100 ms after inits of 400 ms.
  expect(time).toEqual({ initMs: 400_000, callMs: 100_000, billedMs: 500_000 });
});

it('a second burst at 1 s finds the 1,000 environments of the first one idle', () => {
  const arrivals = { ...burst, size: 1000, count: 2, everyMs: 1000 };
  const { measured, alive, inFlight } = simulate({ arrivals, platform: lambda, seed: 1 });
  expect(measured).toMatchObject({ served: 2000, coldStarts: 1000, throttled: 0 });
  expect(alive.mean).toBe(1000);
  // Busy for 500 ms and for 100 ms of 2,000 ms: 1,000 * 0.3.
  expect(inFlight.mean).toBe(300);
});

it('half of the initializations are proactive: about half of the new environments make nobody wait', () => {
  const arrivals = { ...burst, size: 1000 };
  const { measured } = simulate({ arrivals, platform: { ...lambda, proactiveShare: 0.5 }, seed: 1 });
  expect(measured.initializations).toBe(1000);
  // 500, and 3 standard deviations of a binomial distribution: 3 * sqrt(1,000 / 4) = 47.
  expect(Math.abs(measured.coldStarts - 500)).toBeLessThan(47);
});

it('200 of 1,200 that are throttled are sent again after 1 s and 2 s: 100 environments a second are added', () => {
  const slow: EventFunction = {
    ...lambda,
    account: { ...awsAccount, concurrentExecutions: 5000 },
    call: { kind: 'constant', ms: 60_000 },
    retries: { attempts: 3, delayMs: 1000 },
  };
  const { requests, measured, waitedMs } = simulate({ arrivals: burst, platform: slow, seed: 1 });
  // After 1 s 100 of the 200 get an environment, after 2 s more the other 100: no call has ended by then.
  expect(requests).toEqual({ arrived: 1200, completed: 1200, throttled: 0 });
  expect(measured).toMatchObject({ initializations: 1200, refusals: 300 });
  expect(waitedMs.max).toBe(3000);
});

it('environments of three tenants add up: nobody uses those of another', () => {
  const tenant = { kind: 'even', perSecond: 1, durationMs: 10_000 } as const;
  const one = simulate({ arrivals: { kind: 'merged', of: [tenant, tenant, tenant] }, platform: lambda, seed: 1 });
  expect(one.alive.peak).toBe(3);
  const late = { kind: 'times', atMs: [5500], durationMs: 10_000 } as const;
  const separate = simulate({ arrivals: { kind: 'tenants', of: [tenant, late, late] }, platform: lambda, seed: 1 });
  const shared = simulate({ arrivals: { kind: 'merged', of: [tenant, late, late] }, platform: lambda, seed: 1 });
  // Of the two at 5.5 s one finds the environment of the first tenant idle, if it may use it.
  expect(separate.measured.coldStarts).toBe(3);
  expect(shared.measured.coldStarts).toBe(2);
});

it('provisioned environments serve the first 200 of 300 without a cold start, and are always there', () => {
  const arrivals = { kind: 'bursts', size: 300, count: 2, everyMs: 1000 } as const;
  const { measured, alive } = simulate({ arrivals, platform: { ...lambda, provisionedConcurrency: 200 }, seed: 1 });
  expect(measured).toMatchObject({ served: 600, coldStarts: 100 });
  expect(alive.peak).toBe(300);
});

it('an environment that is used all the time is gone after its maximum life', () => {
  const arrivals = { kind: 'even', perSecond: 1, durationMs: 60_000 } as const;
  const { measured, alive } = simulate({ arrivals, platform: { ...lambda, maxLifeMs: 10_000 }, seed: 1 });
  // Started at 0, 10, 20, 30, 40 and 50 s.
  expect(measured.coldStarts).toBe(6);
  expect(alive.peak).toBe(1);
});

it('what arrives before the measured time only warms up: the second burst of 1,000 has no cold start', () => {
  const arrivals = { ...burst, size: 1000, count: 2 };
  const { requests, measured, measuredMs, latencyMs, inFlight, alive } = simulate({
    ...{ arrivals, platform: lambda, seed: 1, fromMs: 5000 },
  });
  expect(requests.completed).toBe(2000);
  expect(measured).toMatchObject({ served: 1000, coldStarts: 0, initializations: 0 });
  expect(measuredMs).toBe(15_000);
  expect(latencyMs.max).toBe(100);
  expect(alive.mean).toBe(1000);
  // 1,000 for 100 ms of 15 s.
  expect(inFlight.mean).toBeCloseTo(1000 / 150, 9);
});

import { expect, it } from 'vitest';
import { awsAccount } from '../../../../src/model/platform/lambda.ts';
import { secondsToEnvironments } from '../../../../src/simulator/closed-forms/growth.ts';
import type { EventFunction } from '../../../../src/simulator/platforms/event-function.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';

const { scaling } = awsAccount;

it('a function has 1,000 environments at once, 2,000 after 10 s and a million after 2.775 hours', () => {
  expect(secondsToEnvironments(800, scaling)).toBe(0);
  expect(secondsToEnvironments(2000, scaling)).toBe(10);
  expect(secondsToEnvironments(1e6, scaling) / 3600).toBeCloseTo(2.775, 12);
});

it('2,000/s of 1 s that begin all at once: 4,500 throttles in 10 s, in the simulator', () => {
  const platform: EventFunction = {
    ...{ kind: 'event', account: { ...awsAccount, concurrentExecutions: 10_000 }, maxLifeMs: Number.POSITIVE_INFINITY },
    ...{ keepAlive: { kind: 'constant', ms: 600_000 }, call: { kind: 'constant', ms: 1000 } },
  };
  const arrivals = { kind: 'even', perSecond: 2000, durationMs: 30_000 } as const;
  const { requests, alive } = simulate({ arrivals, platform, seed: 1 });
  // In the first second 1,100 are served and 900 are not, in the next 100 more are, and so on: 900 + 800 + ... + 100, and one in each step.
  expect(Math.abs(requests.throttled - 4500)).toBeLessThanOrEqual(10);
  expect(alive.peak).toBe(2000);
});

import { expect, it } from 'vitest';
import {
  erlangC,
  meanWaitMs,
  meanWaitOfOneMs,
  waitPercentileMs,
} from '../../../../src/simulator/closed-forms/queues.ts';
import type { Distribution } from '../../../../src/simulator/distributions.ts';
import type { Servers } from '../../../../src/simulator/platforms/servers.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';

const serversOf = (servers: number, call: Distribution): Servers => ({
  ...{ kind: 'servers', servers, perServer: 1 },
  serving: { kind: 'independent', call },
});

const within = (value: number | undefined, expected: number, percent: number) =>
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(percent / 100);

it('M/M/1 at half of its capacity: half of the requests wait, 100 ms on average', () => {
  const queue = { perSecond: 5, callMs: 100, servers: 1 };
  expect(erlangC(queue)).toBeCloseTo(0.5, 12);
  expect(meanWaitMs(queue)).toBeCloseTo(100, 9);
  // P(wait > t) = 0.5 e^(-t / 200): 0.01 at 200 ln 50.
  expect(waitPercentileMs(queue, 99)).toBeCloseTo(200 * Math.log(50), 9);
  expect(waitPercentileMs(queue, 50)).toBe(0);
});

it('says infinity where the servers cannot carry the load', () => {
  expect(meanWaitMs({ perSecond: 20, callMs: 100, servers: 2 })).toBe(Number.POSITIVE_INFINITY);
  expect(meanWaitOfOneMs({ perSecond: 10, callMs: 100 }, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(erlangC({ perSecond: 30, callMs: 100, servers: 2 })).toBe(1);
});

it('M/M/c, 3 servers at one half: mean wait and the share that waits within 1 % of Erlang C, p99 within 2 %', () => {
  const queue = { perSecond: 15, callMs: 100, servers: 3 };
  const platform = serversOf(3, { kind: 'exponential', meanMs: 100 });
  const arrivals = { kind: 'poisson', perSecond: 15, durationMs: 80_000_000 } as const;
  const { waitedMs, inFlight, requests } = simulate({ arrivals, platform, seed: 1 });
  within(waitedMs.mean, meanWaitMs(queue), 1);
  within(waitedMs.shareAbove(0), erlangC(queue), 1);
  within(waitedMs.percentile(99), waitPercentileMs(queue, 99), 2);
  // Little: 15/s of 100 ms.
  within(inFlight.mean, 1.5, 1);
  expect(requests.arrived).toBe(requests.completed);
});

it('M/D/1 at one half: the mean wait is 0.5 * 100 / (2 * 0.5) = 50 ms within 1 %', () => {
  expect(meanWaitOfOneMs({ perSecond: 5, callMs: 100 }, 0)).toBeCloseTo(50, 9);
  const arrivals = { kind: 'poisson', perSecond: 5, durationMs: 120_000_000 } as const;
  const { waitedMs } = simulate({ arrivals, platform: serversOf(1, { kind: 'constant', ms: 100 }), seed: 1 });
  within(waitedMs.mean, 50, 1);
});

it('refuses requests that have waited too long: of 5 at once a server of 100 ms takes those that wait 0, 100 and 200 ms', () => {
  const platform = { ...serversOf(1, { kind: 'constant', ms: 100 }), maxQueuedMs: 250 };
  const arrivals = { kind: 'bursts', size: 5, count: 1, everyMs: 1000 } as const;
  const { requests, waitedMs } = simulate({ arrivals, platform, seed: 1 });
  expect(requests).toEqual({ arrived: 5, completed: 3, throttled: 2 });
  expect(waitedMs.max).toBe(200);
});

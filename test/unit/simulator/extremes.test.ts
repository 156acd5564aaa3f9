import { describe, expect, it } from 'vitest';
import { coldShareAt, erlangB, instancesAliveAt } from '../../../src/concurrency/steady-poisson.ts';
import { erlangC, meanWaitMs, meanWaitOfOneMs, waitPercentileMs } from '../../../src/simulator/closed-forms/queues.ts';
import type { Servers } from '../../../src/simulator/platforms/servers.ts';
import type { Serving } from '../../../src/simulator/platforms/shared.ts';
import { type Simulated, simulate } from '../../../src/simulator/simulate.ts';

const processes = [1, 2, 3, 8, 64];

/** A call that computes for so long, and waits for nothing. */
const computes = (ms: number): Serving => ({ kind: 'event-loop', parts: [{ cpu: { kind: 'constant', ms } }] });

const within = (value: number | undefined, expected: number, percent: number) =>
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(percent / 100);

describe('closed forms', () => {
  it('near its capacity a server of 100 ms at 9.99/s: 99.9 % wait, 99.9 s on average, half of that where all calls are the same', () => {
    const queue = { perSecond: 9.99, callMs: 100, servers: 1 };
    expect(erlangC(queue)).toBeCloseTo(0.999, 9);
    // rho S / (1 - rho) = 0.999 * 100 / 0.001.
    expect(meanWaitMs(queue)).toBeCloseTo(99_900, 3);
    expect(meanWaitOfOneMs(queue, 0)).toBeCloseTo(49_950, 3);
    // 0.999 e^(-t / 100,000) = 0.01.
    expect(waitPercentileMs(queue, 99)).toBeCloseTo(100_000 * Math.log(99.9), 3);
  });

  it('two servers at 80 %: of M/M/2 rho^2 2 / (1 + rho) = 71 % wait, 178 ms on average', () => {
    const queue = { perSecond: 16, callMs: 100, servers: 2 };
    expect(erlangC(queue)).toBeCloseTo((2 * 0.8 ** 2) / 1.8, 12);
    // S rho^2 / (1 - rho^2).
    expect(meanWaitMs(queue)).toBeCloseTo((100 * 0.64) / 0.36, 9);
  });

  it('no request waits for calls that take no time, and none where none arrives', () => {
    for (const queue of [
      { perSecond: 10, callMs: 0, servers: 64 },
      { perSecond: 0, callMs: 100, servers: 64 },
    ]) {
      expect(erlangC(queue)).toBe(0);
      expect(meanWaitMs(queue)).toBe(0);
      expect(waitPercentileMs(queue, 99)).toBe(0);
      expect(meanWaitOfOneMs(queue, 1)).toBe(0);
    }
  });

  it('calls that take no time need one environment, for as long as it is kept after each: 1 - e^-0.6 at 0.01/s and 60 s', () => {
    const arrivals = { perSecond: 0.01, busySeconds: 0, keepAliveSeconds: 60 };
    expect(instancesAliveAt(arrivals)).toBeCloseTo(1 - Math.exp(-0.6), 12);
    expect(coldShareAt(arrivals)).toBeCloseTo(Math.exp(-0.6), 12);
  });

  it.each([1, 2, 16, 64])('Erlang B by its definition, with %d servers and as many in flight', (servers) => {
    // a^c / c! over the sum of a^k / k!, with each term from the one before.
    let [term, sum] = [1, 1];
    for (let k = 1; k <= servers; k += 1) {
      term *= servers / k;
      sum += term;
    }
    expect(erlangB(servers, servers)).toBeCloseTo(term / sum, 12);
  });
});

describe('simulator', () => {
  it.each(processes)('fully used, %d processes in turn: evenly spaced calls of 8 ms take 8 ms', (servers) => {
    const perSecond = (servers * 1000) / 8;
    const { latencyMs, requests } = ofServers(servers, { kind: 'even', perSecond, durationMs: 8000 });
    expect(requests.completed).toBe(servers * 1000);
    expect(latencyMs.percentile(0)).toBeCloseTo(8, 9);
    expect(latencyMs.max).toBeCloseTo(8, 9);
  });

  it.each(processes)('twice as many as %d processes carry: of 1,000 each the last takes 8 + 999 * 4 ms', (servers) => {
    const perSecond = (servers * 1000) / 4;
    const { latencyMs, requests } = ofServers(servers, { kind: 'even', perSecond, durationMs: 4000 });
    expect(requests.completed).toBe(servers * 1000);
    expect(latencyMs.max).toBeCloseTo(8 + 999 * 4, 9);
    expect(latencyMs.mean).toBeCloseTo(8 + (999 * 4) / 2, 6);
  });

  it.each(processes)(
    '640 at once at %d processes: the last is answered after its share of them, and half of that on average',
    (servers) => {
      const { latencyMs } = ofServers(servers, { kind: 'bursts', size: 640, count: 1, everyMs: 1 });
      const most = Math.ceil(640 / servers);
      expect(latencyMs.max).toBe(8 * most);
      // In turn: of each group of `servers` requests, group g of them takes 8 g ms.
      const total = Array.from({ length: 640 }, (_, index) => 8 * (Math.floor(index / servers) + 1));
      expect(latencyMs.mean).toBeCloseTo(total.reduce((sum, ms) => sum + ms, 0) / 640, 9);
    },
  );

  it.each([1, 8, 64])(
    '%d processes at 90 %%, drawn for each request: each an M/D/1 queue with 36 ms of waiting, within 4 %%',
    (servers) => {
      // Poisson arrivals that are divided at random are Poisson arrivals.
      const perSecond = (0.9 * servers * 1000) / 8;
      const durationMs = (600_000 / perSecond) * 1000;
      const { latencyMs } = ofServers(servers, { kind: 'poisson', perSecond, durationMs }, 'random');
      const waitMs = meanWaitOfOneMs({ perSecond: perSecond / servers, callMs: 8 }, 0);
      expect(waitMs).toBeCloseTo(36, 9);
      within((latencyMs.mean ?? 0) - 8, waitMs, 4);
    },
  );

  it('M/M/64 at 90 %: the share that waits within 5 % of Erlang C, and their mean wait of 100 / (64 - 57.6) ms within 5 %', () => {
    const queue = { perSecond: 576, callMs: 100, servers: 64 };
    const platform: Servers = {
      ...{ kind: 'servers', servers: 64, perServer: 1 },
      serving: { kind: 'independent', call: { kind: 'exponential', meanMs: 100 } },
    };
    const arrivals = { kind: 'poisson', perSecond: 576, durationMs: 1_200_000 } as const;
    const { waitedMs } = simulate({ arrivals, platform, seed: 1 });
    // The queue forgets within about 0.6 s, so 1,200 s are as some 1,000 independent looks: 2 standard errors are 5 %.
    within(waitedMs.shareAbove(0), erlangC(queue), 5);
    within((waitedMs.mean ?? 0) / waitedMs.shareAbove(0), 100 / 6.4, 5);
  });

  it('calls that wait without computing take their waiting, however many a process has at once', () => {
    const parts = [
      { cpu: { kind: 'constant', ms: 0 }, wait: { time: { kind: 'constant', ms: 100 }, by: 'timer' } },
      { cpu: { kind: 'constant', ms: 0 } },
    ] as const;
    const { latencyMs, mostPerEnvironment } = simulate({
      arrivals: { kind: 'bursts', size: 1000, count: 1, everyMs: 1 },
      platform: { kind: 'servers', servers: 1, serving: { kind: 'event-loop', parts } },
      seed: 1,
    });
    expect([latencyMs.mean, latencyMs.max, mostPerEnvironment]).toEqual([100, 100, 1000]);
  });
});

function ofServers(
  servers: number,
  arrivals: Parameters<typeof simulate>[0]['arrivals'],
  spreading: 'round-robin' | 'random' = 'round-robin',
): Simulated {
  return simulate({ arrivals, platform: { kind: 'servers', servers, serving: computes(8), spreading }, seed: 1 });
}

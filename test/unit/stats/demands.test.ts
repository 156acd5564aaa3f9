import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/model/platform/invocation.ts';
import type { EnvironmentEvent } from '../../../src/model/platform/telemetry.ts';
import {
  callDemands,
  distributionOf,
  leftOutCalls,
  memoryOfEnvironments,
  severalThreadsOf,
  summarizedDemands,
} from '../../../src/stats/demands.ts';

const invocation = (over: Partial<Invocation>): Invocation => ({
  ...{ requestId: 'r', durationMs: 200, billedMs: 200, memorySizeMb: 1769, maxMemoryUsedMb: 60, status: 'success' },
  ...{ environmentId: 'e', startedAtEpochMs: 1000, cpuMs: 12, cpuSource: 'kernel' },
  ...over,
});

describe('the demand of a call', () => {
  it('waits for what CPU, queueing and throttling leave of the duration: 200 - 12 - 30 - 8 is 150 ms', () => {
    const [demand] = callDemands([invocation({ cpuQueueMs: 30, cpuThrottledMs: 8 })]);
    expect(demand).toEqual({
      requestId: 'r',
      atEpochMs: 1000,
      environmentId: 'e',
      memorySizeMb: 1769,
      call: { cpuMs: 12, waitMs: 150, queuedMs: 30, queuedInsideMs: 30, throttledMs: 8 },
    });
  });

  it('has its init apart: 90 - 50 - 25 leaves 15 ms of waiting; it queued for 25 ms, and for 700 ms before it began', () => {
    const [demand] = callDemands([invocation({ initMs: 90, initCpuMs: 50, initCpuQueueMs: 25, startDelayMs: 700 })]);
    expect(demand?.init).toEqual({ cpuMs: 50, waitMs: 15, queuedMs: 725, queuedInsideMs: 25, throttledMs: 0 });
    expect(demand?.call.waitMs).toBe(188);
  });

  it('a restore stands in the place of an init: 61 - 2 - 6 leaves 53 ms of waiting, of which 53 are billed', () => {
    const restored = { restoreMs: 61, billedRestoreMs: 53, initCpuMs: 2, initCpuQueueMs: 6 };
    const [demand] = callDemands([invocation(restored)]);
    expect(demand?.init).toEqual({ cpuMs: 2, waitMs: 53, queuedMs: 6, queuedInsideMs: 6, throttledMs: 0 });
    expect(demand?.billedRestoreMs).toBe(53);
  });

  it('waits for nothing if several threads used more CPU than the call took', () => {
    expect(callDemands([invocation({ durationMs: 10, cpuMs: 18 })])[0]?.call.waitMs).toBe(0);
  });

  it('is unknown without the CPU of the kernel, of the init too', () => {
    const { cpuMs: _, ...unknown } = invocation({});
    const others = [unknown, invocation({ cpuSource: 'handler' }), invocation({ initMs: 90 })];
    expect(callDemands(others)).toEqual([]);
    expect(leftOutCalls(others)).toBeUndefined();
  });

  it('is left out and counted where the environment ended, and with an init in its time', () => {
    const others = [invocation({ status: 'failure' }), invocation({ hasOwnInit: true })];
    expect(callDemands(others)).toEqual([]);
    expect(leftOutCalls([...others, invocation({})])).toEqual({ timedOut: 0, repeatedInit: 1, ended: 1 });
  });

  it('has the CPU of threads that the function started: 70 - 50 ms of 70 ran beside something else', () => {
    const [one, several] = callDemands([
      invocation({ otherThreadsCpuMs: 0 }),
      invocation({ durationMs: 50, cpuMs: 70, otherThreadsCpuMs: 40 }),
    ]);
    expect(one?.threads).toBeUndefined();
    expect(several).toMatchObject({ call: { cpuMs: 70, waitMs: 0 }, threads: { cpuMs: 40, parallelMs: 20 } });
    expect(severalThreadsOf([one, several].flatMap((call) => call ?? []))).toEqual({
      calls: 1,
      cpuMsPerCall: 40,
    });
    expect(severalThreadsOf(one ? [one] : [])).toBeUndefined();
  });

  it('is its timeout if it queued for less than a tenth of that; unknown after 300 of 3000 ms', () => {
    const ended = (cpuQueueMs: number) =>
      invocation({ status: 'timeout', durationMs: 3000, cpuMs: 5, cpuQueueMs, otherThreadsCpuMs: 0 });
    expect(callDemands([ended(299)])[0]).toMatchObject({ timedOutAfterMs: 3000, call: { cpuMs: 5, queuedMs: 299 } });
    expect(callDemands([ended(300)])).toEqual([]);
    expect(leftOutCalls([ended(299), ended(300)])).toEqual({ timedOut: 1, repeatedInit: 0, ended: 0 });
  });
});

describe('the summary of demands', () => {
  it('keeps calls that waited for an init apart from the others', () => {
    const calls = callDemands([
      invocation({ cpuMs: 20, initMs: 90, initCpuMs: 50 }),
      invocation({ cpuMs: 4 }),
      invocation({ cpuMs: 6 }),
    ]);
    const { init, call, cold, warm } = summarizedDemands(calls);
    expect(init?.cpuMs).toEqual({ count: 1, mean: 50, p50: 50, max: 50 });
    expect(call?.cpuMs).toEqual({ count: 3, mean: 10, deviation: Math.sqrt(76), p50: 6, max: 20 });
    expect(cold?.cpuMs.mean).toBe(20);
    expect(warm?.waitMs).toEqual({ count: 2, mean: 195, deviation: Math.sqrt(2), p50: 194, max: 196 });
  });

  it('has no part without calls', () => {
    expect(summarizedDemands([])).toEqual({});
  });

  it('has percentiles by nearest rank where the values support them: p90 of 1 to 10 is 9, p99 of 1 to 100 is 99', () => {
    // 1 to n have a variance of n (n + 1) / 12 as a sample.
    const upTo = (last: number) => distributionOf(Array.from({ length: last }, (_, index) => index + 1));
    expect(upTo(9)).toEqual({ count: 9, mean: 5, deviation: expect.closeTo(Math.sqrt(90 / 12), 9), p50: 5, max: 9 });
    expect(upTo(10)).toEqual({
      count: 10,
      mean: 5.5,
      deviation: expect.closeTo(Math.sqrt(110 / 12), 9),
      p50: 5,
      p90: 9,
      max: 10,
    });
    expect(upTo(100)).toEqual({
      count: 100,
      mean: 50.5,
      deviation: expect.closeTo(Math.sqrt(10100 / 12), 9),
      p50: 50,
      p90: 90,
      p99: 99,
      max: 100,
    });
  });
});

describe('the memory of environments', () => {
  const event = (environmentId: string, state: 'idle' | 'busy', peakRssMb?: number): EnvironmentEvent => ({
    ...{ type: 'rollcall.environment', time: '2026-11-30T00:00:00.000Z' },
    record: { environmentId, pid: 1, state, atEpochMs: 0, ...(peakRssMb !== undefined && { peakRssMb }) },
  });

  it('is that after the init, and what calls added: from 40 and 44 to 50 and 52 MB is 42 and 9 MB', () => {
    const events = [event('a', 'idle', 40), event('a', 'busy'), event('a', 'idle', 50), event('b', 'idle', 44)];
    const calls = [
      invocation({ environmentId: 'a', maxMemoryUsedMb: 48 }),
      invocation({ environmentId: 'a', maxMemoryUsedMb: 50 }),
      invocation({ environmentId: 'b', maxMemoryUsedMb: 52 }),
    ];
    expect(memoryOfEnvironments(events, calls)).toEqual({ basePerEnvironmentMb: 42, perRequestMb: 9 });
  });

  it('is unknown if the platform reports no environments', () => {
    expect(memoryOfEnvironments([], [invocation({})])).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carried } from '../../../../src/stats/machine/carried.ts';
import { environmentsStarted, type RequestCosts } from '../../../../src/stats/machine/turns.ts';

const due = (perSecond: number, requests: number) => Array.from({ length: requests }, (_, k) => (k * 1000) / perSecond);
const costs = (cold: [number, number], warm: [number, number]): RequestCosts => ({
  cold: { cpuMs: cold[0], waitMs: cold[1] },
  warm: { cpuMs: warm[0], waitMs: warm[1] },
});
const started = (dueMs: readonly number[], one: RequestCosts, cpus: number, warm = 0) =>
  environmentsStarted({ dueMs, most: 1000, warm }, one, cpus);

describe('environments that take turns on the CPUs', () => {
  const alike = costs([10, 0], [10, 0]);

  it('ends two that need 10 ms of one CPU at 10 and 20 ms: a third before 10 ms starts another environment, one after does not', () => {
    expect([9, 10].map((third) => started([0, 0, third], alike, 1))).toEqual([3, 2]);
    // At 19 ms the second has not ended, and the first serves the third: a fourth starts another.
    expect([19, 20].map((fourth) => started([0, 0, 10, fourth], alike, 1))).toEqual([3, 2]);
  });

  it('runs two on two CPUs at once, and one on one at most, however many there are', () => {
    expect([9, 10].map((third) => started([0, 0, third], alike, 2))).toEqual([3, 2]);
    expect([9, 10].map((second) => started([0, second], alike, 8))).toEqual([2, 1]);
  });

  it('waits beside the CPU: ten at once of 2 ms of CPU and 8 ms of waiting end at 10, 12, ... 28 ms', () => {
    const ten = Array.from({ length: 10 }, () => 0);
    expect([9, 10].map((next) => started([...ten, next], costs([2, 8], [2, 8]), 1))).toEqual([11, 10]);
    // At 11 ms one is idle; at 12 ms another.
    expect([11, 12].map((next) => started([...ten, 10, next], costs([2, 8], [2, 8]), 1))).toEqual([11, 10]);
  });

  // One CPU, one warm environment W; calls of 10 ms, cold starts of 30 ms. W computes 0 to 10 ms; A and B wait from 1 and 2 ms on; A computes 10 to 40 ms.
  const cpu = costs([30, 0], [10, 0]);

  it('gives a call its turn before an init that waits', () => {
    // The call at 15 ms is given to W and waits. At 40 ms it comes before B and ends at 50 ms, when A and W are idle.
    expect(started([0, 1, 2, 15, 50, 50], cpu, 1, 1)).toBe(2);
  });

  it('gives every fourth turn to an init', () => {
    // The call at 45 ms is given to A and waits. At 50 ms the fourth turn is B's, until 80 ms: at 60 ms W alone is idle.
    expect(started([0, 1, 2, 15, 45, 60, 60], cpu, 1, 1)).toBe(3);
  });

  it('takes idle environments first', () => {
    expect(started([0, 0, 0], costs([10, 0], [10, 0]), 1, 2)).toBe(1);
  });

  it('with enough CPUs is the most requests in flight at once, whatever the arrivals', () => {
    const gaps = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.nat({ max: 50 }), (between, waitMs) => {
        let at = 0;
        const dueMs = between.map((gap) => {
          at += gap;
          return at;
        });
        const durationMs = 3 + waitMs;
        const inFlight = dueMs.map((t, k) => dueMs.filter((u, j) => j <= k && u > t - durationMs).length);
        const alike = costs([3, waitMs], [3, waitMs]);
        expect(started(dueMs, alike, Number.POSITIVE_INFINITY)).toBe(Math.max(...inFlight));
      }),
    );
  });
});

describe('the rate that a machine carries', () => {
  // 60/s of 2 ms CPU and 150 ms waiting; a cold start takes 80 ms of CPU more.
  const one = costs([82, 150], [2, 150]);
  const loadAt = (warmAt: (share: number) => number) => (share: number) => ({
    ...{ dueMs: due(60 * share, 300), most: 1000, warm: warmAt(share) },
  });

  it('is less than 60/s of cold starts on two CPUs, as 60/s x 82 ms are 4.9 CPUs', () => {
    const { environments, environmentsHere, share } = carried(
      loadAt(() => 0),
      one,
      2,
    );
    // In flight until the first environments are idle: 60/s x 232 ms = 13.9.
    expect(environments).toBe(14);
    expect(environmentsHere).toBeGreaterThan(1.2 * 14);
    // At 2 CPUs / 82 ms = 24.4/s cold starts take all of them.
    expect(60 * share).toBeGreaterThan(20);
    expect(60 * share).toBeLessThan(35);
  });

  it('is all of it with 19 warm environments, as 60/s x 2 ms are 0.12 CPUs', () => {
    expect(
      carried(
        loadAt(() => 19),
        one,
        2,
      ),
    ).toEqual({ environments: 0, environmentsHere: 0, share: 1 });
  });

  it('is all of it on eight CPUs', () => {
    expect(
      carried(
        loadAt(() => 0),
        one,
        8,
      ),
    ).toMatchObject({ environments: 14, share: 1 });
  });
});

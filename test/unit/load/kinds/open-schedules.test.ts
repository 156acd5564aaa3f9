import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantRateDue, constantRateRequests } from '../../../../src/load/kinds/constant-rate.ts';
import { poissonDue } from '../../../../src/load/kinds/poisson.ts';
import { rampingRateDue, rampingRateRequests } from '../../../../src/load/kinds/ramping-rate.ts';
import { seededRandom } from '../../../../src/model/random.ts';

describe('constant rate', () => {
  it('10/s for 0.5 s: 5 requests, at 0, 100, 200, 300, 400 ms', () => {
    expect([...constantRateDue({ ratePerSecond: 10, durationMs: 500 })]).toEqual([0, 100, 200, 300, 400]);
  });

  it('3/s for 1.1 s: due at 0, 333.3, 666.7 and 1000 ms', () => {
    expect([...constantRateDue({ ratePerSecond: 3, durationMs: 1100 })].map(Math.round)).toEqual([0, 333, 667, 1000]);
  });

  it('1.1/s for 10 s are 11 requests, although 1.1 * 10 is more than 11 in binary', () => {
    expect(constantRateRequests({ ratePerSecond: 1.1, durationMs: 10_000 })).toBe(11);
  });
});

describe('ramping rate', () => {
  it('0 to 10/s in 2 s, then 10/s for 1 s: 10 + 10 requests; the 4th of the ramp when 2.5 t^2 = 3... at 1095 ms', () => {
    const plan = {
      startRatePerSecond: 0,
      stages: [
        { durationMs: 2000, toRatePerSecond: 10 },
        { durationMs: 1000, toRatePerSecond: 10 },
      ],
    };
    const due = [...rampingRateDue(plan)];
    expect(due).toHaveLength(20);
    expect(rampingRateRequests(plan)).toBe(20);
    // 10 t^2 / (2 * 2) = 3 at t = sqrt(1.2) = 1.0954 s.
    expect(due[3]).toBeCloseTo(1095.445, 3);
    expect(due.slice(10).map(Math.round)).toEqual([2000, 2100, 2200, 2300, 2400, 2500, 2600, 2700, 2800, 2900]);
  });

  it('10/s down to 0 in 1 s: 5 requests, ever further apart; 10 t - 5 t^2 = 4 at 553 ms', () => {
    const due = [...rampingRateDue({ startRatePerSecond: 10, stages: [{ durationMs: 1000, toRatePerSecond: 0 }] })];
    expect(due).toHaveLength(5);
    expect(due[4]).toBeCloseTo(552.786, 3);
  });

  it('a stage without any rate sends nothing, and the next goes on after it', () => {
    const stages = [
      { durationMs: 1000, toRatePerSecond: 0 },
      { durationMs: 1000, toRatePerSecond: 4 },
    ];
    // 4 t^2 / 2 = 0 and 1: at 0 and 707 ms of the second stage.
    expect([...rampingRateDue({ startRatePerSecond: 0, stages })].map(Math.round)).toEqual([1000, 1707]);
  });

  it('rises always, stays within its stages, and is as many as stated', () => {
    const stage = fc.record({
      durationMs: fc.integer({ min: 1, max: 5000 }),
      toRatePerSecond: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(fc.nat(200), fc.array(stage, { minLength: 1, maxLength: 5 }), (startRatePerSecond, stages) => {
        const due = [...rampingRateDue({ startRatePerSecond, stages })];
        const endMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
        expect(due).toHaveLength(rampingRateRequests({ startRatePerSecond, stages }));
        expect(due.every((at, k) => at >= (due[k - 1] ?? 0) && at <= endMs)).toBe(true);
      }),
    );
  });
});

describe('Poisson arrivals', () => {
  it('100/s for 100 s: 10,000 within four standard deviations of 100; mean gap and its spread both 10 ms', () => {
    const due = [...poissonDue({ ratePerSecond: 100, durationMs: 100_000 }, seededRandom(7))];
    expect(Math.abs(due.length - 10_000)).toBeLessThan(400);
    const gaps = due.map((at, k) => at - (due[k - 1] ?? 0));
    const mean = gaps.reduce((a, b) => a + b) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, g) => sum + (g - mean) ** 2, 0) / gaps.length);
    expect(Math.abs(mean - 10)).toBeLessThan(0.4);
    expect(Math.abs(deviation - 10)).toBeLessThan(0.6);
  });

  it('is the same for the same seed, and another for another', () => {
    const first = (seed: number) => [...poissonDue({ ratePerSecond: 50, durationMs: 1000 }, seededRandom(seed))];
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });
});

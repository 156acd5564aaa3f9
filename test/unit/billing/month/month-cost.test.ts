import { describe, expect, it } from 'vitest';
import { coldSharesAt, monthCost, serversAt } from '../../../../src/billing/month/month-cost.ts';
import { functionCosts, serverCosts } from './costs.ts';

describe('a month of a function', () => {
  it('costs requests and duration: 1/s is 2,628,000 requests', () => {
    // 2.628 million * $10; with every tenth call cold 2.3652 * $10 + 0.2628 * $20.
    expect(monthCost(functionCosts(), 1, 0).usd).toBeCloseTo(26.28, 9);
    expect(monthCost(functionCosts({ usdPerRequest: 2e-7 }), 1, 0).usd).toBeCloseTo(26.28 + 0.5256, 9);
    const month = monthCost(functionCosts(), 1, 0.1);
    expect([month.warmUsd, month.coldUsd]).toEqual([expect.closeTo(23.652, 9), expect.closeTo(5.256, 9)]);
    expect(month.usd).toBeCloseTo(28.908, 9);
  });

  it('uses up the free tier at 10/s and pays the rest, to the cent', () => {
    // Arm, 512 MB, 100 ms: 26,280,000 requests, 1,314,000 GB-s. Paid: 25,280,000 * $0.20 / 1e6 = $5.056 and 914,000 * $0.0000133334 = $12.1867276.
    const costs = functionCosts(
      { usdPerRequest: 2e-7, freeTier: { requests: 1_000_000, gbSeconds: 400_000 } },
      {
        warm: { billedMs: 100, gbSeconds: 0.05, otherUsd: 0 },
        durationTiers: [{ upToGbSeconds: 7.5e9, usdPerGbSecond: 0.0000133334 }, { usdPerGbSecond: 0.0000120001 }],
      },
    );
    expect(monthCost(costs, 10, 0).usd).toBeCloseTo(17.2427276, 9);
    // 0.3/s: 788,400 requests and 39,420 GB-s are all free.
    expect(monthCost(costs, 0.3, 0).usd).toBe(0);
  });

  it('costs less per GB-second above the end of a tier', () => {
    // 1,000/s of 1 s and 1 GB are 2.628e9 GB-s: 1e9 at $0.00001, the rest at $0.000005.
    const tiers = [{ upToGbSeconds: 1e9, usdPerGbSecond: 0.00001 }, { usdPerGbSecond: 0.000005 }];
    expect(monthCost(functionCosts({}, { durationTiers: tiers }), 1000, 0).usd).toBeCloseTo(10_000 + 8140, 6);
  });

  it('costs its provisioned concurrency at any rate, $54.75 for 5 of 1 GB on x86', () => {
    // 5 * 1 GB * $0.0000041667 * 2,628,000 s = $54.750438.
    const fixed = [{ what: 'provisioned concurrency', usdPerMonth: 5 * 0.0000041667 * 3600 * 730 }];
    expect(monthCost(functionCosts({ fixed }), 0, 0).usd.toFixed(2)).toBe('54.75');
  });

  it('bills calls in provisioned environments at their price, and those that find all busy on demand', () => {
    const provisioned = { environments: 1, usdPerGbSecond: 0.000005 };
    // One in flight on average: Erlang B(1, 1) = 1/2. 1,314,000 calls at $5 per million and as many at $10.
    expect(monthCost(functionCosts({}, { provisioned }), 1, 0).usd).toBeCloseTo(6.57 + 13.14, 9);
    // No more calls wait for an init than are on demand: 1.314 * $5 + 1.314 * $20.
    expect(monthCost(functionCosts({}, { provisioned }), 1, 1).usd).toBeCloseTo(6.57 + 26.28, 9);
  });
});

describe('cold starts in a month', () => {
  it('are between none and the share of the run, or that of steady arrivals where it is higher', () => {
    const costs = functionCosts({}, { coldShare: 0.2 });
    expect(coldSharesAt(costs, 10)).toMatchObject({ low: 0, high: 0.2 });
    expect(coldSharesAt(costs, 10).steady).toBeLessThan(0.001);
    // Every 1,000 s on average, kept for 300 s: e^-0.3, 74 %.
    expect(coldSharesAt(costs, 0.001).high).toBeCloseTo(0.74, 2);
  });

  it('are not priced where no cost of one is known', () => {
    expect(coldSharesAt(serverCosts(), 10)).toEqual({ low: 0, steady: 0, high: 0 });
  });
});

describe('a month of servers', () => {
  it('takes as many as carry the rate at the target utilization', () => {
    // 5 ms of CPU per request on 1 vCPU at 60 %: 120/s each.
    const { servers } = serverCosts({ capacityPerSecond: 120 });
    const at = (rate: number) => serversAt(servers ?? raise(), rate);
    expect([at(0), at(120), at(121), at(240), at(1000)]).toEqual([1, 1, 2, 2, 9]);
    expect(monthCost(serverCosts({ capacityPerSecond: 120 }), 121, 0)).toMatchObject({ servers: 2, usd: 52.56 });
  });

  it('never has fewer than are configured, and the spare ones on top', () => {
    expect(monthCost(serverCosts({ capacityPerSecond: 120, count: 2, spare: 1 }), 10, 0).servers).toBe(3);
    expect(monthCost(serverCosts({ capacityPerSecond: 120, count: 2, spare: 1 }), 300, 0).servers).toBe(4);
  });

  it('is the same number at any rate where their capacity is not known', () => {
    expect(monthCost(serverCosts({ count: 2 }), 1e5, 0).usd).toBe(52.56);
  });
});

it('bills instance time: two thirds of a second are busy at one in flight on average, where an instance takes any number', () => {
  const instanceTime = { usdPerSecond: 0.001, atOnce: 1000, callMs: 1000, heldMs: 0 };
  // 1 - e^-1 = 63.2 % of the time at least one request is in flight.
  const costs = { ...serverCosts(), servers: undefined, instanceTime };
  expect(monthCost(costs, 0.99999, 0).usd / 2628).toBeCloseTo(1 - Math.exp(-1), 3);
});

function raise(): never {
  throw new Error('without servers');
}

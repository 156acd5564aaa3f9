import { expect, it } from 'vitest';
import {
  estimatedCallCosts,
  functionCosts,
  measuredCallCosts,
  projectedCallCosts,
} from '../../../../src/billing/month/function-costs.ts';
import { monthAt } from '../../../../src/billing/month/months.ts';
import { sheetOf } from '../../../fixtures/sheet-of.ts';
import { invocationOf } from '../invocation-of.ts';

const options = { sheet: sheetOf(), source: 'report-lines' as const };
const cold = invocationOf({ durationMs: 99.5, initMs: 250.4, billedMs: 350, memorySizeMb: 512 });
const warm = invocationOf({ durationMs: 99.5, billedMs: 100, memorySizeMb: 512 });

it('takes cold and warm calls apart: 350 ms and 100 ms at half a GB, one of four cold', () => {
  expect(measuredCallCosts([cold, warm, warm, warm], options)).toEqual({
    warm: { billedMs: 100, gbSeconds: expect.closeTo(0.05, 12), otherUsd: 0 },
    cold: { billedMs: 350, gbSeconds: 0.175, otherUsd: 0 },
    coldShare: 0.25,
  });
});

it('of a burst whose calls all wait for an init, a warm call is one without it: 99.5 ms are billed 100', () => {
  expect(measuredCallCosts([cold, cold], options)).toMatchObject({
    ...{ warm: { billedMs: 100, gbSeconds: 0.05 }, cold: { billedMs: 350 }, coldShare: 1 },
  });
  expect(measuredCallCosts([], options)).toBeUndefined();
});

it('counts /tmp above 512 MB: 1 GB of it for 0.1 s', () => {
  const calls = measuredCallCosts([warm], { ...options, ephemeralStorageMb: 1536 });
  expect(calls?.warm.otherUsd).toBeCloseTo(0.1 * 0.0000000309, 15);
});

it('of what handlers report, a cold call is a warm one and the mean init: 10 calls of 50 ms, 2 inits of 100 ms', () => {
  const metered = { calls: 10, unmetered: 0, billedMs: 700, initMs: 200, cpuMs: 0, withCpu: 0 };
  expect(estimatedCallCosts(metered, { memoryMb: 1024, coldStarts: 2 })).toEqual({
    warm: { billedMs: 50, gbSeconds: 0.05, otherUsd: 0 },
    cold: { billedMs: 150, gbSeconds: 0.15, otherUsd: 0 },
    coldShare: 0.2,
  });
});

it('takes projected times where they are known, at the same memory size', () => {
  const calls = measuredCallCosts([cold, warm], options);
  if (calls === undefined) throw new Error('no calls');
  expect(projectedCallCosts(calls, { warmMs: 80, coldMs: 200, memoryMb: 512 })).toEqual({
    warm: { billedMs: 80, gbSeconds: 0.04, otherUsd: 0 },
    cold: { billedMs: 200, gbSeconds: 0.1, otherUsd: 0 },
    coldShare: 0.5,
  });
});

it('has provisioned concurrency as a fixed cost, whatever the rate: 5 of 1 GB on x86 are $54.75 a month', () => {
  const calls = measuredCallCosts([warm], options);
  if (calls === undefined) throw new Error('no calls');
  const provisioned = { concurrency: 5, memoryMb: 1024, reservedMs: 0 };
  const costs = functionCosts({ sheet: options.sheet, options: { provisioned }, calls, from: 'measured' });
  // 5 GB * 0.0000041667 * 2,628,000 s
  expect(costs.fixed).toEqual([
    { what: 'provisioned concurrency, 5 of 1024 MB', isDiscounted: true, usdPerMonth: expect.closeTo(54.750438, 9) },
  ]);
  expect(monthAt(costs, 0).usd.toFixed(2)).toBe('54.75');
  expect(costs.calls?.provisioned).toEqual({ environments: 5, usdPerGbSecond: 0.0000097222 });
});

it('has what else it costs per hour as a fixed cost, such as the cache of SnapStart', () => {
  const calls = measuredCallCosts([warm], options);
  if (calls === undefined) throw new Error('no calls');
  const costs = functionCosts({ ...options, options: {}, calls, from: 'measured', standingUsdPerHour: 0.01 });
  expect(costs.fixed).toEqual([{ what: 'the cache of SnapStart', usdPerMonth: expect.closeTo(7.3, 9) }]);
});

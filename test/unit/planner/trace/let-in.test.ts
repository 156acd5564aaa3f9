import { expect, test } from 'vitest';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { letInOf, mostTaken } from '../../../../src/planner/trace/let-in.ts';
import { inputsOf } from '../plan-of.ts';

const recordOf = (atMs: readonly number[]) => ({
  ...{ source: 'i.txt', atMs: Float64Array.from(atMs), spanMs: (atMs.at(-1) ?? 0) - (atMs[0] ?? 0) },
});

// 50 at the instant, and one more for each 20 ms.
test('of 100 at one instant 50/s let in 50, and one of the next for each 20 ms', () => {
  const { atMs } = letInOf(recordOf([...Array(100).fill(0), 10, 19, 20, 21, 40]), 50);
  expect([...atMs]).toEqual([...Array(50).fill(0), 20, 40]);
});

test('times of calls go with their requests', () => {
  const callMs = Float64Array.from([1, 2, 3]);
  const { atMs, callMs: kept } = letInOf({ ...recordOf([0, 10, 1000]), callMs }, 1);
  expect([[...atMs], [...(kept ?? [])]]).toEqual([
    [0, 1000],
    [1, 3],
  ]);
});

test('one request in two seconds is let in at 0.5/s', () => {
  expect([...letInOf(recordOf([0, 1000, 2000, 3999, 4000]), 0.5).atMs]).toEqual([0, 2000, 4000]);
});

test('a record within the limit is the same', () => {
  const record = recordOf([0, 0, 500, 1000]);
  expect(letInOf(record, 3)).toBe(record);
  expect(letInOf(record, Number.POSITIVE_INFINITY)).toBe(record);
});

test('as many are let in as the limit and the time allow, and whoever is refused meets an empty allowance', () => {
  let state = 7;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  let at = 0;
  // Ties, too: every third request comes with the one before it.
  const atMs = Array.from({ length: 20_000 }, (_, index) => {
    if (index % 3 > 0) at += Math.floor(random() * 40);
    return at;
  });
  const kept = letInOf(recordOf(atMs), 30).atMs;
  expect(kept.length).toBeLessThan(20_000);
  expect(mostTaken(kept, { factor: 1, perSecond: 30 })).toBeLessThanOrEqual(30 + 1e-9);
  // One more at any refused instant were above the allowance.
  let [level, beforeMs, next] = [30, 0, 0];
  for (const ms of atMs) {
    level = Math.min(30, level + ((ms - beforeMs) / 1000) * 30);
    beforeMs = ms;
    if (kept[next] === ms) {
      next += 1;
      level -= 1;
    } else expect(level).toBeLessThan(1);
  }
  expect(next).toBe(kept.length);
});

// 300 at once, and then one a second for 10 minutes: 1.5/s, and 6/s in the busiest minute. 100/s let in 100 of the 300, and all of the others.
test('a web endpoint refuses what its second does not take of a record, although its busiest minute is far below the limit', () => {
  const record = recordOf([...Array(300).fill(0), ...Array.from({ length: 600 }, (_, index) => 1000 * (index + 1))]);
  const { file, needs } = inputsOf(`
name: web
question: Is a burst of a record let in?
demand: { average: 1/s }
calls: { cpu: 0ms, wait: 100ms, init: 200ms }
options: [{ kind: web, rateLimit: 100, usdPerVcpuHour: 0.1, usdPerGbHour: 0.01, usdPerMillionRequests: 0.6 }]
`);
  const { averagePerSecond: _, ...others } = file.demand;
  const [option] = makePlan({ file, needs, demand: planDemand(others, record) }, { version: '0.0.0' }).options;
  expect(option?.figures?.throttledShare?.value).toBeCloseTo(200 / 900, 12);
  expect(option?.figures?.throttledShareOfMonth?.value).toBeCloseTo(200 / 900, 12);
  expect(option?.assumes).toContain('the request rate refuses 200 of the 900 requests of the record, second by second');
  expect(option?.limits.find(({ id }) => id === 'requestRate')?.used.value).toBe(300);
});

// 2,000 in 1,999 ms: at 100/s, 199.9 of them come back meanwhile; at 10,000/s each comes back before the next.
test.each([
  [100, 1800.1],
  [10_000, 1],
])('at %i/s, a record of one request a ms for 2 s uses %f', (perSecond, used) => {
  const atMs = Float64Array.from({ length: 2000 }, (_, index) => index);
  expect(mostTaken(atMs, { factor: 1, perSecond })).toBeCloseTo(used, 6);
});

// 3,000 in a second, of which 1,000/s let in 2,000: 2,000 are left at its end, twice the 1,000 that a concurrency of 100 allows.
test('the request rate of a function is used by the instants of a record, too', () => {
  const record = recordOf([
    ...Array.from({ length: 3000 }, (_, index) => index / 3),
    ...Array.from({ length: 600 }, (_, index) => 1000 * (index + 2)),
  ]);
  const { file, needs } = inputsOf(`
name: function
question: Is a burst of a record let in?
demand: { average: 1/s }
calls: { cpu: 0ms, wait: 1ms, init: 200ms }
options: [{ kind: event, memoryMb: 1769 }]
constraints: { accountConcurrency: 100 }
`);
  const { averagePerSecond: _, ...others } = file.demand;
  const [option] = makePlan({ file, needs, demand: planDemand(others, record) }, { version: '0.0.0' }).options;
  const limit = option?.limits.find(({ id }) => id === 'requestRate');
  expect(limit?.allows).toBe(1000);
  expect(limit?.used.value).toBeCloseTo(2000, 0);
  // Two thirds of it are 2,000 in that second, which use 1,000.
  expect((limit?.reachedAtPerSecond ?? 0) / (3600 / 601)).toBeCloseTo(2 / 3, 3);
});

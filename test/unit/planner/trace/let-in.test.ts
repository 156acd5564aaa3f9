import { expect, test } from 'vitest';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { busiestSecond } from '../../../../src/planner/trace/busiest-minute.ts';
import { letInOf } from '../../../../src/planner/trace/let-in.ts';
import { inputsOf } from '../plan-of.ts';

const recordOf = (atMs: readonly number[]) => ({
  ...{ source: 'i.txt', atMs: Float64Array.from(atMs), spanMs: (atMs.at(-1) ?? 0) - (atMs[0] ?? 0) },
});

test('of 100 at one instant 50/s let in 50, none within the second after it, and the next one then', () => {
  const { atMs } = letInOf(recordOf([...Array(100).fill(0), 999, 1000]), 50);
  expect([...atMs]).toEqual([...Array(50).fill(0), 1000]);
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

test('no second has more than the limit, and whoever is refused meets a full one', () => {
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
  for (let index = 30; index < kept.length; index += 1)
    expect((kept[index] ?? 0) - (kept[index - 30] ?? 0)).toBeGreaterThanOrEqual(1000);
  let next = 0;
  for (const ms of atMs) {
    if (kept[next] === ms) next += 1;
    else expect(ms - (kept[next - 30] ?? Number.NEGATIVE_INFINITY)).toBeLessThan(1000);
  }
  expect(next).toBe(kept.length);
});

test('the busiest second has the most requests of all, of counts of minutes their mean', () => {
  expect(busiestSecond(recordOf([0, 900, 1800, 1850, 2700, 2799.9, 5000]))).toBe(4);
  const minute = { ...recordOf(Array.from({ length: 600 }, (_, index) => index * 100)), bucketMs: 60_000 };
  expect(busiestSecond(minute)).toBe(10);
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

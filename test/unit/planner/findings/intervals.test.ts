import { expect, test } from 'vitest';
import { planBlocks } from '../../../../src/report/plan/text-blocks.ts';
import { rateWords } from '../../../../src/text/limit-words.ts';
import { optionOf, planOf } from '../plan-of.ts';

const plan = `
name: intervals
question: What do the inputs leave open?
demand: { average: 50/s, burst: 200, growthPerYear: 0.5 }
calls: { cpu: { value: 5, low: 4, high: 7 }, wait: 240ms, connections: { value: 10, low: 8, high: 20 } }
options:
  - { kind: event, name: lambda, memoryMb: 512 }
  - { kind: fargate, name: fargate, vcpu: 1, memoryMb: 2048, count: 1 }
constraints: { connections: 3000, usdPerMonth: 300, burstP99: 5s }
commitment: { fargate: 0.2 }
`;

const rowOf = (heading: string, cell: string) =>
  planBlocks(planOf(plan))
    .find((block) => block.heading === heading)
    ?.table?.find((row) => row.includes(cell));

// A call on 512 MB takes 240 + cpu / (512 / 1769) ms and is billed as 258, of 254 to 265; 131.4 million a month.
test('the committed month and its parts have the interval of the month: 254 to 265 ms are billed', () => {
  const { month } = optionOf(plan, 'lambda').figures ?? {};
  const duration = (ms: number) => 131.4 * ms * 0.5 * 0.0133334;
  expect(month?.committedUsd).toBeCloseTo(131.4 * 0.2 + duration(258) * 0.88, 6);
  expect(month?.committedUsdLow).toBeCloseTo(131.4 * 0.2 + duration(254) * 0.88, 6);
  expect(month?.committedUsdHigh).toBeCloseTo(131.4 * 0.2 + duration(265) * 0.88, 6);
  const [requests, warm] = month?.parts ?? [];
  expect(Object.keys(requests ?? {})).toEqual(['what', 'usd', 'price']);
  expect([warm?.usd, warm?.usdLow, warm?.usdHigh].map((usd) => usd?.toFixed(2))).toEqual(
    [258, 254, 265].map((ms) => duration(ms).toFixed(2)),
  );
  expect(rowOf('Options', '$ per month, committed')).toContain('$225.17 ($222.08 to $230.56) x');
  expect(rowOf('Where the money goes', 'duration of warm calls')).toContain('$226.01 ($222.51 to $232.14) x');
});

test('a task costs the same wherever the CPU of a call is, and has no interval', () => {
  const { month } = optionOf(plan, 'fargate').figures ?? {};
  expect(month?.committedUsd).toBeCloseTo(730 * (0.03238 + 2 * 0.00356) * 0.8, 6);
  expect(month).not.toHaveProperty('committedUsdLow');
  expect(month?.parts.map((part) => Object.keys(part))).toEqual([['what', 'usd', 'price']]);
});

// One vCPU to 60 %: 0.6 for 50/s of 5 ms, of 4 to 7 ms.
test('a limit has an interval of its headroom, of the rate at which it is used up, and of the years until then', () => {
  const cpu = optionOf(plan, 'fargate').limits.find(({ id }) => id === 'cpu');
  const ends = [cpu?.headroomLow, cpu?.headroomHigh, cpu?.reachedAtPerSecondLow, cpu?.reachedAtPerSecondHigh];
  const byHand = [1 - 0.35 / 0.6, 1 - 0.2 / 0.6, 600 / 7, 600 / 4];
  expect(ends.map((end) => end?.toFixed(5))).toEqual(byHand.map((end) => end.toFixed(5)));
  expect(cpu?.reachedInYearsLow).toBeCloseTo(Math.log(600 / 7 / 50) / Math.log(1.5), 6);
  expect(cpu?.reachedInYearsHigh).toBeCloseTo(Math.log(3) / Math.log(1.5), 6);
  expect(rowOf('Limits', 'CPU at the target utilization')?.slice(2, 6)).toEqual([
    '0.25 (0.2 to 0.35) x',
    '0.6 vCPU',
    '58% (42% to 67%) x',
    '120/s (85.7/s to 150/s) on average, in 2.2 years (1.3 to 2.7) x',
  ]);
});

// 213 or 214 environments of 8 to 20 connections.
test('connections of a limit have the interval of the pool, and one that nothing reaches has no rate', () => {
  const of = (name: string) => optionOf(plan, name).limits.find(({ id }) => id === 'connections');
  expect(of('lambda')?.used).toMatchObject({ value: 2130, low: 213 * 8, high: 214 * 20 });
  expect(of('lambda')?.headroomLow).toBeCloseTo(1 - 4280 / 3000, 9);
  expect(of('fargate')?.used).toMatchObject({ value: 10, low: 8, high: 20 });
  expect(of('fargate')).not.toHaveProperty('reachedAtPerSecondLow');
});

test('what is reached at one end of the inputs only has no other end, and says so', () => {
  expect(rateWords({ reachedAtPerSecond: 120, reachedAtPerSecondLow: 80 })).toBe('120/s (80/s and more)');
  expect(rateWords({ reachedAtPerSecondLow: 80 })).toBe('80/s and more');
});

test('what was found for a constraint has its interval, also where the constraint is met', () => {
  const found = (name: string) =>
    Object.fromEntries(optionOf(plan, name).kept.map(({ id, verdict, words }) => [id, [verdict, words]]));
  expect(found('lambda')).toMatchObject({
    usdPerMonth: ['met', '$252.29 ($248.79 to $258.42)'],
    connections: ['undecided', '2,130 (1,704 to 4,280 within the intervals of the inputs)'],
  });
  expect(found('fargate')).toMatchObject({
    cpu: ['met', '25% (20% to 35%) of the CPU'],
    burstP99Ms: ['met', '1,558 ms (1,229 ms to 2,369 ms)'],
    usdPerMonth: ['met', '$28.84'],
  });
});

import { expect, test } from 'vitest';
import { planBlocks } from '../../../../src/report/plan/text-blocks.ts';
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

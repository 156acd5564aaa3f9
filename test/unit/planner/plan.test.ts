import { expect, test } from 'vitest';
import { planDemand } from '../../../src/planner/demand.ts';
import { planNeeds } from '../../../src/planner/needs/given.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { parsePlan } from '../../../src/scenario/plan/parse.ts';
import { optionOf, planOf } from './plan-of.ts';

const shop = `
name: shop
question: Lambda or Fargate?
demand: { average: 50/s, burst: 200, growthPerYear: 0.5 }
calls: { cpu: 5ms, wait: 240ms, init: 600ms, baseMb: 90, perRequestMb: 1, connections: 10 }
options:
  - { kind: event, memoryMb: [512, 1769], architecture: x86_64 }
  - { kind: fargate, vcpu: 1, memoryMb: 2048 }
constraints: { connections: 500 }
`;

test.each([
  [512, 200, 1.87],
  [1024, 200, 3.53],
  [1024, 1000, 16.87],
])('a million calls of %i MB and %i ms cost $%f on x86, to the cent', (memoryMb, waitMs, usd) => {
  const plan = `
name: prices
question: What does a call cost?
demand: { average: 10/s }
calls: { cpu: 0ms, wait: ${waitMs}ms }
options: [{ kind: event, memoryMb: ${memoryMb}, architecture: x86_64 }]
`;
  const month = optionOf(plan, `lambda ${memoryMb} MB`).figures?.month;
  expect(month?.usdPerMillion?.value.toFixed(2)).toBe(usd.toFixed(2));
});

test('at 512 MB a call of 5 ms CPU and 240 ms waiting takes 240 + 5 / (512 / 1769) = 257.28 ms and is billed as 258', () => {
  const { figures } = optionOf(shop, 'lambda 512 MB');
  expect(figures?.latencyMs.steady?.p50.value).toBeCloseTo(257.275, 2);
  expect(figures?.cpuShare?.value).toBeCloseTo(5 / 258, 6);
  // 50/s for 730 h are 131.4 M requests: 131.4 * (0.20 + 258 ms * 0.5 GB * $16.6667 per million GB-ms) = 26.28 + 282.51, of which 0.0087 %
  // are cold calls.
  const parts = figures?.month?.parts.map(({ what, usd }) => [what, usd.toFixed(2)]);
  expect(parts?.slice(0, 2)).toEqual([
    ['requests', '26.28'],
    ['duration of warm calls', '282.49'],
  ]);
});

test('a burst of 200 on 12.9 busy environments uses 213 of the account concurrency, and 15 idle ones are warm', () => {
  const { figures, limits } = optionOf(shop, 'lambda 512 MB');
  const limit = limits.find(({ name }) => name === 'account concurrency');
  expect(limit?.used.value).toBe(213);
  expect(limit?.headroom).toBeCloseTo(0.787, 3);
  expect(figures?.instances.burst?.value).toBe(213);
  // At 1.5 times the load each year, 1000 / 213 times is reached after ln(4.69) / ln(1.5) years.
  expect(limit?.reachedInYears).toBeCloseTo(3.81, 1);
});

test('a task of 1 vCPU holds 50 requests/s up to 600 ms / 50 = 12 ms of CPU per request, and 200 at once end like a staircase', () => {
  const { figures } = optionOf(shop, 'fargate 1 vCPU 2048 MB');
  expect(figures?.cpuPerRequest).toMatchObject({ instances: 1, belowMs: 12 });
  // Beside 250 ms/s of steady CPU, 750 ms/s are free: request 100 ends after 245 + 99 * 5 / 0.75 ms.
  expect(figures?.latencyMs.burst?.p50.value).toBeCloseTo(905, 6);
  expect(figures?.latencyMs.burst?.p99.value).toBeCloseTo(245 + (197 * 5) / 0.75, 6);
});

test('the recommendation names the cheapest option that keeps all constraints, and the rate below which another costs less', () => {
  const { recommendation, breakEven } = planOf(shop);
  expect(recommendation.option).toBe('fargate 1 vCPU 2048 MB');
  expect(recommendation.reasons.map(({ words }) => words).join(' ')).toContain(
    '2,130; needed: connections at most 500',
  );
  const pair = breakEven.find(({ between }) => between.join() === 'lambda 512 MB,fargate 1 vCPU 2048 MB');
  // $28.835 a month are 4.67/s of calls at $2.35 per million.
  expect(pair?.perSecondHigh).toBeCloseTo(28.835 / 2.628 / (0.2 + 258 * 0.5 * 0.0166667), 2);
  expect(recommendation.changes).toContainEqual({
    words:
      'below 4.66/s on average lambda 512 MB costs less, and is better only if it then keeps: connections at most 500',
    basis: 'extrapolated',
  });
});

test('without a break-even both costs are shown at the demand: 26.28 million calls at $1.8667 and at $3.5333', () => {
  const { breakEven } = planOf(`
name: sizes
question: What does memory cost?
demand: { average: 10/s }
calls: { cpu: 0ms, wait: 200ms }
options: [{ kind: event, memoryMb: [512, 1024], architecture: x86_64 }]
`);
  expect(breakEven.map(({ reason }) => reason)).toEqual([
    'lambda 512 MB costs less below 4,524/s: $49.06 a month at 10/s, against $92.86; elsewhere neither carries the load; lambda 512 MB carries up to 4,524/s; lambda 1024 MB carries up to 4,524/s',
  ]);
});

test('a limit has no date where the demand does not grow', () => {
  const { limits } = optionOf(
    shop.replace('growthPerYear: 0.5', 'tenants: 1').replace('50/s', '5000/s'),
    'lambda 512 MB',
  );
  expect(limits[0]?.headroom).toBeLessThan(0);
  expect(limits[0]?.reachedInYears).toBeUndefined();
});

test('every number has its origin and an interval that the inputs leave', () => {
  const { figures } = optionOf(
    shop.replace('cpu: 5ms', 'cpu: { value: 5, low: 4, high: 7 }'),
    'fargate 1 vCPU 2048 MB',
  );
  expect(figures?.cpuPerRequest?.ms).toEqual({ value: 5, low: 4, high: 7, basis: 'given' });
  expect(figures?.cpuShare?.low).toBeCloseTo(0.2, 9);
  expect(figures?.cpuShare?.high).toBeCloseTo(0.35, 9);
  // Simulated, so that requests wait for one another: within the 0.2 % of its percentiles.
  const { value = 0, low = 0, high = 0 } = figures?.latencyMs.steady?.p50 ?? {};
  expect(Math.abs(value - 245) / 245).toBeLessThan(0.01);
  expect(low).toBeCloseTo(value - 1, 9);
  expect(high).toBeCloseTo(value + 2, 9);
});

test('requests that the account cannot take are throttled: Erlang B(2016, 1000) = 0.50445 of 1000/s of 2,016 ms', () => {
  const plan = `
name: quota
question: How many are refused?
demand: { average: 1000/s }
calls: { cpu: 0ms, wait: 2016ms }
options: [{ kind: event, memoryMb: 512 }]
`;
  const { figures, kept } = optionOf(plan, 'lambda 512 MB');
  expect(figures?.throttledShare?.value).toBeCloseTo(0.50445, 5);
  expect(kept.find(({ constraint }) => constraint === 'no throttled request at the peak')?.verdict).toBe('not-met');
  expect(planOf(plan).recommendation.option).toBeUndefined();
});

test('ten tenants share 50/s: each keeps its own environments, so that there are more than of one tenant', () => {
  const alive = (text: string) => optionOf(text, 'lambda 512 MB').figures?.instances.mean.value ?? 0;
  const tenants = shop.replace('burst: 200', 'burst: 200, tenants: 10');
  // 5/s of 257 ms with 300 s of keep-alive need 6.2 environments, ten times; 50/s need 29.
  expect(alive(shop)).toBeCloseTo(29.2, 0);
  expect(alive(tenants)).toBeGreaterThan(2 * alive(shop));
  expect(optionOf(tenants, 'fargate 1 vCPU 2048 MB').figures?.instances.mean.value).toBe(10);
});

test('a trace has its environments exactly: two calls at once, one a second later, and one after the keep-alive', () => {
  const text = shop.replace('average: 50/s, burst: 200, ', 'trace: arrivals.csv, ');
  const { value: file } = parsePlan(text, { file: 'plan.yaml' });
  const atMs = Float64Array.from([0, 100, 1000, 400_000]);
  const demand = planDemand(file.demand, { source: 'arrivals.csv', atMs, spanMs: 400_000 });
  const needs = planNeeds(file.calls, {});
  const [option] = makePlan({ file, demand, needs }, { version: '0' }).options;
  expect(demand.averagePerSecond).toBeCloseTo(0.01, 9);
  // The second starts the second environment, the third finds one idle, the fourth finds none.
  expect(option?.figures?.coldShare?.value).toBe(0.75);
  expect(option?.figures?.instances.p99.value).toBe(2);
});

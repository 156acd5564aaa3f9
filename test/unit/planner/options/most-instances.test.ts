import { expect, test } from 'vitest';
import type { OptionResult } from '../../../../src/model/plan/option-result.ts';
import { planDemand } from '../../../../src/planner/demand.ts';
import { monthOver } from '../../../../src/planner/month.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { inputsOf, optionOf } from '../plan-of.ts';

const plan = (demand: string, wait: string, option: string, more = '') => `
name: most
question: How many at the most?
demand: { ${demand} }
calls: { cpu: 0ms, wait: ${wait}, init: 100ms, connections: 2 }
options: [{ name: it, ${option} }]
${more}
`;

const used = ({ limits }: OptionResult, id: string) => limits.find((limit) => limit.id === id)?.used.value;

test.each([
  ['average: 50/s', 'kind: cloud-run, concurrency: 1'],
  ['average: 300/s, burst: 500', 'kind: cloud-run, concurrency: 8'],
  ['average: 300/s, burst: 500', 'kind: web, concurrency: 16'],
])('the limit of instances uses those of the table: %s at %s', (demand, option) => {
  const found = optionOf(plan(demand, '100ms', option), 'it');
  const { p99, burst } = found.figures?.instances ?? {};
  expect(used(found, 'instances')).toBe(Math.max(p99?.value ?? 0, burst?.value ?? 0));
  expect(used(found, 'instances')).toBeGreaterThan(0);
});

test('where all 100 instances are taken, the limit has what 2,000 in flight and 4 deviations need at 10 places', () => {
  const found = optionOf(plan('average: 2000/s', '1s', 'kind: cloud-run, concurrency: 10'), 'it');
  expect(found.figures?.instances.p99.value).toBe(100);
  // (2,000 + 4 * sqrt(2,000)) / 10 = 217.9
  expect(used(found, 'instances')).toBe(218);
});

test('a burst has no fewer environments than the peak: 2 more than 10 in flight are among those kept', () => {
  const { figures } = optionOf(plan('average: 10/s, burst: 2', '1s', 'kind: event, memoryMb: 512'), 'it');
  expect(figures?.instances.p99.value).toBeGreaterThan(12);
  expect(figures?.instances.burst?.value).toBe(figures?.instances.p99.value);
});

test('what repeated bursts leave is what they have: 8 in flight and 120 of ten tenants', () => {
  const demand = 'average: 20/s, burst: { size: 120, every: 15m }, tenants: 10';
  const { figures } = optionOf(plan(demand, '400ms', 'kind: event, memoryMb: 512'), 'it');
  expect(figures?.instances.p99.value).toBeCloseTo(128, 9);
  expect(figures?.instances.burst?.value).toBeCloseTo(128, 9);
});

function ofRecord(atMs: readonly number[], wait: string, option: string, more: string): OptionResult {
  const { file, needs } = inputsOf(plan('average: 1/s', wait, option, more));
  const { averagePerSecond: _, ...others } = file.demand;
  const demand = planDemand(others, { source: 'record', atMs: Float64Array.from(atMs), spanMs: atMs.at(-1) ?? 0 });
  const [found] = makePlan({ file, needs, demand }, { version: '0.0.0' }).options;
  if (found === undefined) throw new Error('the plan has no option');
  return found;
}

// 40 at one instant, which end 200 ms later and are kept for 300 s, and one every 10 s for 40,000 s: less than 1 % of the time has 40.
test.each(['kind: event, memoryMb: 512', 'kind: cloud-run, concurrency: 1'])(
  'a record with 40 at one instant has 40 instances in its busiest minute and at the most, and 1.3 on average: %s',
  (option) => {
    const atMs = [
      ...Array.from({ length: 40 }, () => 0),
      ...Array.from({ length: 4000 }, (_, at) => (at + 1) * 10_000),
    ];
    const found = ofRecord(atMs, '100ms', option, 'constraints: { connections: 120 }');
    const { instances, connections } = found.figures ?? {};
    expect([instances?.mean.value, instances?.p50.value, instances?.p99.value]).toEqual([40, 40, 40]);
    expect(instances?.average.value).toBeCloseTo(1 + (39 * 300.2) / 40_000.1, 6);
    expect(instances?.overDay).toEqual(Array(24).fill(instances?.average.value));
    expect(instances?.most?.value).toBe(40);
    expect(connections?.value).toBe(80);
    const limit = found.limits.find(({ id }) => id === 'connections');
    expect(limit?.used.value).toBe(80);
    expect(limit?.reachedAtPerSecond).toBeCloseTo(1.5 * 0.101, 6);
    if (option.includes('cloud-run')) expect(used(found, 'instances')).toBe(40);
  },
);

// 40 at once, and 40 more 5 s later, while the first are still called: the allowance of 50 has 5 a second back, so 40 - 25 + 40 = 55.
const twice = [...Array.from({ length: 40 }, () => 0), ...Array.from({ length: 40 }, () => 5000), 1_000_000];
const scaling = 'constraints: { scalingPer10s: 50 }';

test('new environments are those that the instants of a record need: 55 of 50, of which 5 are throttled', () => {
  const found = ofRecord(twice, '8s', 'kind: event, memoryMb: 512', scaling);
  const limit = found.limits.find(({ id }) => id === 'newEnvironments');
  expect(limit).toMatchObject({ allows: 50, used: { value: 55 } });
  expect(found.figures?.throttledShare?.value).toBeCloseTo(5 / 81, 9);
  // 80 f - 25 = 50
  expect(limit?.reachedAtPerSecond).toBeCloseTo(0.081 * (75 / 80), 6);
});

test('30 provisioned ones start for no request: 10 at first, and 40 when those are back', () => {
  const found = ofRecord(twice, '8s', 'kind: provisioned, memoryMb: 512, environments: 30', scaling);
  expect(used(found, 'newEnvironments')).toBe(40);
});

// 5,800/s of 100 ms are 580 in flight, for 640 and 512 places: $0.005 x 2 GB x 730 h are $7.30 a month for each environment that exists.
test.each([
  [10, 73],
  [8, 58.4],
])('a month pays for no more than the %i environments that may exist', (most, usd) => {
  const prices = 'usdPerVcpuHour: 0.05, usdPerGbHour: 0.005, usdPerMillionRequests: 0.2';
  const text = plan('average: 5800/s', '100ms', `kind: web, maxEnvironments: ${most}, ${prices}`);
  const { month } = optionOf(text, 'it').figures ?? {};
  expect(month?.parts.find(({ what }) => what === 'time of instances')?.usd).toBeCloseTo(usd, 9);
});

// 3 an hour are 2,190 a month. 12,000 requests are 1,200 x 1 s of instances with 10 places each; 100 of them exist, and each starts for 2 s.
test('repeated bursts start no more instances than may exist', () => {
  const { demand } = inputsOf(plan('average: 10/s, burst: { size: 12000, every: 20min }', '1s', 'kind: cloud-run'));
  const init = { ms: 2000, keptMs: 600_000 };
  const instanceTime = { usdPerSecond: 1e-5, atOnce: 10, callMs: 1000, heldMs: 0, most: 100, init };
  const { usd } = monthOver({ fixed: [], usdPerRequest: 0, instanceTime, assumes: [] }, demand);
  expect(usd).toBeCloseTo(2190 * 1e-5 * (1200 + 100 * 2), 9);
});

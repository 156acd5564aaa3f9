import { expect, test } from 'vitest';
import { repeated } from '../../../src/planner/under-load/repeated.ts';
import { optionOf, planOf } from './plan-of.ts';

const plan = (every: string) => `
name: plan
question: What do repeated bursts leave?
demand: { average: 5/s, burst: { size: 200, every: ${every} } }
calls: { cpu: 10ms, wait: 90ms, init: 500ms }
options: [{ kind: event, memoryMb: 1769 }, { kind: cloud-run }]
`;

const figuresOf = (every: string, name = 'lambda 1769 MB') => {
  const { figures, limits } = optionOf(plan(every), name);
  if (figures === undefined) throw new Error('no figures');
  return { ...figures, newEnvironments: limits.find(({ id }) => id === 'newEnvironments')?.used.value };
};

// Of 200 requests 4 find an idle environment (5.08 alive, 0.5 busy); 196 of the 3,000 requests in 10 min wait for an init.
// After a burst 200.5 are alive for 500 + 100 + 300,000 of 600,000 ms.
test('bursts every 10 min are cold, and their environments are there for half of the time', () => {
  const { instances, coldShare, newEnvironments } = figuresOf('10min');
  expect(coldShare?.value).toBeCloseTo(196 / 3000 + 0.000303, 5);
  expect(instances.average.value).toBeCloseTo(0.501 * 200.5 + 0.499 * 5.083, 1);
  expect([instances.p50.value, instances.p99.value]).toEqual([201, 201]);
  expect(instances.overDay[0]).toBeCloseTo(instances.average.value, 6);
  expect(newEnvironments).toBe(196);
});

// 13.14 million requests a month; a cold call is billed for 600 ms of 1,769 MB on Arm. All 200 of each burst would cost $12.16.
test('the month pays inits of the requests of a burst that start an environment, as the table counts them', () => {
  const cold = figuresOf('10min').month?.parts.find(({ what }) => what.startsWith('duration of cold calls'));
  expect(cold?.usd).toBeCloseTo(13.14e6 * (196 / 3000 + 0.000303) * 0.6 * (1769 / 1024) * 0.0000133334, 2);
});

test('bursts every minute find the environments of the one before, which are always there', () => {
  const { instances, coldShare, newEnvironments } = figuresOf('1min');
  expect(coldShare?.value).toBeLessThan(0.001);
  expect(instances.average.value).toBe(200.5);
  expect(newEnvironments).toBe(0);
  const shared = figuresOf('1min', 'cloud-run 512 MB');
  expect(shared.coldShare?.value).toBeLessThan(0.001);
  // Requests wait for one another, and none for an init of 500 ms.
  expect(shared.latencyMs.burst?.p99.value).toBeLessThan(500);
  expect(figuresOf('10min', 'cloud-run 512 MB').latencyMs.burst?.p99.value).toBeGreaterThan(500);
});

// 800 at once fill 10 instances of 80 places, for their init of 500 ms, the call, and the 300 s that they are kept of each 600 s. All requests are of bursts, so that
// nothing else is there, and each burst starts all ten.
// An instance of 1 vCPU and 512 MB: 0.000018 + 0.5 * 0.000002 a second by instances; busy 0.000024 + 0.5 * 0.0000025, in steps of 100 ms.
test('a month has the instances of repeated bursts: while they are kept, or while they are busy', () => {
  const month = (billing: string) =>
    optionOf(
      `
name: plan
question: What do repeated bursts cost?
demand: { average: 80/min, burst: { size: 800, every: 10min } }
calls: { cpu: 0ms, wait: 100ms, init: 500ms }
options: [{ kind: cloud-run, billing: ${billing} }]
`,
      'cloud-run 512 MB',
    );
  const usd = (billing: string) =>
    month(billing).figures?.month?.parts.find(({ what }) => what === 'time of instances')?.usd;
  expect(usd('instances')).toBeCloseTo(10 * (300.6 / 600) * 2_628_000 * (0.000018 + 0.5 * 0.000002), 6);
  expect(usd('requests')).toBeCloseTo(10 * (0.65 / 600) * 2_628_000 * (0.000024 + 0.5 * 0.0000025), 6);
  expect(month('instances').assumes.join()).toContain('and for the init of those that start');
});

test('bursts that are seldom leave percentiles of the steady state where their share of the time is less', () => {
  const day = repeated({ size: 200, everyMs: 86_400_000 }, 300_600);
  expect(day.percentile(0.99, 7, 200.5)).toBe(7);
  expect(day.mean(5, 200)).toBeCloseTo(5 + (195 * 300_600) / 86_400_000, 9);
  const once = repeated({ size: 200 }, 300_600);
  expect([once.mean(5, 200), once.percentile(0.99, 7, 200), once.coldShare(196, 5)]).toEqual([5, 7, 0]);
});

// 20/s are the 100 of each 5 s: 20 * 20 = 400 ms of CPU a second of 1,000, and nothing beside the burst. Request 99 ends after 200 + 98 * 20 ms.
test('the rate of servers includes repeated bursts, which are counted once', () => {
  const bursts = (name: string) =>
    optionOf(
      `
name: plan
question: How many servers do bursts need?
demand: { average: 20/s, burst: { size: 100, every: 5s } }
calls: { cpu: 20ms, wait: 180ms, baseMb: 90, perRequestMb: 2 }
options:
  - { kind: fargate, name: one, vcpu: 1, memoryMb: 2048, count: 1 }
  - { kind: fargate, name: auto, vcpu: 1, memoryMb: 2048 }
`,
      name,
    );
  const { figures, kept } = bursts('one');
  expect(kept.find(({ id }) => id === 'cpu')?.words).toBe('40% of the CPU');
  expect(figures?.latencyMs.burst?.p99.value).toBeCloseTo(2160, 6);
  expect(bursts('auto').figures?.instances.p99.value).toBe(1);
});

// 300 each 10 s are 30/s. 250 ms of 1.73 GB are $15.66 for each request/s: as much as the $12.26 of a server at 0.78/s, which has none of these bursts.
test('a break-even is at no rate below that of repeated bursts', () => {
  const { breakEven, recommendation } = planOf(`
name: plan
question: From which rate on?
demand: { average: 50/s, burst: { size: 300, every: 10s } }
calls: { cpu: 5ms, wait: 245ms, init: 300ms, baseMb: 80, perRequestMb: 1 }
options: [{ kind: event, memoryMb: 1769 }, { kind: server, instance: t4g.small }]
`);
  expect(breakEven.map(({ perSecondLow }) => perSecondLow)).toEqual([undefined]);
  expect(breakEven[0]?.reason).toMatch(/^t4g.small costs less at every rate: .*bursts alone are 30\/s$/);
  expect(recommendation.changes.map(({ words }) => words).join()).not.toContain('lambda');
});

const beyondProvisioned = (average: string, every: string, init = '0ms') =>
  optionOf(
    `
name: plan
question: What of repeated bursts do provisioned environments take?
demand: { average: ${average}, burst: { size: 100, every: ${every} } }
calls: { cpu: 0ms, wait: 1000ms, init: ${init} }
options: [{ kind: provisioned, memoryMb: 1024, environments: 20, architecture: x86_64 }]
`,
    'provisioned 1024 MB',
  ).figures?.month?.parts.filter(({ what }) => what.startsWith('duration')) ?? [];

const usdOf = (parts: ReturnType<typeof beyondProvisioned>) => parts.reduce((sum, { usd }) => sum + usd, 0);

// All requests are of bursts: 20 of each 100 find a provisioned environment, at $9.7222 a million GB-s, and 80 are on demand at $16.6667.
// At random, 20 in flight would find 20 busy for B(20, 20) = 0.159 of the requests.
test('the month pays on demand what repeated bursts have beyond provisioned environments', () => {
  expect(usdOf(beyondProvisioned('20/s', '5s'))).toBeCloseTo(52.56 * (0.8 * 16.6667 + 0.2 * 9.7222), 1);
});

// 0.1/s are 0.2628 million requests a month. Nothing is left of the burst before, so all 80 on demand wait for an init: 1,500 ms.
test('the month pays the inits of repeated bursts beyond provisioned environments', () => {
  const [, cold] = beyondProvisioned('0.1/s', '1000s', '500ms');
  expect(cold?.usd).toBeCloseTo(0.2628 * 0.8 * 1.5 * 16.6667, 2);
});

// Of 25/s 5/s are of no burst. While a burst fills all, 1 s of each 5 s, they are on demand; else B(5, 20) = 2.6e-7 of them are. 15 idle ones take 15 of each 100.
test('requests beside a burst are on demand while it fills provisioned environments', () => {
  const onDemand = (20 * 0.85 + 5 * 0.2) / 25;
  expect(usdOf(beyondProvisioned('25/s', '5s'))).toBeCloseTo(65.7 * (onDemand * 16.6667 + (1 - onDemand) * 9.7222), 1);
});

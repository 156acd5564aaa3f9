import { expect, test } from 'vitest';
import { awsCalculator } from '../../../src/planner/options/managed/aws-lmi.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { inputsOf, optionOf, planOf } from './plan-of.ts';

const plan = `
name: all
question: Which?
demand: { average: 1000/s, burst: 200 }
calls: { cpu: 5ms, wait: 245ms, init: 600ms, baseMb: 90, perRequestMb: 1 }
options:
  - { kind: provisioned, memoryMb: 1769, environments: 300, architecture: x86_64 }
  - { kind: managed }
  - { kind: web }
  - { kind: server, instance: t4g.small }
  - { kind: cloud-run }
  - { kind: fluid }
constraints: { accountConcurrency: 10000 }
`;

test('300 provisioned environments of 1,769 MB cost 300 * 1.7275 GB * 2,628,000 s * $0.0000041667 a month before a call', () => {
  const parts = optionOf(plan, 'provisioned 1769 MB').figures?.month?.parts;
  const reserved = parts?.find(({ what }) => what.startsWith('provisioned'));
  expect(reserved?.usd).toBeCloseTo(300 * (1769 / 1024) * 2_628_000 * 0.0000041667, 6);
});

test('managed instances by CPU: 1000/s * 5 ms on 3 usable vCPU at 50 % are 3.3, so 4 c7g.xlarge, and no discount is on the fee', () => {
  const { figures } = optionOf(plan, 'managed c7g.xlarge');
  expect(figures?.cpuPerRequest).toMatchObject({ instances: 4, belowMs: 6 });
  const parts = figures?.month?.parts.map(({ what, usd }) => [what, Number(usd.toFixed(2))]);
  // 4 * 730 h * $0.145, 15 % of it, and 2,628 million requests at $0.20.
  expect(parts).toEqual([
    ['4 × managed c7g.xlarge', 423.4],
    ['fee of 15%', 63.51],
    ['requests', 525.6],
  ]);
  expect(figures?.month?.committedUsd).toBeCloseTo(423.4 * 0.68 + 63.51 + 525.6, 2);
});

test('a web function has no public price, so it has figures and no cost; with prices of your own it has one', () => {
  const { figures, assumes } = optionOf(plan, 'web function');
  expect(figures?.month).toBeUndefined();
  expect(assumes).toContain('its price is not known, so it has no cost');
  // 2 vCPU used to 60 % take 2 * 0.6 * 250 / 5 = 60 requests at once; 250 in flight need 5 environments and more.
  expect(assumes[0]).toContain('takes 60 requests at once');
  const priced = plan.replace('kind: web', 'kind: web, usdPerVcpuHour: 0.1, usdPerGbHour: 0, usdPerMillionRequests: 0');
  // 2.628e9 requests * 5 ms are 3.65e6 s of CPU, 3,650 h at $0.10.
  expect(optionOf(priced, 'web function').figures?.month?.usd.value).toBeCloseTo(365, 6);
});

test('t4g.small at 1000/s: 5 vCPU of CPU at 60 % of 2 each take 5 servers, and the CPU above their baselines is paid', () => {
  const month = optionOf(plan, 't4g.small').figures?.month;
  // 1000 * 5 / 1000 / 1.2 = 4.2; 5 * 0.0168 * 730, and (5 - 5 * 0.4) * 0.04 * 730.
  expect(month?.usd.value).toBeCloseTo(5 * 12.264 + 3 * 0.04 * 730, 6);
});

test('all kinds of options have instances, latency and memory', () => {
  for (const { name, figures } of planOf(plan).options) {
    expect.soft(figures?.instances.p99.value, name).toBeGreaterThanOrEqual(figures?.instances.p50.value ?? Number.NaN);
    expect.soft(figures?.latencyMs.steady?.p50.value, name).toBeGreaterThanOrEqual(250);
    expect.soft(figures?.memoryMb.value, name).toBeGreaterThan(0);
  }
});

test('AWS’s calculator is repeated: its own test case of 100 at once, 512 MB and 25 % CPU takes 14 c7g.xlarge and $1,704.385', () => {
  const instance = { vcpu: 4, memoryMb: 8192, usdPerHour: 0.145 };
  const input = {
    concurrency: 100,
    memoryPerCallMb: 512,
    cpuShare: 0.25,
    requestsPerMonth: 1e6,
    instance,
    perVcpu: 16,
  };
  const answer = awsCalculator(input);
  expect(answer).toMatchObject({ memoryMb: 2048, atOnce: 4, environments: 25, perInstance: 3, base: 9, instances: 14 });
  expect(answer.usdPerMonth).toBeCloseTo(1704.385, 6);
});

test('--explain aws-lmi: at 2 % CPU the calculator assumes 12.5 %, so 250 in flight take 17 instances instead of 4', () => {
  const { explanation, notes } = makePlan(inputsOf(plan), { version: '0', explain: 'aws-lmi' });
  const rows = explanation?.rows.map(({ input, theirs, ours }) => [input, theirs, ours]);
  expect(rows).toContainEqual(['CPU per invocation', '12.5%', '2%']);
  // 250 / 8 = 32 environments of 2 GB, 3 on an instance: 11, and half as many more.
  expect(rows).toContainEqual(['instances', '17', '4']);
  expect(notes).toContain(
    'AWS’s calculator for managed instances assumes 12.5, 25 or 50% CPU per invocation; you stated 2%',
  );
});

test('side costs are listed, and only those that are switched on are in the month', () => {
  const month = (text: string) => optionOf(text, 't4g.small').figures?.month?.usd.value ?? 0;
  const withNat = plan.replace('constraints:', 'sideCosts: { nat: true }\nconstraints:');
  // Three gateways * 730 h * $0.045.
  expect(month(withNat) - month(plan)).toBeCloseTo(98.55, 6);
  const listed = planOf(plan).sideCosts.filter(({ option }) => option === 't4g.small');
  expect(listed.map(({ what, isAdded }) => [what, isAdded])).toEqual([
    ['logs', false],
    ['NAT', false],
    ['load balancer', false],
  ]);
});

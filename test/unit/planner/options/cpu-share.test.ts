import { expect, test } from 'vitest';
import { optionOf } from '../plan-of.ts';

/** What an option pays for, and how much of it computes. */
const planned = (option: string, { average = '100/s', cpu = '3ms', wait = '150ms' } = {}) =>
  optionOf(
    `
name: paid
question: How much of the paid CPU is in use?
demand: { average: ${average} }
calls: { cpu: ${cpu}, wait: ${wait}, init: 300ms }
options:
  - { name: it, ${option} }
`,
    'it',
  );

const share = (...of: Parameters<typeof planned>) => planned(...of).figures?.cpuShare?.value;

test('one process of a task of 2 vCPU pays for both: 100/s of 3 ms are 15 % of them', () => {
  expect(share('kind: fargate, vcpu: 2, memoryMb: 4096, processes: 1')).toBeCloseTo(0.15, 9);
  expect(share('kind: server, instance: t4g.small, processes: 1')).toBeCloseTo(0.15, 9);
  expect(share('kind: fargate, vcpu: 2, memoryMb: 4096')).toBeCloseTo(0.15, 9);
});

test('Cloud Run by request bills a lone call of 100 ms half a step more: 60 of 150 ms compute; by instance all that is alive', () => {
  const seldom = { average: '86.4/day', cpu: '60ms', wait: '40ms' };
  expect(share('kind: cloud-run, concurrency: 1', seldom)).toBeCloseTo(60 / 150, 3);
  // 50/s of 60 ms are 3 vCPU.
  const { figures } = planned('kind: cloud-run, billing: instances', { ...seldom, average: '50/s' });
  expect((figures?.cpuShare?.value ?? 0) * (figures?.instances.mean.value ?? 0)).toBeCloseTo(3, 9);
});

test.each(['web', 'fluid'])('%s pays for CPU as it is used: there is no share of it, and a reason', (kind) => {
  const { figures, assumes } = planned(`kind: ${kind}`);
  expect(figures?.instances.mean.value).toBeGreaterThan(0);
  expect(figures?.cpuShare).toBeUndefined();
  expect(assumes).toContain('CPU is paid for as it is used, so it has no share of paid time');
});

test('one provisioned environment is paid all the time: 1 in flight finds it busy half of the time, so 20 of 100 + 50 ms compute', () => {
  const calls = { average: '10/s', cpu: '20ms', wait: '80ms' };
  expect(share('kind: provisioned, memoryMb: 1769, environments: 1', calls)).toBeCloseTo(20 / 150, 9);
  expect(share('kind: event, memoryMb: 1769', calls)).toBeCloseTo(20 / 100, 9);
});

test('managed instances at the peak are those that were simulated: 300/s of 8 ms are 2.4 of 2 vCPU each', () => {
  const { figures } = planned('kind: managed, instance: m7g.large', { average: '300/s', cpu: '8ms', wait: '100ms' });
  const vcpus = 2 * (figures?.instances.mean.value ?? 0);
  expect(vcpus).toBeGreaterThan(10);
  expect((figures?.cpuShare?.value ?? 0) * vcpus).toBeCloseTo(2.4, 3);
});

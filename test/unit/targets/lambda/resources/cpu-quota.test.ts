import { expect, it } from 'vitest';
import { cpuQuota } from '../../../../../targets/lambda/resources/cpu-quota.ts';

it('1,769 MB is one vCPU: 20,000 of 20,000 us', () => {
  expect(cpuQuota(1769, 'call')).toEqual({ quotaUs: 20_000, periodUs: 20_000 });
});

it('128 MB is 128/1769 of one: 1,447 us', () => {
  expect(cpuQuota(128, 'call').quotaUs).toBe(1447);
});

it('10,240 MB are 5.79 vCPUs: 115,772 us', () => {
  expect(cpuQuota(10_240, 'call').quotaUs).toBe(115_772);
});

it('an init has 2 vCPUs, and more where the memory size gives more', () => {
  expect([128, 10_240].map((memoryMb) => cpuQuota(memoryMb, 'init').quotaUs)).toEqual([40_000, 115_772]);
});

import { expect, it } from 'vitest';
import { projectedServer } from '../../../../src/stats/projected/server.ts';

/** 20 calls of 158 ms; 8 ms of CPU each. */
const needs = { cpuMs: 8, lone: { calls: 20, totalMs: 3160 }, serviceMs: 900, vcpu: 2, cpuScale: 1 };

it('waits for what CPU leaves of calls that had the server to themselves: 158 - 8 ms, 8 / 158 of it CPU on one of 2 vCPU', () => {
  expect(projectedServer(needs)).toEqual({
    ...{ cpuMsPerCall: 8, vcpu: 2 },
    latency: { basis: 'lone-calls', waitMsPerCall: 150, ms: 158, cpuShare: 8 / 158 },
  });
});

it('computes for 8 / 0.25 ms on a quarter of a vCPU, and for 1.5 times as long on slower CPUs', () => {
  expect(projectedServer({ ...needs, vcpu: 0.25 }).latency?.ms).toBe(182);
  expect(projectedServer({ ...needs, cpuScale: 1.5 })).toMatchObject({ cpuMsPerCall: 12, latency: { ms: 162 } });
});

it('of calls that overlapped has an upper bound: 900 - 8 ms', () => {
  const overlapping = { ...needs, lone: { calls: 9, totalMs: 1422 } };
  expect(projectedServer(overlapping).latency).toMatchObject({ basis: 'upper-bound', waitMsPerCall: 892 });
});

it('says why there is no latency', () => {
  expect(projectedServer({ ...needs, vcpu: undefined })).toEqual({
    cpuMsPerCall: 8,
    missing: 'the vCPUs of the server are not known',
  });
  const none = { ...needs, lone: { calls: 0, totalMs: 0 }, serviceMs: undefined };
  expect(projectedServer(none).missing).toBe('no call was answered');
});

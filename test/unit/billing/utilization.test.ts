import { expect, it } from 'vitest';
import { utilizationOf } from '../../../src/billing/utilization.ts';
import { invocationOf } from './invocation-of.ts';

it('is 40 % for 30 + 10 ms of CPU in 100 ms billed: 60 ms of waiting', () => {
  const utilization = utilizationOf([invocationOf({ cpuMs: 30, initCpuMs: 10 })]);
  expect(utilization).toEqual({
    billedMs: 100,
    cpuMs: 40,
    source: 'kernel',
    waitingMs: 60,
    waitingShareOfBilled: 0.6,
    cpuShareOfBilled: 0.4,
  });
});

it('leaves out invocations whose CPU is unknown: 20 of 100 ms, not of 1100', () => {
  const utilization = utilizationOf([invocationOf({ cpuMs: 20 }), invocationOf({ durationMs: 1000 })]);
  expect(utilization).toEqual({
    billedMs: 100,
    cpuMs: 20,
    source: 'kernel',
    waitingMs: 80,
    waitingShareOfBilled: 0.8,
    cpuShareOfBilled: 0.2,
  });
});

it('takes no waiting from other calls where threads used several CPUs at once: 80 ms of 200, not 80 - 50', () => {
  const parallel = invocationOf({ cpuMs: 150, otherThreadsCpuMs: 110 });
  expect(utilizationOf([invocationOf({ cpuMs: 20 }), parallel])).toMatchObject({ billedMs: 200, waitingMs: 80 });
});

it('waits 0 ms, not less, when several CPUs used 150 ms in 100: the share is 1.5', () => {
  expect(utilizationOf([invocationOf({ cpuMs: 150 })])).toEqual({
    billedMs: 100,
    cpuMs: 150,
    source: 'kernel',
    waitingMs: 0,
    waitingShareOfBilled: 0,
    cpuShareOfBilled: 1.5,
  });
});

it('is absent when no invocation knows its CPU', () => {
  expect(utilizationOf([invocationOf()])).toBeUndefined();
  expect(utilizationOf([])).toBeUndefined();
});

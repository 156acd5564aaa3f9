import { expect, it } from 'vitest';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { callDurations } from '../../../../src/stats/capacity/call-durations.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const lambda = makeRun().result.targets[0] as TargetResult;
const calls = (mean: number) => ({ calls: 1, billedMsPerCall: 0, latencyMs: { mean, max: mean } });
const projected = {
  ...{ invocations: 2, billedMs: 500, waitingShareOfBilled: 0.9, cpuShareOfBilled: 0.1 },
  ...{ latencyMs: { mean: 200, max: 310 }, warm: calls(129.2), cold: calls(310) },
};
const durations = (target: TargetResult) => {
  const { warm, cold } = callDurations(target) ?? {};
  return [warm?.ms, cold?.ms];
};

it('takes projected durations where there are some', () => {
  expect(durations({ ...lambda, projected })).toEqual([129.2, 310]);
});

it('takes the call after the init where every call was cold: 310 - 170 ms', () => {
  const { warm: _, ...onlyCold } = projected;
  const cold = { ...calls(310), initMsPerCall: 170 };
  expect(durations({ ...lambda, projected: { ...onlyCold, cold } })).toEqual([140, 310]);
});

it('else divides what was billed: 1,000 ms of 4 calls, 200 of them init of 2, are 200 ms warm and 300 ms cold', () => {
  const billing = { ...lambda.billing, invocations: 4, billedMs: 1000, initMs: 200 } as TargetResult['billing'];
  const environments = { ...lambda.environments, coldStarts: 2 };
  const { projected: _, ...measured } = lambda;
  expect(durations({ ...measured, billing, environments } as TargetResult)).toEqual([200, 300]);
  const warmOnly = { ...measured, billing, environments: { ...environments, coldStarts: 0 } } as TargetResult;
  expect(durations(warmOnly)).toEqual([200, undefined]);
});

it('knows none of a target that is not billed per call', () => {
  const { billing: _, ...server } = lambda;
  expect(callDurations(server as TargetResult)).toBeUndefined();
  expect(
    callDurations({ ...lambda, billing: { ...lambda.billing, pricedAs: 'active-cpu' } } as TargetResult),
  ).toBeUndefined();
});

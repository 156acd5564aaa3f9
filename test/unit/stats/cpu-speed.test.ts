import { describe, expect, it } from 'vitest';
import type { RunResult, TargetResult } from '../../../src/model/run-result.ts';
import { cpuSpeedOf, type ReadRun } from '../../../src/stats/cpu-speed.ts';
import { targetResult } from '../experiment/target-result.ts';

const run = (
  directory: string,
  target: TargetResult,
  workload: unknown = { kind: 'module', file: 'a.mjs' },
  own?: object,
): ReadRun => {
  const resolved = { workload, request: { path: '/' }, targets: [{ name: target.name, function: own }] };
  const result = { scenario: { resolved }, machine: { node: 'v24.1.0' }, targets: [target] };
  return { directory, result: result as unknown as RunResult };
};

const deployed = (billedMs: number, memoryMb = 1769) =>
  targetResult('function', {
    deployed: { memoryMb, runtime: 'nodejs24.x', architecture: 'arm64' } as TargetResult['deployed'],
    costs: { calls: { from: 'measured', warm: { billedMs, gbSeconds: 0, otherUsd: 0 } } } as TargetResult['costs'],
  });

const local = (factor?: number) =>
  targetResult('lambda', {
    demands: {
      warm: { cpuMs: { count: 9, mean: 8 }, waitMs: { count: 9, mean: 20 } },
      ...(factor !== undefined && { reference: { quietCpuMs: 2, besideCpuMs: 2 * factor, factor } }),
      cpuSpeed: 1,
    },
  });

describe('the speed of a CPU of this machine', () => {
  it('is 1.25 if 8 ms here are 30.5 - 0.5 - 20 = 10 ms on a vCPU', () => {
    const { cpuSpeed, assumes } = cpuSpeedOf(run('there', deployed(30.5)), run('here', local()));
    expect(cpuSpeed).toBe(1.25);
    expect(assumes).toEqual([
      'both runs called the same code: their scenarios have the same workload and request, and only you know what was deployed (it runs nodejs24.x, this machine ran Node v24.1.0)',
      'a call waits as long there as here: 20 ms',
      'at 1769 MB a call has 1 of one vCPU (arm64)',
    ]);
  });

  it('takes the share of the memory size and the reference loop into account: (40.5 - 0.5 - 20) / 2 by 8 / 1.25 is 1.5625', () => {
    const { cpuSpeed } = cpuSpeedOf(run('there', deployed(40.5, 884.5)), run('here', local(1.25)));
    expect(cpuSpeed).toBe(1.5625);
  });

  it('counts one vCPU at any size above 1,769 MB, as a call has one thread', () => {
    expect(cpuSpeedOf(run('there', deployed(30.5, 3538)), run('here', local())).cpuSpeed).toBe(1.25);
  });

  it('refuses runs of two functions', () => {
    expect(() => cpuSpeedOf(run('there', deployed(30.5), { kind: 'builtin' }), run('here', local()))).toThrow(
      'there and here are not runs of the same function: workload and request are {"workload":{"kind":"builtin"},"request":{"path":"/"}} and {"workload":{"kind":"module","file":"a.mjs"},"request":{"path":"/"}}',
    );
  });

  it('compares a function of the target itself with any workload of the other file', () => {
    const here = run('here', local(), undefined, { directory: '/api' });
    expect(cpuSpeedOf(run('there', deployed(30.5), { kind: 'builtin' }), here).cpuSpeed).toBe(1.25);
  });

  it('refuses a run without a deployed function, without warm calls here, and a bill that is shorter than the wait', () => {
    expect(() => cpuSpeedOf(run('there', local()), run('here', local()))).toThrow(
      'there: no target is a deployed function',
    );
    expect(() => cpuSpeedOf(run('there', deployed(30.5)), run('here', targetResult('lambda')))).toThrow(
      'here: no target on this machine has warm calls whose CPU is known',
    );
    expect(() => cpuSpeedOf(run('there', deployed(19)), run('here', local()))).toThrow(
      'there: a warm call of function is billed 19 ms, less than the 20 ms that it waits in here',
    );
  });
});

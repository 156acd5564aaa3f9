import { expect, test } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.ts';
import { needsOfRun } from '../../../src/planner/needs/from-run.ts';

const need = (mean: number, deviation: number) => ({ count: 100, mean, deviation });

const functionTarget = {
  name: 'lambda',
  environments: { distinct: 10 },
  downstream: { peakConnections: 20 },
  projected: { warm: { latencyMs: { mean: 250, p50: 248, p90: 255, p99: 275, max: 300 } } },
  demands: {
    warm: { cpuMs: need(10, 1), waitMs: need(240, 5) },
    init: { cpuMs: need(300, 10), waitMs: need(200, 10) },
    memory: { basePerEnvironmentMb: 80, perRequestMb: 2 },
    hiddenWaitShare: 0.01,
    reference: { factor: 1.25 },
    cpuSpeed: 1,
  },
};

const serverTarget = {
  name: 'api',
  environments: { distinct: 1 },
  projectedServer: { cpuMsPerCall: 4, latency: { basis: 'lone-calls', waitMsPerCall: 239, ms: 243, cpuShare: 0.02 } },
};

const runOf = (targets: object[], verdict: object = { status: 'VALID', targets: [], reasons: [] }) =>
  ({ targets, verdict }) as unknown as RunResult;

test('needs of a run are on CPUs of the platform, with the 95 % interval of the mean and the waiting that queueing may hide', () => {
  const { function: needs, server } = needsOfRun(runOf([functionTarget, serverTarget]), { directory: 'reports/run' });
  // 10 ms beside neighbors that slowed the CPU by 1.25 are 8 ms; 1.96 * 1 ms * 0.8 / sqrt(100).
  expect(needs?.cpuMs).toEqual({ value: 8, low: 8 - 0.1568, high: 8 + 0.1568, basis: 'measured' });
  // 1.96 * 5 / 10, and 1 % of 248 ms on top.
  expect(needs?.waitMs?.low).toBeCloseTo(239.02, 9);
  expect(needs?.waitMs?.high).toBeCloseTo(240.98 + 2.48, 9);
  expect(needs?.spread).toEqual({ p50: 0.992, p90: 1.02, p99: 1.1, max: 1.2 });
  expect(needs?.connections).toEqual({ value: 2, basis: 'measured' });
  expect(needs?.source).toBe('reports/run, target lambda');
  expect(server?.cpuMs?.value).toBe(4);
  expect(server?.waitMs).toEqual({ value: 239, basis: 'measured' });
});

test('of 10 calls in flight of 24.8 ms of CPU, queueing hides at most 9 * 24.8 = 223.2 of 2,104 ms of waiting', () => {
  const latency = { ...serverTarget.projectedServer.latency, basis: 'upper-bound', waitMsPerCall: 2104 };
  const burst = { ...serverTarget, peakInFlight: 10, projectedServer: { cpuMsPerCall: 24.8, latency } };
  const waitMs = needsOfRun(runOf([burst]), { directory: 'reports/run' }).server?.waitMs;
  expect(waitMs?.value).toBe(2104);
  expect(waitMs?.low).toBeCloseTo(1880.8, 9);
  expect(waitMs?.high).toBe(2104);
  expect(waitMs?.basis).toBe('extrapolated');
});

test('inputs of a SUSPECT target say so, with the reasons that concern it', () => {
  const reason = (code: string, target?: string) => ({ code, status: 'SUSPECT', target, message: 'm', advice: 'a' });
  const verdict = {
    ...{ status: 'SUSPECT', targets: [{ name: 'lambda', status: 'SUSPECT' }] },
    reasons: [reason('late-sends', 'lambda'), reason('contention', 'other'), reason('host-saturated')],
  };
  expect(needsOfRun(runOf([functionTarget], verdict), { directory: 'reports/run' }).function?.source).toBe(
    'reports/run, target lambda (SUSPECT: late-sends, host-saturated)',
  );
});

test('an INVALID target is refused with its reasons; of several targets one has to be named', () => {
  const reasons = [
    { status: 'INVALID', target: 'lambda', message: 'the load generator was late', advice: 'run it again' },
  ];
  const invalid = { status: 'SUSPECT', targets: [{ name: 'lambda', status: 'INVALID' }], reasons };
  expect(() => needsOfRun(runOf([functionTarget], invalid), { directory: 'reports/run' })).toThrow(
    'reports/run: target lambda is INVALID, so nothing can be planned with it',
  );
  const two = runOf([functionTarget, { ...functionTarget, name: 'other' }]);
  expect(() => needsOfRun(two, { directory: 'reports/run' })).toThrow(
    'calls.function: reports/run measured several; name one of lambda, other',
  );
  expect(needsOfRun(two, { directory: 'reports/run', function: 'other' }).function?.source).toContain('target other');
});

test('a run that measured no CPU, and a name that is not in it, are refused', () => {
  expect(() => needsOfRun(runOf([{ name: 'api' }]), { directory: 'reports/run' })).toThrow(
    'reports/run: no target of the run measured the CPU of its calls',
  );
  expect(() => needsOfRun(runOf([functionTarget]), { directory: 'reports/run', server: 'api' })).toThrow(
    'calls.server: reports/run has no server "api" whose calls were measured',
  );
});

import { expect, test } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.ts';
import { needsOfRun } from '../../../src/planner/needs/from-run.ts';
import { planNeeds } from '../../../src/planner/needs/given.ts';
import type { PlanCallsSpec } from '../../../src/scenario/plan/calls.ts';

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
    expect.objectContaining({
      message: 'calls.function: reports/run measured several; name one of lambda, other',
      hint: 'such as `calls: { function: lambda }` in the file, or `--set calls.function=lambda`',
    }),
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

const clusterOf = (more: object = {}) => ({
  ...{ ...serverTarget, name: 'cluster', environments: { distinct: 10 }, memory: { idle: { processes: 11 } } },
  demands: { memory: { basePerEnvironmentMb: 940.5, perRequestMb: 0.6 } },
  ...more,
});
const serverOf = (target: object) => needsOfRun(runOf([target]), { directory: 'reports/run', server: 'cluster' });

// 940.5 MB of 10 workers and their primary are 85.5 MB of each.
test('memory of a cluster is divided by its processes, and its primary is beside them on each server', () => {
  const { server, notes } = serverOf(clusterOf());
  expect(server?.baseMb).toEqual({ value: 85.5, basis: 'measured' });
  expect(server?.besideMb).toEqual({ value: 85.5, basis: 'measured' });
  expect(server?.perRequestMb?.value).toBe(0.6);
  expect(notes).toEqual([
    '10 of the 11 processes of target cluster answered: each is taken to have an equal part of their memory, and each server is taken to have the 1 other beside its own',
  ]);
});

test('a given memory of a process replaces what was measured of a cluster', () => {
  const calls = { baseMb: 100 } as PlanCallsSpec;
  const { server, notes } = planNeeds(calls, serverOf(clusterOf()));
  expect(server.baseMb?.value).toBe(100);
  expect(server.besideMb).toBeUndefined();
  expect(notes.join()).not.toContain('memory');
  const measured = planNeeds({} as PlanCallsSpec, serverOf(clusterOf()));
  expect(measured.server.besideMb?.value).toBe(85.5);
  expect(measured.function.besideMb).toBeUndefined();
  expect(measured.notes.join()).toContain('10 of the 11 processes');
});

test('the processes of one repeat share its memory and connections, and not those of all repeats', () => {
  const phase = (repeat: number, ids: string[]) => ({
    repeat,
    environments: { list: ids.map((instanceId) => ({ instanceId })) },
  });
  const phases = [phase(0, ['a', 'b']), phase(0, ['b', 'c']), phase(1, ['d', 'e'])];
  const { server } = serverOf(
    clusterOf({
      phases,
      environments: { distinct: 5 },
      memory: { idle: { processes: 3 } },
      downstream: { peakConnections: 12 },
    }),
  );
  expect(server?.baseMb?.value).toBeCloseTo(940.5 / 3, 9);
  expect(server?.besideMb).toBeUndefined();
  expect(server?.connections?.value).toBe(4);
});

test('what a command starts beside the one process that answers belongs to it', () => {
  const { server, notes } = serverOf(clusterOf({ environments: { distinct: 1 }, memory: { idle: { processes: 3 } } }));
  expect(server?.baseMb?.value).toBe(940.5);
  expect(server?.besideMb).toBeUndefined();
  expect(notes).toEqual([]);
});

test('memory of a process is not known, and named, where nobody knows how many answered or more answered than there were', () => {
  const unknown = serverOf(clusterOf({ environments: {} }));
  expect(unknown.server?.baseMb).toBeUndefined();
  expect(unknown.server?.perRequestMb).toBeUndefined();
  expect(unknown.notes?.[0]).toMatch(
    /^memory of a process is not known: target cluster had 11 processes before its load, and an unknown number answered/,
  );
  expect(serverOf(clusterOf({ memory: { idle: { processes: 1 } } })).notes?.[0]).toContain(
    'had 1 process before its load, and 10 processes answered',
  );
});

test('what was measured in a function only is a prediction for a server, and what is given stays given', () => {
  const measured = needsOfRun(runOf([functionTarget]), { directory: 'reports/run' });
  const { function: ofFunction, server, notes } = planNeeds({ waitMs: 120 } as PlanCallsSpec, measured);
  const bases = ({ cpuMs, waitMs, baseMb, initCpuMs }: typeof server) =>
    [cpuMs, waitMs, baseMb, initCpuMs].map((figure) => figure?.basis);
  expect(bases(ofFunction)).toEqual(['measured', 'given', 'measured', 'measured']);
  expect(bases(server)).toEqual(['extrapolated', 'given', 'extrapolated', 'extrapolated']);
  expect(server.cpuMs).toMatchObject({ value: 8, low: 8 - 0.1568 });
  expect(server.source).toBe('reports/run, target lambda, as in the function');
  expect(notes.join()).toContain('a call in a server was not measured');
});

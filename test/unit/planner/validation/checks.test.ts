import { expect, it } from 'vitest';
import { validatePlanner } from '../../../../src/library/validate.ts';
import { errorOf, type ValidationRow, verdictOf } from '../../../../src/model/plan/validation.ts';
import type { Sample } from '../../../../src/model/sample.ts';
import { burstOfFiveCheck } from '../../../../src/planner/validation/checks/burst-of-five.ts';
import { completeRows, type SeenRun } from '../../../../src/planner/validation/checks/check.ts';
import { limitsCheck } from '../../../../src/planner/validation/checks/limits.ts';
import { disturbance, disturbanceOf } from '../../../../src/planner/validation/checks/noise.ts';
import { steadyCheck } from '../../../../src/planner/validation/checks/steady.ts';
import { renderValidation, validationMarkdown } from '../../../../src/report/validation/rows.ts';

/** As much of a run as checks read. */
function runOf(target: object, samples: readonly Partial<Sample>[] = [], verdict: object = {}): SeenRun {
  const whole = { client: {}, requests: {}, environments: {}, phases: [], ...target };
  return { result: { targets: [whole], verdict: { reasons: [], ...verdict } }, samples } as unknown as SeenRun;
}

const valuesOf = (rows: readonly ValidationRow[]) =>
  rows.map(({ quantity, predicted, measured }) => [quantity, predicted, measured]);

it('limits: 10, 20 and 25 of 30 requests run, so 25 environments and 20 + 10 + 5 throttled', () => {
  const tested = runOf({ environments: { distinct: 25, coldStarts: 24 }, requests: { throttled: 35 } });
  const { rows } = completeRows(limitsCheck.compare(tested, undefined));
  expect(valuesOf(rows)).toEqual([
    ['environments', 25, 25],
    ['cold starts', 25, 24],
    ['throttled', 35, 35],
  ]);
  expect(rows.map(verdictOf)).toEqual(['holds', 'fails', 'holds']);
});

const needs = (cpuMs: number, waitMs: number, queuedMs = 0) => {
  const of = (value: number) => ({ count: 10, mean: value, p50: value, max: value });
  return { cpuMs: of(cpuMs), waitMs: of(waitMs), queuedMs: of(queuedMs), throttledMs: of(0) };
};

it('burst-of-five: 60/s of 155 ms are 10 in flight: the tenth is sent 150 ms after the first', () => {
  const bursts = {
    ...{ name: 'bursts', peakInFlight: 5, demands: { warm: needs(5, 150) } },
    projected: { warm: { usdPerMillion: 3.9 } },
  };
  const learned = runOf({ phases: [bursts], demands: {} });
  const steady = {
    ...{ name: 'steady', startedAtMs: 1000, environments: { distinct: 11 }, peakInFlight: 11 },
    latencyMs: { serviceTime: { all: { p50: 156 } } },
    billing: { usdPerMillion: 4 },
  };
  const { rows } = completeRows(burstOfFiveCheck.compare(runOf({ phases: [steady] }), learned));
  expect(rows).toMatchObject([
    { quantity: 'environments', predicted: 10, measured: 11, load: 11, given: 'schedule' },
    { quantity: 'p50', measured: 156 },
    { quantity: 'cost', predicted: 3.9, measured: 4 },
  ]);
  expect(errorOf(rows[0] as ValidationRow)).toBeCloseTo(-1 / 11, 9);
  // Histograms of the simulator have steps of a percent.
  expect(rows[1]?.predicted).toBeCloseTo(155, -0.5);
});

it('steady: measures the mean of the curve after 7 s: 2 alive for 10 s, then 4 for 10 s are 3', () => {
  const learned = runOf({ phases: [{ name: 'steady', demands: { warm: needs(1, 999) } }], demands: {} });
  const tested = runOf({
    phases: [{ name: 'steady', startedAtMs: 3000, finishedAtMs: 30_000, meanInFlight: 2, environments: {} }],
    environmentCurve: [
      { atMs: 500, alive: 50 },
      { atMs: 9000, alive: 2 },
      { atMs: 20_000, alive: 4 },
    ],
  });
  const [ofArrivals, ofSchedule] = steadyCheck.compare(tested, learned);
  // No request of the run is known here, so none is predicted to need an environment.
  expect(ofArrivals).toMatchObject({ given: 'arrivals', predicted: 0, measured: 3, tolerance: 0.02 });
  // 30/s of 1 s for 37 s, whatever the run was: at least as many as are in flight on average, and by chance more or fewer.
  expect(ofSchedule).toMatchObject({ given: 'schedule', measured: 3 });
  expect(ofSchedule?.predicted).toBeGreaterThan(30);
  expect(ofSchedule?.predicted).toBeLessThan(45);
  expect(ofSchedule?.sampling).toBeGreaterThan(0.01);
});

it('discards a run whose calls waited for a CPU, whose CPU was slowed, or whose sends were late, and says why', () => {
  const phase = { name: 'steady', demands: { warm: needs(10, 84, 6) }, schedule: { sendLagMs: { p99: 2 } } };
  const quiet = { ...phase, demands: { warm: needs(10, 85, 5) } };
  expect(disturbance(runOf({ phases: [phase] }), 'steady')).toBe('calls waited for a CPU for 6% of their time');
  expect(disturbance(runOf({ phases: [quiet] }), 'steady')).toBeUndefined();
  const slowed = { phases: [quiet], demands: { reference: { factor: 1.6 } } };
  expect(disturbance(runOf(slowed), 'steady')).toBe('neighbors slowed the CPU by 60%');
  const late = { phases: [{ ...quiet, schedule: { sendLagMs: { p99: 31 } } }] };
  expect(disturbance(runOf(late), 'steady')).toBe('requests were sent 31 ms late (p99)');
  const stolen = { phases: [quiet], client: { host: { stealShare: 0.1 } } };
  expect(disturbance(runOf(stolen), 'steady')).toBe('the hypervisor gave 10% of the CPU time to others');
  const used = { phases: [quiet], client: { host: { cpuShare: 0.9 } } };
  expect(disturbance(runOf(used), 'steady')).toBe('90% of the CPU time of this machine was in use');
  // Of 20 s on 2 CPUs, the server used 10 s and the load generator 2 s: 12 of 40. The rest of 45 % was used by others.
  const times = { startedAtMs: 1000, finishedAtMs: 21_000 };
  const beside = (cpuShare: number) => {
    const target = {
      phases: [{ ...quiet, ...times }],
      serverCpuMs: 10_000,
      client: { host: { cpuShare }, cpuMs: 2000 },
    };
    const { result, samples } = runOf(target);
    return { result: { ...result, machine: { cpus: 2 } }, samples } as SeenRun;
  };
  expect(disturbance(beside(0.45), 'steady')).toBe('other programs used 15% of the CPU time of this machine');
  expect(disturbance(beside(0.39), 'steady')).toBeUndefined();
});

it('discards a run that is INVALID, unless only for the environments that the check compares', () => {
  const phase = { name: 'steady', demands: { warm: needs(1, 99) } };
  const invalidBy = (code: string, status = 'INVALID') =>
    disturbance(runOf({ phases: [phase] }, [], { reasons: [{ code, status, message: `because ${code}` }] }), 'steady');
  expect(invalidBy('unanswered')).toBe('because unanswered');
  expect(invalidBy('unanswered', 'SUSPECT')).toBeUndefined();
  expect(invalidBy('contended-counts')).toBeUndefined();
});

it('names a figure that was not measured in place of its row', () => {
  const learned = { name: 'bursts', peakInFlight: 5, demands: { warm: needs(5, 150) } };
  const tested = { name: 'steady', environments: { distinct: 10 }, peakInFlight: 10, latencyMs: { serviceTime: {} } };
  const run = runOf({ phases: [tested], billing: { usdPerMillion: 4 } });
  const { rows, notMeasured } = completeRows(burstOfFiveCheck.compare(run, runOf({ phases: [learned], demands: {} })));
  expect(valuesOf(rows)).toEqual([['environments', 10, 10]]);
  const of = { check: 'burst-of-five', given: 'schedule' } as const;
  expect(notMeasured).toEqual([
    { ...of, quantity: 'p50' },
    { ...of, quantity: 'cost' },
  ]);
  expect(renderValidation({ date: '2026-11-30', machine: '2 CPUs', rows, notMeasured, discarded: [] })).toContain(
    '\nburst-of-five: p50 (schedule) was not measured, so it has no row\n',
  );
});

it('a run to learn from may be disturbed as little as the one that is compared', () => {
  const named = (name: string, queuedMs: number) =>
    runOf({ phases: [{ name, demands: { warm: needs(2, 92, queuedMs) } }] });
  const [quiet, disturbed] = [named('steady', 1), named('steady', 6)];
  expect(disturbanceOf(burstOfFiveCheck, quiet, named('bursts', 6))).toBe(
    'in the run to learn from, calls waited for a CPU for 6% of their time',
  );
  expect(disturbanceOf(burstOfFiveCheck, disturbed, named('bursts', 1))).toMatch(/^calls waited/);
  expect(disturbanceOf(burstOfFiveCheck, quiet, named('bursts', 1))).toBeUndefined();
  expect(disturbanceOf(limitsCheck, disturbed, undefined)).toBeUndefined();
});

it('interrupted, keeps the checks that have ended: none', async () => {
  expect(await validatePlanner({ signal: AbortSignal.abort() })).toMatchObject({
    rows: [],
    discarded: [],
    interrupted: true,
  });
});

it('refuses the name of no check', async () => {
  await expect(validatePlanner({ only: ['limits', 'nope'] })).rejects.toThrow(
    '--only: there is no check "nope"; expected limits, burst-of-five, steady, held-out, servers',
  );
});

it('prints each prediction with its error, its limit and whether it holds, and the runs that were discarded', () => {
  const validation = {
    ...{ date: '2026-11-30', machine: '2 CPUs' },
    rows: [
      {
        check: 'a',
        quantity: 'p99',
        of: 'server',
        load: 0.5,
        unit: 'ms',
        predicted: 90,
        measured: 100,
        tolerance: 0.15,
        given: 'arrivals',
      },
      {
        check: 'b',
        quantity: 'environments',
        of: 'server',
        load: 9,
        unit: 'count',
        predicted: 12,
        measured: 10,
        tolerance: 0,
        given: 'schedule',
      },
      {
        check: 'c',
        quantity: 'p99',
        of: 'server',
        load: 0.8,
        unit: 'ms',
        predicted: 112,
        measured: 100,
        tolerance: 0.1,
        given: 'schedule',
        sampling: 0.03,
      },
    ],
    discarded: [{ check: 'b', why: 'neighbors slowed the CPU by 60%' }],
  } as const;
  expect(
    renderValidation(validation)
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ['check', 'figure', 'given', 'load', 'predicted', 'measured', 'error', 'chance', 'at most'],
    ['a', 'p99, ms', 'arrivals', '0.50', '90', '100', '-10.0%', '15%', 'holds'],
    ['b', 'environments', 'schedule', '9', '12', '10', '+20.0%', 'equal', 'FAILS'],
    ['c', 'p99, ms', 'schedule', '0.80', '112', '100', '+12.0%', '±3.0%', '10%', 'undecided'],
    ['b: a run was discarded: neighbors slowed the CPU by 60%'],
    ['2 CPUs'],
    [''],
  ]);
  expect(validationMarkdown(validation)).toContain(
    '| a | p99, ms | arrivals | 0.50 | 90 | 100 | -10.0% |  | 15% | holds |',
  );
});

import { expect, it } from 'vitest';
import { UserError } from '../../../../src/model/errors.ts';
import type { SeenRun } from '../../../../src/planner/validation/checks/check.ts';
import { cpuMsIn } from '../../../../src/planner/validation/checks/check.ts';
import { overDraws } from '../../../../src/planner/validation/checks/draws.ts';
import { learnedTimes, spreadOf } from '../../../../src/planner/validation/checks/function-needs.ts';
import { driftOf, learnedOfServer, rateAt } from '../../../../src/planner/validation/checks/server-needs.ts';
import { serversCheck } from '../../../../src/planner/validation/checks/servers.ts';

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('a spread keeps the mean: 5 to 10 above the median 5 and mean 5 make 0 to 5 below it', () => {
  const uniform = spreadOf({ count: 100, mean: 5, p50: 5, max: 10 });
  expect(uniform).toHaveLength(100);
  expect(uniform[0]).toBeCloseTo(0.05, 9);
  expect(uniform[99]).toBeCloseTo(9.95, 9);
  expect(meanOf(uniform)).toBeCloseTo(5, 9);
});

it('values beyond a percentile are on the line to the next: half of all are 4, 40 from 4 to 8, 9 from 8 to 12, one at 13', () => {
  const values = spreadOf({ count: 200, mean: 5.15, p50: 4, p90: 8, p99: 12, max: 14 });
  expect([values[50], values[89], values[90], values[99]].map((value) => value?.toFixed(2))).toEqual([
    '4.05',
    '7.95',
    '8.22',
    '13.00',
  ]);
  // (40 * 6 + 9 * 10 + 13) / 50 = 6.86 above, so 2 * 5.15 - 6.86 = 3.44 below on average, from 2.88.
  expect(values[0]).toBeCloseTo(2.88 + 1.12 / 100, 9);
  expect(meanOf(values)).toBeCloseTo(5.15, 9);
});

it('figures of 1 to 40 have the mean 20.5 and the deviation sqrt(40 * 41 / 12): so far is one of them off by chance', () => {
  const { predicted, sampling, given } = overDraws((seed) => seed);
  expect([given, predicted]).toEqual(['schedule', 20.5]);
  expect(sampling).toBeCloseTo((1.96 * Math.sqrt((40 * 41) / 12)) / 20.5, 12);
});

const phase = (name: string, fromMs: number, toMs: number, answered: number, p50 = 0) => ({
  ...{ name, startedAtMs: fromMs, finishedAtMs: toMs, requests: { answered } },
  latencyMs: { serviceTime: { all: { p50 } } },
});

function serverRun(steadyCpus: number): SeenRun {
  const target = {
    phases: [phase('batches', 1000, 2000, 200), phase('steady', 2000, 12_000, 150, 57)],
    resourceCurve: [
      { atMs: 500, rssMb: 50 },
      { atMs: 1000, rssMb: 50, cpus: 0.9 },
      { atMs: 2000, rssMb: 50, cpus: 0.805 },
      { atMs: 14_000, rssMb: 50, cpus: steadyCpus },
    ],
  };
  return seenRun(target, [{ phase: 'steady', intendedAtMs: 2100 }], 1000, 2);
}

const seenRun = (target: object, samples: readonly object[], iterationsPerMs: number, besideCpuMs: number) => {
  const targets = [{ ...target, demands: { reference: { besideCpuMs } } }];
  return { result: { targets, workload: { iterationsPerMs } }, samples } as unknown as SeenRun;
};

it('CPU of a phase is that of the readings in it: 0.8 of a CPU for 10 of the 12 s of a reading', () => {
  expect(cpuMsIn(serverRun(0.08), 'batches')).toBe(805);
  expect(cpuMsIn(serverRun(0.08), 'steady')).toBe(800);
});

it('a call of 4.025 ms in bursts and of 4.9 ms at a low rate: the difference is that of waking up', () => {
  // Blocked for 195 ms of 200 calls, and at 15/s of 4.9 ms, 0.0735 of a CPU, for 9265 of 150 calls.
  const needs = learnedOfServer(serverRun((150 * 4.9) / 10_000), 3);
  const wakeShare = 0.875 / (9265 / 150 - 195 / 200);
  const cpuMs = 4.025 - (wakeShare * 195) / 200;
  expect(needs.wakeShare).toBeCloseTo(wakeShare, 9);
  expect(needs.cpuMs).toBeCloseTo(cpuMs, 9);
  expect(needs.utilization).toBeCloseTo(0.0735, 9);
  // 3 ms of work and half of the rest.
  expect(needs.beforeWait * needs.cpuMs).toBeCloseTo(3 + (cpuMs - 3) / 2, 9);
  // The call after 100 ms without any wakes the loop twice, the second time after all of its waiting of at most 57 ms - CPU.
  expect(needs.waitMs).toBeCloseTo(57 - cpuMs - wakeShare * (100 + 57 - cpuMs), 9);
});

/** 4.9 ms of CPU at 15/s. */
const learnedRun = serverRun((150 * 4.9) / 10_000);

it('80 % of a CPU with 4 ms and 2 % of blocked time are 199/s: blocked for 200 / 199 ms per call, 199 * 4.0201 = 800', () =>
  expect(rateAt(0.8, { cpuMs: 4, wakeShare: 0.02 })).toBe(199));

it('measures at the rates that should need 20, 50 and 80 % of a CPU', () => {
  // 1000 * (0.2 - 0.8 * 0.01439) / 4.011 = 47.0; 1000 * (0.5 - 0.5 * 0.01439) / 4.011 = 122.9; 1000 * (0.8 - 0.2 * 0.01439) / 4.011 = 198.7.
  const { load } = serversCheck.test(learnedRun) as { load: { name: string; ratePerSecond?: number }[] };
  expect(load.slice(1).map(({ name, ratePerSecond }) => [name, ratePerSecond])).toEqual([
    ['at-20', 47],
    ['at-50', 123],
    ['at-80', 199],
  ]);
});

it('the measured run has 10 % more work in a call of 3 ms, and a CPU that is 5 % slower: 0.3 ms more, and 5 % of all', () => {
  const names = ['at-20', 'at-50', 'at-80'];
  const tested = seenRun(
    {
      phases: names.map((name) => phase(name, 1000, 2000, 1, 60)),
      resourceCurve: [
        { atMs: 1000, rssMb: 50 },
        { atMs: 2000, rssMb: 50, cpus: 0.2 },
      ],
    },
    names.map((name) => ({ phase: name, intendedAtMs: 1100 })),
    1100,
    2.1,
  );
  const rows = serversCheck.compare(tested, learnedRun).filter(({ given }) => given === 'arrivals');
  expect(rows.map(({ check, quantity }) => `${check} ${quantity}`)).toEqual(
    [47, 123, 199].flatMap((rate) => [`servers ${rate}/s p50`, `servers ${rate}/s p99`]),
  );
  // One call after 100 ms without any, and its timer, which is due a whole number of ms after the loop is blocked.
  const { cpuMs, wakeShare, waitMs } = learnedOfServer(learnedRun, 3);
  for (const { predicted } of rows)
    expect(predicted).toBeCloseTo((cpuMs + 0.3) * 1.05 + waitMs + wakeShare * (100 + waitMs), 9);
});

it('drift: ten bursts of which one answer follows another by 3 ms, and ten by 3.3 ms, deviate by 0.3 / sqrt(2) of 3.15', () => {
  const burst = (fromMs: number, everyMs: number) =>
    Array.from({ length: 10 }, (_, index) => ({ phase: 'batches', completedAtMs: fromMs + everyMs * index }));
  const samples = Array.from({ length: 20 }, (_, index) => burst(1000 + 100 * index, index < 10 ? 3 : 3.3)).flat();
  expect(driftOf(seenRun({}, samples, 1000, 2))).toBeCloseTo(0.3 / Math.sqrt(2) / 3.15, 9);
  expect(driftOf(seenRun({}, samples.slice(0, 100), 1000, 2))).toBe(0);
});

it('names the phase in which the CPU of a server was not measured', () => {
  const run = seenRun({ phases: [phase('batches', 1000, 2000, 200)] }, [], 1000, 2);
  expect(() => learnedOfServer(run, 3)).toThrow('the CPU of the server was not measured in the phase batches');
});

it('names the phase of which nothing was learned, since no warm call in it has CPU time', () => {
  const run = seenRun({ phases: [{ ...phase('bursts', 0, 1, 5), demands: {} }] }, [], 1000, 2);
  const learn = () => learnedTimes(run, 'bursts');
  expect(learn).toThrow(UserError);
  expect(learn).toThrow(/^nothing was learned: no warm call of the phase bursts has CPU time/);
});

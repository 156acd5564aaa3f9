import { expect, it } from 'vitest';
import type { SeenRun } from '../../../../src/planner/validation/checks/check.ts';
import { cpuMsIn } from '../../../../src/planner/validation/checks/check.ts';
import { overDraws } from '../../../../src/planner/validation/checks/draws.ts';
import { spreadOf } from '../../../../src/planner/validation/checks/function-needs.ts';
import { learnedOfServer } from '../../../../src/planner/validation/checks/servers.ts';

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
    phases: [phase('clients', 1000, 2000, 200), phase('steady', 2000, 12_000, 150, 57)],
    resourceCurve: [
      { atMs: 500, rssMb: 50 },
      { atMs: 1000, rssMb: 50, cpus: 0.9 },
      { atMs: 2000, rssMb: 50, cpus: 0.805 },
      { atMs: 14_000, rssMb: 50, cpus: steadyCpus },
    ],
  };
  return { result: { targets: [target] }, samples: [] } as unknown as SeenRun;
}

it('CPU of a phase is that of the readings in it: 0.8 of a CPU for 10 of the 12 s of a reading', () => {
  expect(cpuMsIn(serverRun(0.08), 'clients')).toBe(805);
  expect(cpuMsIn(serverRun(0.08), 'steady')).toBe(800);
});

it('a call of 4.025 ms among 10 clients and of 4.9 ms at a low rate: the difference is that of the wakes', () => {
  // 4.9 ms at 15/s are 0.0735 of a CPU: 2 * (1 - 0.0735) - 2 / 10 = 1.653 wakes more make 0.875 ms.
  const needs = learnedOfServer(serverRun((150 * 4.9) / 10_000));
  const wakeMs = 0.875 / 1.653;
  expect(needs?.wakeMs).toBeCloseTo(wakeMs, 9);
  expect(needs?.cpuMs).toBeCloseTo(4.025 - wakeMs / 5, 9);
  expect(needs?.waitMs).toBeCloseTo(57 - 4.025 + wakeMs / 5 - 2 * wakeMs, 9);
  expect(needs?.utilization).toBeCloseTo(0.0735, 9);
});

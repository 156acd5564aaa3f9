import { expect, it } from 'vitest';
import { LogReader } from '../../../../src/logs/log-reader.ts';
import { planDemand } from '../../../../src/planner/demand.ts';
import { impossibleOf } from '../../../../src/planner/impossible.ts';
import { LogDemandReader } from '../../../../src/planner/logs/log-demand.ts';
import { recordedBeside } from '../../../../src/planner/logs/recorded-service.ts';
import { planNeeds } from '../../../../src/planner/needs/given.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import type { PlanInputs } from '../../../../src/planner/plan-inputs.ts';
import { planFileSchema } from '../../../../src/scenario/plan/plan-file.ts';

const report = (second: number, more = '', durationMs = 100, billedMs = 100) =>
  `2026-11-21T14:${String(3 + Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000Z 2026/11/21/orders[7]0a REPORT RequestId: r${second}\tDuration: ${durationMs} ms\tBilled Duration: ${billedMs} ms\tMemory Size: 1024 MB\tMax Memory Used: 80 MB\t${more}`;
const restored = 'Restore Duration: 400 ms\tBilled Restore Duration: 50 ms\t';

function logsOf(...lines: readonly string[]) {
  const demand = new LogDemandReader();
  const reader = new LogReader((finding) => demand.add(finding, 'orders'));
  reader.add(lines.join('\n'));
  reader.end();
  return demand.finish('orders.log');
}

function inputsOf(logs: ReturnType<typeof logsOf>, options: readonly object[], more: object = {}): PlanInputs {
  const file = planFileSchema.parse({ name: 'p', question: 'q?', demand: {}, calls: {}, options, ...more });
  const demand = planDemand({ ...file.demand, averagePerSecond: 1, peakPerSecond: 1 }, undefined);
  return { file, demand, needs: planNeeds(file.calls, { function: logs.needs }) };
}

const planOf = (logs: ReturnType<typeof logsOf>, options: readonly object[], calls: object = {}) =>
  makePlan(inputsOf(logs, options, { calls }), { version: '0' });

const snapshots = logsOf(report(1, restored, 100, 150), report(2), report(3, restored, 100, 150), report(4));

it('a restore delays a call by 400 ms and bills 50: both are inputs, of 2 of the 4 lines', () => {
  const { initMs, startBilledMs, paidRestoreShare, sources } = snapshots.needs;
  expect([initMs?.value, startBilledMs?.value, paidRestoreShare]).toEqual([400, 50, 1]);
  expect(sources?.['initMs']).toBe('2 of 4 REPORT lines of orders');
  const rows = planOf(snapshots, [{ kind: 'event', memoryMb: 1024 }]).inputs.map(({ name, source }) => [name, source]);
  expect(rows).toContainEqual(['function: time of a call at 1,024 MB', '4 REPORT lines of orders']);
  expect(rows).toContainEqual(['function: init', '2 of 4 REPORT lines of orders']);
  expect(rows).toContainEqual(['function: billed part of a restore', '2 of 4 REPORT lines of orders']);
});

// 730 h of 1 GB: 730 * 3600 * 0.0000015046. A cold call: (100 + 50) ms of 1 GB, and 0.0001397998 for its restore.
it('the cache costs $3.95 a month, and a cold call 0.15 GB-seconds and its restore, on which a commitment has no discount', () => {
  const { options } = planOf(snapshots, [{ kind: 'event', memoryMb: 1024, architecture: 'x86_64' }]);
  const { figures, assumes } = options[0] ?? {};
  const part = (name: string) => figures?.month?.parts.find(({ what }) => what.startsWith(name))?.usd ?? Number.NaN;
  expect(part('the cache of SnapStart')).toBeCloseTo(730 * 3600 * 0.0000015046, 9);
  const cold = 730 * 3600 * (figures?.coldShare?.value ?? Number.NaN);
  expect(part('duration of cold calls')).toBeCloseTo(cold * 0.15 * 0.0000166667, 9);
  expect(part('restores of SnapStart')).toBeCloseTo(cold * 0.0001397998, 9);
  // 12 % less for 0.15 GB-seconds of a cold call and 0.1 of a warm one, and for nothing else.
  const gbSeconds = cold * 0.15 + (730 * 3600 - cold) * 0.1;
  const { usd, committedUsd = Number.NaN } = figures?.month ?? {};
  expect((usd?.value ?? Number.NaN) - committedUsd).toBeCloseTo(gbSeconds * 0.0000166667 * 0.12, 9);
  expect(assumes?.join()).toContain('restores of SnapStart, billed as in the logs: each restore has its price');
});

it('a region without prices of SnapStart is refused where restores are paid, as an option without a cost would be left out', () => {
  const options = [{ kind: 'event', memoryMb: 1024 }];
  const refused = (logs: ReturnType<typeof logsOf>, lambda: object = {}) =>
    impossibleOf(inputsOf(logs, options, { prices: { region: 'eu-west-1', lambda } }));
  expect(refused(snapshots)).toEqual([
    {
      path: ['options', 0, 'kind'],
      message:
        'lambda 1024 MB: prices of SnapStart in eu-west-1 are not in the price table, so there is no bill: state prices.lambda.cacheUsdPerGbSecond and prices.lambda.restoreUsdPerGb, or choose a prices.region that has them, us-east-1',
    },
  ]);
  expect(refused(snapshots, { cacheUsdPerGbSecond: 0.000002, restoreUsdPerGb: 0.0002 })).toEqual([]);
  expect(refused(logsOf(report(1), report(2)))).toEqual([]);
});

it('restores of Java are free, and a given init replaces those of the logs', () => {
  const java = 'INIT_START Runtime Version: java:21.v30\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:a';
  const start = `2026-11-21T14:03:00.000Z 2026/11/21/orders[7]0a ${java}`;
  expect(logsOf(start, report(1, restored, 100, 150), report(2)).needs.paidRestoreShare).toBe(0);
  const { inputs } = planOf(snapshots, [{ kind: 'event', memoryMb: 1024 }], { initMs: 900 });
  expect(inputs.map(({ id }) => id)).not.toContain('function.startBilledMs');
  expect(inputs.find(({ id }) => id === 'function.initMs')?.figure.value).toBe(900);
});

it('provisioned concurrency excludes SnapStart, and no other platform restores', () => {
  const { options, missing } = planOf(
    snapshots,
    [
      { kind: 'provisioned', memoryMb: 1024, environments: 1 },
      { kind: 'cloud-run', vcpu: 1, memoryMb: 512 },
    ],
    { cpuMs: 5, waitMs: 95 },
  );
  expect(options[0]?.missing).toEqual([
    'the init without SnapStart (calls.init), which provisioned concurrency excludes',
  ]);
  expect(missing.join()).toContain('a restore of SnapStart is none');
});

// One call at a time within the keep-alive: one environment, which starts once. 4 * 100 + 2 * 50 ms were billed.
it('what the logs show stands beside what the plan says of the same requests', () => {
  const { arrivals, needs, recorded } = snapshots;
  const rows = recordedBeside(recorded, { arrivals, needs, keepAliveMs: 300_000 });
  expect(rows.map(({ what, recorded: found, predicted }) => [what, found.value, predicted.value])).toEqual([
    ['cold starts', 2, 1],
    ['environments', 1, 1],
    ['billed time', 500, 450],
  ]);
});

it('calls and inits that failed are named', () => {
  const { notes } = logsOf(
    '2026-11-21T14:03:00.000Z INIT_REPORT Init Duration: 9999.00 ms\tPhase: init\tStatus: timeout',
    report(1, 'Status: timeout\t', 3000, 3000),
    report(5, 'Status: error\tError Type: Runtime.ExitError\t'),
    report(6),
  );
  expect(notes).toContain(
    '2 calls failed (1 with the status timeout, 1 with the status error): the times of calls include theirs, which are billed, too',
  );
  expect(notes).toContain(
    '1 start of an environment failed (1 init, timeout; 9,999 ms in all): no part of the inits of the plan; an init that is repeated within a call is in the time of the call',
  );
});

it('what a restore bills without saying so is what is billed beyond the call: 180 - 100 ms', () => {
  const logs = logsOf(report(1, 'Restore Duration: 400 ms\t', 100, 180), report(2));
  expect(logs.needs.startBilledMs?.value).toBe(80);
});

it('logs with inits and restores say that their means are of both: of 300 and 50 ms it is 175', () => {
  const { needs, notes } = logsOf(report(1, 'Init Duration: 300 ms\t', 100, 400), report(2, restored, 100, 150));
  expect(needs.startBilledMs?.value).toBe(175);
  expect(notes.join()).toContain('1 environment started by an init and 1 by a restore: the init and what is billed');
  expect(snapshots.notes.join()).not.toContain('started by an init');
});

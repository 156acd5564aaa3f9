import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { PlanResult } from '../../../src/model/plan/plan-result.ts';
import { type Run, rollcallHere, runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

/** Calls wait for long enough that this machine, however busy, has begun all of a burst before the first ends. */
const scenario = `
name: recorded
question: What do the REPORT lines of a run say?
workload: { kind: builtin, init: { cpuMs: 2 }, call: { cpuMs: 1, ioMs: 700 } }
targets: [{ name: lambda, kind: local-lambda, memoryMb: 512 }]
load:
  - { name: three, kind: burst, size: 3 }
  - { name: five, kind: burst, size: 5, repeats: 7 }
`;

let run: Run;
let plan: PlanResult;
beforeAll(async () => {
  run = await runScenarioHere(await scenarioFile(scenario));
  const { stdout, stderr, code } = await rollcallHere(
    ...['plan', '--logs', join(run.directory, 'lambda.telemetry.ndjson'), '--format', 'json'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  plan = JSON.parse(stdout);
});

it('from REPORT lines alone: 5 environments, 5 cold starts of 38 requests, 3 of the first burst and 2 of the second', () => {
  const { environments, requests } = targetOf(run.result, 'lambda');
  expect([environments.distinct, environments.coldStarts, requests.answered]).toEqual([5, 5, 38]);
  const { instances, coldShare } = plan.options[0]?.figures ?? {};
  expect(instances?.p99.value).toBe(5);
  expect(coldShare?.value).toBeCloseTo(5 / 38, 12);
});

it('and, within 5 %, what a million of its warm calls cost: 2 of the 35 calls of the bursts of five had an init', () => {
  const bill = targetOf(run.result, 'lambda').phases.find(({ name }) => name === 'five')?.billing;
  expect(bill?.source).toBe('report-lines');
  const planned = plan.options[0]?.figures?.month?.usdPerMillion.value;
  expect((planned ?? 0) / (bill?.usdPerMillion ?? 0)).toBeGreaterThan(0.95);
  expect((planned ?? 0) / (bill?.usdPerMillion ?? 0)).toBeLessThan(1.05);
});

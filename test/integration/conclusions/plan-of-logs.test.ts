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
  - { name: five, kind: burst, size: 5, repeats: 5 }
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

it('from REPORT lines alone: 5 environments, 5 cold starts of 28 requests, 3 of the first burst and 2 of the second', () => {
  const { environments, requests } = targetOf(run.result, 'lambda');
  expect([environments.distinct, environments.coldStarts, requests.answered]).toEqual([5, 5, 28]);
  const { instances, coldShare } = plan.options[0]?.figures ?? {};
  expect(instances?.p99.value).toBe(5);
  expect(coldShare?.value).toBeCloseTo(5 / 28, 12);
});

it('and what a million of its requests cost, within 5 %', () => {
  const { billing } = targetOf(run.result, 'lambda');
  expect(billing?.source).toBe('report-lines');
  const share = (plan.options[0]?.figures?.month?.usdPerMillion?.value ?? 0) / (billing?.usdPerMillion ?? 0);
  expect(share).toBeGreaterThan(0.95);
  expect(share).toBeLessThan(1.05);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLogDemand } from '../../../../src/files/plan/read-log-demand.ts';
import { readPlan } from '../../../../src/files/plan/read-plan.ts';
import { makePlan } from '../../../../src/planner/plan.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** 40 requests, one every 100 ms, of 350 ms; the first six are cold and take 550 ms. */
const callMs = 350;
const initMs = 200;
const lines = Array.from({ length: 40 }, (_, index) => {
  const isCold = index < 6;
  const endedAt = Date.UTC(2026, 10, 21, 14, 0, 0) + index * 100 + callMs + (isCold ? initMs : 0);
  const stream = `2026/11/21/orders[7]0${index % 6}`;
  const init = isCold ? `Init Duration: ${initMs} ms\t` : '';
  const billed = callMs + (isCold ? initMs : 0);
  return `${new Date(endedAt).toISOString()} ${stream} REPORT RequestId: r${index}\tDuration: ${callMs} ms\tBilled Duration: ${billed} ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\t${init}`;
});

it('the plan of REPORT lines alone has the environments, cold starts and billed time that the lines recorded', async () => {
  const log = join(folder, 'orders.log');
  const file = join(folder, 'plan.yaml');
  await writeFile(log, lines.join('\n'));
  await writeFile(
    file,
    'name: orders\nquestion: What does it need?\ndemand: { logs: [orders.log] }\ncalls: {}\noptions: [{ kind: event, memoryMb: 512 }]\n',
  );
  const { recorded } = await readLogDemand([log]);
  expect(recorded).toEqual({ coldStarts: 6, environments: 6, billedMs: 40 * callMs + 6 * initMs });
  const inputs = await readPlan(file, []);
  const [option] = makePlan(inputs, '0').options;
  // The first is busy for 550 ms, until the seventh request: six environments, and all later requests find one idle.
  expect(option?.figures?.instances.p99.value).toBe(6);
  expect(option?.figures?.coldShare?.value).toBeCloseTo(6 / 40, 9);
  expect(inputs.needs.notes).toContain(
    'replayed with a keep-alive of 300.0 s: 6 cold starts, at most 6 environments at once, 15,200 ms billed; the lines have 6 log streams, 6 cold starts, 15,200 ms billed',
  );
});

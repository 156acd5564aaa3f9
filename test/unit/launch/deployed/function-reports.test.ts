import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FunctionReports } from '../../../../src/launch/deployed/function-reports.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollcall-reports-'));
});
afterEach(() => rm(directory, { recursive: true }));

const reports = () =>
  new FunctionReports({
    logFile: join(directory, 'fn.log'),
    access: {},
    function: { functionName: 'fn', region: 'us-east-1' },
    redact: (text) => text.replaceAll('hunter22', '***'),
    asksLogs: 'nothing',
  });

const report = (id: string, more = '') =>
  `REPORT RequestId: ${id}\tDuration: 99.50 ms\tBilled Duration: 350 ms\tMemory Size: 512 MB\tMax Memory Used: 61 MB\t${more}`;
const first = '6bc28136-20fa-4e1a-8f3e-111111111111';
const second = '6bc28136-20fa-4e1a-8f3e-222222222222';
const { signal } = new AbortController();
const load = (...ids: readonly string[]) => ({
  requests: new Map(ids.map((id, index) => [id, { sentAtEpochMs: 1000 + index, instanceId: `i-${index}`, cpuMs: 7 }])),
  ...{ fromEpochMs: 1000, toEpochMs: 2000, signal },
});

it('joins by request id, whatever came between: two tails, one cut at its beginning, of three requests', async () => {
  const seen = reports();
  seen.take(
    `START RequestId: ${first} Version: $LATEST\nEND RequestId: ${first}\n${report(first, 'Init Duration: 250.40 ms\t')}\n`,
  );
  seen.take(`ut off at 4 KB\nEND RequestId: ${second}\n${report(second)}\n${report('of-another-caller-000')}\n`);
  const account = await seen.account(load(first, second, 'third'));
  expect(account).toEqual({
    invocations: [
      {
        ...{ requestId: first, durationMs: 99.5, billedMs: 350, initMs: 250.4, memorySizeMb: 512, maxMemoryUsedMb: 61 },
        ...{ status: 'success', sentAtEpochMs: 1000, environmentId: 'i-0', cpuMs: 7, cpuSource: 'handler' },
      },
      {
        ...{ requestId: second, durationMs: 99.5, billedMs: 350, memorySizeMb: 512, maxMemoryUsedMb: 61 },
        ...{ status: 'success', sentAtEpochMs: 1001, environmentId: 'i-1', cpuMs: 7, cpuSource: 'handler' },
      },
    ],
    environmentEvents: [],
    missing: 1,
  });
  expect(await readFile(join(directory, 'fn.log'), 'utf8')).toContain(report(second));
});

it('a line of a function that is not billed by the millisecond is no invocation of a bill', async () => {
  const seen = reports();
  seen.take(
    JSON.stringify({
      time: '2026-11-21T08:00:00.000Z',
      type: 'platform.report',
      record: { requestId: first, status: 'success', metrics: { durationMs: 5 } },
    }),
  );
  expect(await seen.account(load(first))).toMatchObject({ invocations: [], missing: 1 });
});

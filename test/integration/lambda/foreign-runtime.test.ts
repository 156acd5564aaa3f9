import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ReportEvent } from '../../../src/model/platform/telemetry.ts';
import { Environment } from '../../../targets/lambda/environment/environment.ts';
import { EnvironmentProcess } from '../../../targets/lambda/environment/process.ts';
import { FunctionLog } from '../../../targets/lambda/logging/function-log.ts';
import { RuntimeApi } from '../../../targets/lambda/runtime-api/server.ts';
import { logged } from '../../fixtures/lambda/logged.ts';

const runtime = join(import.meta.dirname, '../../fixtures/lambda/foreign-runtime.mjs');

it("a runtime that is not ours: its CPU comes from the kernel's account", async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-foreign-'));
  const files = { logFile: join(directory, 'log'), telemetryFile: join(directory, 'telemetry') };
  const log = new FunctionLog(files);
  const runtimeApi = new RuntimeApi('arn:aws:lambda:us-east-1:012345678912:function:f');
  let polled = () => {};
  const environment = new Environment({
    limits: { timeoutMs: 10_000, initTimeoutMs: 10_000 },
    books: log.books(logged()),
    freezes: true,
    openDoor: (opener) => runtimeApi.open(opener),
    startProcess: (_, door, onExit) =>
      new EnvironmentProcess({
        command: [process.execPath, runtime],
        directory,
        variables: { AWS_LAMBDA_RUNTIME_API: door.address },
        onLine: (line) => log.printed(line),
        onExit,
      }),
    onAnswered: () => {},
    onIdle: () => polled(),
    onStopped: () => {},
  });
  // 20 calls that each burn 10 ms of CPU.
  for (let call = 1; call <= 20; call++) {
    const payload = JSON.stringify({ burnMs: 10 });
    const isIdle = new Promise<void>((resolve) => {
      polled = resolve;
    });
    const result = await environment.invoke({ requestId: `r-${call}`, traceId: '', payload });
    expect(result.kind).toBe('answered');
    await isIdle;
  }
  await environment.shutDown('shutdown');
  await environment.ended;
  await log.close();
  const reports = readFileSync(files.telemetryFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('platform.report'))
    .map((line) => JSON.parse(line).record as ReportEvent['record']);
  rmSync(directory, { recursive: true });
  expect(reports).toHaveLength(20);
  const cpuMs = reports.map(({ rollcall }) => rollcall.cpuMs ?? Number.NaN).toSorted((a, b) => a - b);
  // Its threads may add a little to the 10 ms of the loop; being preempted in it takes some away.
  if (process.platform === 'linux') expect(cpuMs[10]).toBeGreaterThan(5);
});

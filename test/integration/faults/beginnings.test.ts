import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { FaultyRun } from './faulty-run.ts';

const scenario = (workload: string) => `
name: beginning
question: What if a helper fails before the load?
workload: ${workload}
targets: [{ name: server, kind: node-server }]
load: [{ name: one, kind: sequential, requests: 1 }]
`;
const builtin = scenario('{ kind: builtin, call: { ioMs: 1 } }');
/** Work without CPU needs no calibration. */
const burning = scenario('{ kind: builtin, call: { cpuMs: 1, ioMs: 1 } }');
const slow = scenario(`{ kind: function, file: ${join(packageRoot, 'test/fixtures/functions/starts-slowly.mjs')} }`);

it.concurrent('the calibration of the workload is killed: one message, exit code 2', async () => {
  const run = await FaultyRun.start(burning);
  await run.hit('calibrator', 'SIGKILL');
  const { code, stderr, result } = await run.ended();
  expect(stderr).toContain('the program that calibrates the computation of the workload ended (signal SIGKILL)');
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect([code, result]).toEqual([2, undefined]);
});

it.concurrent('the calibration of the workload is stopped: one SIGTERM ends the run', async () => {
  const run = await FaultyRun.start(burning);
  await run.hit('calibrator', 'SIGSTOP');
  const { code, stderr, result } = await run.terminate();
  expect(stderr).toContain('interrupted before anything was fired');
  expect([code, result]).toEqual([130, undefined]);
});

it.concurrent('a server is killed while it starts: it has failed, exit code 2', async () => {
  const run = await FaultyRun.start(slow);
  await run.hit('server', 'SIGKILL');
  const { code, result } = await run.ended();
  expect(result?.targets[0]).toMatchObject({
    status: 'failed',
    error: 'target server ended before it was ready (signal SIGKILL): it said nothing',
  });
  expect(code).toBe(2);
});

it.concurrent('a server is stopped while it starts: one SIGTERM ends the run', async () => {
  const run = await FaultyRun.start(slow);
  await run.hit('server', 'SIGSTOP');
  const { code, result, stderr } = await run.terminate();
  expect(stderr).not.toContain('cut off');
  expect(result?.targets[0]?.status).toBe('not-started');
  expect(code).toBe(130);
});

const bursts = builtin.replace('{ name: one, kind: sequential, requests: 1 }', '{ name: one, kind: burst, size: 2 }');

it.concurrent('the truth of a calibration is killed: one message, no calibration of nothing, exit code 2', async () => {
  const run = await FaultyRun.start(bursts, '--calibrate');
  await run.hit('truth', 'SIGKILL');
  const { code, stderr, result } = await run.ended();
  expect(stderr).toMatch(
    /the truth server (ended before it was ready \(signal SIGKILL\)|answered no request of burst-2)/,
  );
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect([code, result]).toEqual([2, undefined]);
});

it.concurrent('the truth of a calibration is stopped: one SIGTERM ends the run', async () => {
  const run = await FaultyRun.start(bursts, '--calibrate');
  await run.hit('truth', 'SIGSTOP');
  const { code, stderr, result } = await run.terminate();
  expect(stderr).not.toContain('cut off');
  expect([code, result]).toEqual([130, undefined]);
});

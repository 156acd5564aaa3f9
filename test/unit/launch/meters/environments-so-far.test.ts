import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EnvironmentsSoFar } from '../../../../src/launch/meters/environments-so-far.ts';
import { readClocks } from '../../../../src/model/clock-reading.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-so-far-'));
  file = join(folder, 'telemetry.ndjson');
  await writeFile(file, '');
});
afterEach(() => rm(folder, { recursive: true }));

const line = (type: string, record: object) => `${JSON.stringify({ type, time: '', record })}\n`;
const state = (environmentId: string, name: string, atEpochMs: number) =>
  line('rollcall.environment', { environmentId, pid: 1, state: name, atEpochMs });
const initEnded = (environmentId: string, endedAtEpochMs: number, type = 'platform.initReport') =>
  line(type, { status: 'success', metrics: { durationMs: 1 }, rollcall: { environmentId, endedAtEpochMs } });
const call = (n: number) =>
  line('platform.report', { requestId: `${n}`, metrics: {}, rollcall: { text: '"state":"starting"' } });

/** Starts and ends of inits and environments, in the order of the starts, on the clock of the test. */
function seen(soFar: EnvironmentsSoFar) {
  const nowMs = readClocks().epochMs;
  return soFar.read().map(({ environmentId, startedAgoMs, initEndedAgoMs, stoppedAgoMs }) => ({
    environmentId,
    at: [startedAgoMs, initEndedAgoMs, stoppedAgoMs].map((ago) => ago && Math.round((nowMs - ago) / 1000)),
  }));
}

it('has an environment from its start, its first init until that ends, and its end; its clock is 5 s ahead of ours', async () => {
  // In seconds of its clock, long ago.
  const at = (s: number) => (s + 5) * 1000;
  using soFar = new EnvironmentsSoFar(file, 5000);
  expect(soFar.read()).toEqual([]);
  await appendFile(file, state('a', 'starting', at(10)) + call(1) + state('b', 'starting', at(11)));
  expect(seen(soFar)).toEqual([
    { environmentId: 'a', at: [10, undefined, undefined] },
    { environmentId: 'b', at: [11, undefined, undefined] },
  ]);
  await appendFile(
    file,
    initEnded('a', at(12)) +
      state('a', 'idle', at(12)) +
      state('a', 'busy', at(12)) +
      initEnded('b', at(13), 'platform.restoreReport'),
  );
  // A second init, after a crash, is another one.
  await appendFile(file, state('a', 'starting', at(20)) + initEnded('a', at(21)) + state('b', 'stopped', at(22)));
  expect(seen(soFar)).toEqual([
    { environmentId: 'a', at: [10, 12, undefined] },
    { environmentId: 'b', at: [11, 13, 22] },
  ]);
});

it('takes half a line when the rest has come', async () => {
  using soFar = new EnvironmentsSoFar(file, 0);
  const whole = state('é', 'starting', 1000);
  const bytes = Buffer.from(whole);
  const middle = bytes.indexOf('é') + 1;
  await appendFile(file, bytes.subarray(0, middle));
  expect(soFar.read()).toEqual([]);
  await appendFile(file, bytes.subarray(middle));
  expect(soFar.read().map(({ environmentId }) => environmentId)).toEqual(['é']);
});

it('reads 256 kB at a time, and the rest later', async () => {
  const calls = Array.from({ length: 3000 }, (_, n) => call(n)).join('');
  expect(calls.length).toBeGreaterThan(256 * 1024);
  expect(calls.length).toBeLessThan(512 * 1024);
  await appendFile(file, state('a', 'starting', 1) + calls + state('b', 'starting', 2));
  using soFar = new EnvironmentsSoFar(file, 0);
  expect(soFar.read()).toHaveLength(1);
  expect(soFar.read()).toHaveLength(2);
});

it('knows nothing of a file that cannot be read, and keeps what it knew when it is closed', async () => {
  expect(new EnvironmentsSoFar(join(folder, 'none'), 0).read()).toEqual([]);
  const soFar = new EnvironmentsSoFar(file, 0);
  await appendFile(file, state('a', 'starting', 1));
  expect(soFar.read()).toHaveLength(1);
  soFar[Symbol.dispose]();
  await appendFile(file, state('b', 'starting', 1));
  expect(soFar.read()).toHaveLength(1);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTelemetry } from '../../../../src/launch/local/read-telemetry.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-telemetry-'));
});
afterEach(() => rm(folder, { recursive: true }));

const time = '2026-11-29T12:00:00.000Z';
const started = {
  type: 'rollcall.environment',
  time,
  record: { environmentId: 'a', pid: 7, state: 'starting', atEpochMs: 5000 },
};
const report = {
  type: 'platform.report',
  time,
  record: {
    requestId: 'r',
    status: 'success',
    metrics: { durationMs: 10, billedDurationMs: 10, memorySizeMB: 128, maxMemoryUsedMB: 40 },
    rollcall: { environmentId: 'a', startedAtEpochMs: 5100 },
  },
};
const init = {
  type: 'platform.initReport',
  time,
  record: {
    ...{ phase: 'init', status: 'success', metrics: { durationMs: 90 } },
    rollcall: { environmentId: 'a', endedAtEpochMs: 5090 },
  },
};
const end = (lostEvents: number, lostLogLines: number) => ({
  type: 'rollcall.end',
  time,
  record: { lostEvents, lostLogLines },
});

async function read(events: readonly object[], aheadMs = 0) {
  const file = join(folder, 'telemetry.ndjson');
  await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return readTelemetry(file, aheadMs);
}

it('a whole file: all events, on the clock of the reader', async () => {
  const account = await read([started, init, report, end(0, 0)], 3000);
  expect(account.environmentEvents.map(({ record }) => record.atEpochMs)).toEqual([2000]);
  expect(account.initReports?.map(({ record }) => record.rollcall.endedAtEpochMs)).toEqual([2090]);
  expect(account.invocations.map(({ startedAtEpochMs }) => startedAtEpochMs)).toEqual([2100]);
  expect([account.incomplete, account.logIncomplete]).toEqual([undefined, undefined]);
});

it.each([
  ['cut off', [started, report], 'its telemetry has no end: the embedded Lambda was killed, or could not write it'],
  ['empty', [], 'its telemetry has no end: the embedded Lambda was killed, or could not write it'],
  ['with events lost', [started, end(3, 0)], '3 events of its telemetry could not be written'],
])('%s: incomplete, and why', async (_, events, why) => {
  expect((await read(events)).incomplete).toBe(why);
});

it('a log that lost lines does not make the telemetry incomplete', async () => {
  const account = await read([started, end(0, 12)]);
  expect(account.incomplete).toBeUndefined();
  expect(account.logIncomplete).toBe('12 lines of its log could not be written');
});

it('a file that is not there is told, not thrown', async () => {
  const account = await readTelemetry(join(folder, 'gone'), 0);
  expect(account.incomplete).toMatch(/^its telemetry cannot be read: ENOENT/);
  expect(account.invocations).toEqual([]);
});

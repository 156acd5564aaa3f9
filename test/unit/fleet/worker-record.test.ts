import { expect, test } from 'vitest';
import { WorkerPart } from '../../../src/fleet/coordinator/worker-part.ts';
import { WorkerRecord } from '../../../src/fleet/coordinator/worker-record.ts';

const hello = {
  ...{ protocol: 3, version: '1.0.0', worker: 'w', name: 'w1', node: 'v20' },
  ...{ machine: 'm', cores: 2, memoryMb: 1 },
};
const lost = { atMs: 500, reason: 'it left the broker' };
const whereabouts = { hello, threads: 1, clock: undefined, lost };

function fired(record: WorkerRecord, target: string, startMs: number, sent?: number) {
  const part = new WorkerPart(target, { phase: 'p', repeat: 0 }, 10);
  record.begin(part, startMs);
  if (sent !== undefined) part.ended(sent);
}

test('a worker is lost for the targets whose load it had not handed over, and for later ones', () => {
  const record = new WorkerRecord();
  fired(record, 'first', 100, 10);
  fired(record, 'second', 400);
  expect(record.result('first', 100, whereabouts).lost).toBeUndefined();
  expect(record.result('second', 400, whereabouts).lost).toEqual(lost);
  // The others fired it at 900 ms, without this one.
  expect(record.result('third', 900, whereabouts).lost).toEqual(lost);
});

test('a phase that others began after it was lost is one that it still had to fire', () => {
  const record = new WorkerRecord();
  fired(record, 'first', 100, 10);
  expect(record.result('first', 501, whereabouts).lost).toEqual(lost);
});

test('a worker that did not answer after one of two loads of a target is unobserved, and one that did is not', () => {
  const record = new WorkerRecord();
  fired(record, 'first', 100, 10);
  record.observed({});
  expect(record.result('first', 100, whereabouts)).not.toHaveProperty('unobserved');
  fired(record, 'first', 200, 10);
  record.observed(undefined);
  expect(record.result('first', 200, whereabouts)).toMatchObject({ unobserved: true, host: {} });
});

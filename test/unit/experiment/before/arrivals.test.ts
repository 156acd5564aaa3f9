import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recordedArrivals } from '../../../../src/experiment/before/arrivals.ts';
import { requestsOf } from '../../../../src/experiment/before/plan.ts';
import { phaseSchema } from '../../../../src/load/phases.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-arrivals-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the file of a trace is read once for all that is asked of it, into memory that threads share', () => {
  const file = join(folder, 'trace.csv');
  writeFileSync(file, 'arrival_ms\n300\n100\n');
  const phase = phaseSchema.parse({ name: 'replay', kind: 'trace', file });
  expect(requestsOf(phase, 1, 10)).toBe(2);
  rmSync(file);
  expect(requestsOf(phase, 2, 10)).toBe(2);
  const shared = recordedArrivals(phase);
  expect(shared).toBeInstanceOf(SharedArrayBuffer);
  expect([...new Float64Array(shared ?? new SharedArrayBuffer(0))]).toEqual([0, 200]);
});

test('a phase that names no file has none', () => {
  const phase = phaseSchema.parse({ name: 'wait', kind: 'pause', durationMs: 1 });
  expect(recordedArrivals(phase)).toBeUndefined();
});

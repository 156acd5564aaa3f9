import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plan } from '../../../src/library/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-plan-'));
  await writeFile(join(folder, 'calls.csv'), 'took_ms,began\n100,2\n100,1\n100,61\n');
});
afterAll(() => rm(folder, { recursive: true }));

const shop = {
  name: 'prices',
  question: 'Lambda or Fargate?',
  demand: { averagePerSecond: 50 },
  calls: { cpuMs: 5, waitMs: 240, initMs: 600 },
  options: [
    { kind: 'event' as const, memoryMb: 512 },
    { kind: 'fargate' as const, vcpu: 1, memoryMb: 2048 },
  ],
};

it('plans an object as docs/library.md shows', async () => {
  const { recommendation, planVersion } = await plan(shop);
  expect({ planVersion, option: recommendation.option }).toEqual({ planVersion: 1, option: 'fargate 1 vCPU 2048 MB' });
});

it('reads a trace by the names of its columns, relative to a folder: 3 requests in 60 s', async () => {
  const demand = { trace: 'calls.csv', columns: 'start=began:s,duration=took_ms' };
  const { demand: planned, notes } = await plan({ ...shop, demand }, { folder });
  expect(planned).toMatchObject({
    averagePerSecond: 0.05,
    source: 'calls.csv (table of requests), 3 requests in 60.0 s',
  });
  expect(notes).toContain('the record has 3 requests, which leaves its rate uncertain by about 58%');
});

it('refuses what cannot be planned, with the name of the field', async () => {
  await expect(plan({ ...shop, demand: { averagePerSecond: -1 } })).rejects.toThrow(
    'plan demand.averagePerSecond: expected a number above 0',
  );
  await expect(plan(shop, { set: ['constraints.p99=1ms'] })).rejects.toThrow('no option can keep it');
});

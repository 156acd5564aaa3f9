import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nameSamples } from '../../../src/loadgen/name-samples.ts';
import { fromSampleLine, toSampleLine } from '../../../src/model/sample-line.ts';
import { sampleOf } from '../stats/sample-of.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollcall-named-'));
});
afterEach(() => rm(directory, { recursive: true }));

const line = (target: string, requestId: string) =>
  toSampleLine({ ...sampleOf({ sentAtMs: 1, completedAtMs: 2 }), target, requestId });
const names = new Map([['fn', new Map([['r-1', { environmentId: '2026/11/30/[$LATEST]ab', coldStart: true }]])]]);

it('adds the environment to the samples that it is known of, and leaves all others as they are', async () => {
  const file = join(directory, 'samples.ndjson');
  await writeFile(file, [line('fn', 'r-0'), line('fn', 'r-1'), line('other', 'r-1'), ''].join('\n'));
  await nameSamples(file, names);
  const [before, named = '', other, end] = (await readFile(file, 'utf8')).split('\n');
  expect([before, other, end]).toEqual([line('fn', 'r-0'), line('other', 'r-1'), '']);
  expect(fromSampleLine(named)).toEqual({
    ...fromSampleLine(line('fn', 'r-1')),
    platform: { environmentId: '2026/11/30/[$LATEST]ab', coldStart: true },
  });
  expect(await readdir(directory)).toEqual(['samples.ndjson']);
});

it('a file with a damaged line stays as it is', async () => {
  const file = join(directory, 'samples.ndjson');
  const text = `${line('fn', 'r-1')}\n{"target":"fn","pha`;
  await writeFile(file, text);
  await expect(nameSamples(file, names)).rejects.toThrow();
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(directory)).toEqual(['samples.ndjson']);
});

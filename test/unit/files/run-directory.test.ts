import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeOutput } from '../../../src/files/open-output.ts';
import { createRunDirectory } from '../../../src/files/run-directory.ts';

let folder: string;
const before = process.cwd();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-folder-'));
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

// 23:30 in New York, which is the next day in UTC.
const now = new Date('2026-11-21T23:30:05-05:00');

test('a folder is named by UTC, and one that begins in the same second gets a number', async () => {
  const names = [];
  for (let run = 0; run < 3; run += 1) names.push((await createRunDirectory(undefined, 'burst', { now })).path);
  expect(names.map((name) => name.slice(folder.length))).toEqual([
    '/reports/burst-2026-11-22T04-30-05Z',
    '/reports/burst-2026-11-22T04-30-05Z-2',
    '/reports/burst-2026-11-22T04-30-05Z-3',
  ]);
});

test('of twenty that want folders at once, each has its own', async () => {
  const claimed = await Promise.all(Array.from({ length: 20 }, () => createRunDirectory(undefined, 'burst', { now })));
  expect(new Set(claimed.map(({ path }) => path)).size).toBe(20);
});

test.each([
  ['a new folder', false],
  ['an empty folder', true],
])('of twenty with one --out, %s, one has it', async (_, there) => {
  if (there) await mkdir('out');
  const wanted = await Promise.allSettled(
    Array.from({ length: 20 }, () => createRunDirectory('out', 'burst', { now })),
  );
  const refused = wanted.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toHaveLength(19);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['out-in-use']));
});

test('a run that fired nothing gives its folder back, one that did keeps it', async () => {
  await mkdir('mine');
  for (const out of ['new', 'mine']) await (await createRunDirectory(out, 'burst', { now })).release();
  expect(await readdir('.')).toEqual(['mine']);
  expect(await readdir('mine')).toEqual([]);
  const kept = await createRunDirectory('kept', 'burst', { now });
  await writeFile(join(kept.path, 'samples.ndjson'), '{}\n');
  await kept.release();
  expect(await readdir('kept')).toEqual(['samples.ndjson']);
});

test('a folder that cannot be is refused', async () => {
  await writeFile('file', '');
  await expect(createRunDirectory('file', 'burst', { now })).rejects.toMatchObject({ code: 'out-unusable' });
  await expect(createRunDirectory('file/below', 'burst', { now })).rejects.toMatchObject({ code: 'out-unusable' });
});

test('what is written follows no symbolic link out of its folder', async () => {
  await mkdir('run');
  await writeFile('outside', 'mine');
  await symlink('../outside', 'run/report.html');
  await symlink('../nowhere', 'run/result.json');
  await symlink('inner', 'run/samples.csv');
  await writeFile('run/inner', 'old and longer');
  await expect(writeOutput('run/report.html', 'page')).rejects.toThrow(
    /symbolic link to \/.*\/outside, outside its folder/,
  );
  await expect(writeOutput('run/result.json', '{}')).rejects.toMatchObject({
    code: 'out-unusable',
    cause: { code: 'ELOOP' },
  });
  await writeOutput('run/samples.csv', 'new');
  expect([await readFile('outside', 'utf8'), await readFile('run/inner', 'utf8')]).toEqual(['mine', 'new']);
  expect(await readdir('.')).toEqual(['outside', 'run']);
});

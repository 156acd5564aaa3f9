import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkOutput, openOutput, writeOutput } from '../../../src/files/open-output.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-output-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is not there until it is whole, and in the place of what was there then', async () => {
  const file = join(folder, 'page.html');
  await writeFile(file, 'old');
  await chmod(file, 0o640);
  const output = await openOutput(file);
  await output.write('new ');
  await output.write(Buffer.from('page'));
  expect(await readFile(file, 'utf8')).toBe('old');
  await output.keep();
  await output[Symbol.asyncDispose]();
  expect(await readFile(file, 'utf8')).toBe('new page');
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readdir(folder)).toEqual(['page.html']);
});

it('leaves nothing when it is given up', async () => {
  await writeFile(join(folder, 'page.html'), 'old');
  {
    await using output = await openOutput(join(folder, 'page.html'));
    await output.write('half');
    expect(await readdir(folder)).toHaveLength(2);
  }
  expect(await readdir(folder)).toEqual(['page.html']);
  expect(await readFile(join(folder, 'page.html'), 'utf8')).toBe('old');
});

it.each([
  ['a full device', '/dev/full', /^--out: cannot be written: ENOSPC/],
  ['no such folder', '/nowhere/page.html', /^--out: cannot be written: ENOENT/],
  ['a folder', tmpdir(), /^--out: cannot be written: it is a folder$/],
])('%s is one message', async (_, file, message) => {
  await expect(writeOutput(file, 'x', '--out')).rejects.toMatchObject({
    code: 'out-unusable',
    message: expect.stringMatching(message),
  });
});

it('a place is checked before a run without a trace; a full device shows only when it is written', async () => {
  const file = join(folder, 'page.html');
  await writeFile(file, 'old');
  await checkOutput(file);
  await checkOutput(join(folder, 'new.html'));
  expect([await readdir(folder), await readFile(file, 'utf8')]).toEqual([['page.html'], 'old']);
  await checkOutput('/dev/full');
  await expect(checkOutput('/nowhere/page.html', '--html /nowhere/page.html')).rejects.toThrow(
    '--html /nowhere/page.html: cannot be written: ENOENT',
  );
  await expect(checkOutput(folder)).rejects.toThrow('it is a folder');
});

it('a link is followed to a file of its own folder, and to no other', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'rollcall-outside-'));
  await writeFile(join(folder, 'a'), 'old');
  await writeFile(join(outside, 'b'), 'theirs');
  await symlink('a', join(folder, 'near'));
  await symlink(join(outside, 'b'), join(folder, 'far'));
  await writeOutput(join(folder, 'near'), 'new');
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new');
  await expect(writeOutput(join(folder, 'far'), 'x')).rejects.toThrow('it is a symbolic link to');
  expect(await readFile(join(outside, 'b'), 'utf8')).toBe('theirs');
  await rm(outside, { recursive: true });
});

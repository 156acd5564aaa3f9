import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EnvironmentDirectory, removeOrphanDirectories } from '../../../../targets/lambda/environment-directory.ts';

it('is there when it is asked for, always the same, and gone with all that is in it', async () => {
  const directory = new EnvironmentDirectory();
  const { path } = directory;
  expect(directory.path).toBe(path);
  mkdirSync(join(path, 'a'));
  writeFileSync(join(path, 'a', 'b'), '');
  await directory.remove();
  expect(existsSync(path)).toBe(false);
});

it('removes those of a platform that is no more, and no other one', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  const orphan = mkdtempSync(join(tmpdir(), `rollcall-environment-${pid}-`));
  const foreign = mkdtempSync(join(tmpdir(), 'rollcall-environment-mine-'));
  const directory = new EnvironmentDirectory();
  const { path } = directory;
  await removeOrphanDirectories();
  expect([orphan, foreign, path].map((file) => existsSync(file))).toEqual([false, true, true]);
  rmSync(foreign, { recursive: true });
  await directory.remove();
});

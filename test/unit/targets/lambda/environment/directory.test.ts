import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EnvironmentDirectory } from '../../../../../targets/lambda/environment/directory.ts';

it('is there when it is asked for, always the same, and gone with all that is in it', async () => {
  const directory = new EnvironmentDirectory();
  const { path } = directory;
  expect(directory.path).toBe(path);
  mkdirSync(join(path, 'a'));
  writeFileSync(join(path, 'a', 'b'), '');
  await directory.remove();
  expect(existsSync(path)).toBe(false);
});

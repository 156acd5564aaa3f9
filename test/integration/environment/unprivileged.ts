import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '../rollcall.ts';

/** Whether this machine lets us have mount namespaces: by a trial that has nothing to do with the code. */
export const hasNamespaces = ['--mount', '--user --map-current-user --keep-caps --mount'].some(
  (options) => spawnSync('unshare', [...options.split(' '), 'true']).status === 0,
);

/** Whether layers can be at /opt here: not where Node itself is below it, as on some build machines. */
export const canHaveOpt = hasNamespaces && existsSync('/opt') && !process.execPath.startsWith('/opt/');

/** An environment in which no namespace can be made, as in many containers: unshare(1) is refused. */
export async function withoutNamespaces(): Promise<Record<string, string>> {
  const folder = await temporaryDirectory();
  const unshare = join(folder, 'unshare');
  await writeFile(unshare, '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n');
  await chmod(unshare, 0o755);
  return { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
}

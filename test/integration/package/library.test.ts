import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { processTree } from '../../../src/launch/meters/proc.ts';
import { allGone, type Ending, eventually, pidOf, temporaryDirectory } from '../rollcall.ts';

/** The example of docs/library.md, in a folder that has the package and the scenarios. */
let folder = '';
beforeAll(async () => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(join(packageRoot, 'docs/library.md'), 'utf8')) ?? [];
  folder = await temporaryDirectory();
  for (const name of ['node_modules', 'tmp']) await mkdir(join(folder, name));
  await symlink(packageRoot, join(folder, 'node_modules/rollcall'));
  await symlink(join(packageRoot, 'scenarios'), join(folder, 'scenarios'));
  await writeFile(join(folder, 'example.mjs'), example);
});

function started() {
  const child = spawn(process.execPath, ['example.mjs'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: join(folder, 'tmp') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<Ending>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended, stdout: () => stdout };
}

describe('the example of docs/library.md', () => {
  it('runs burst-10: ten environments against one process; it keeps no file and prints nothing of its own', async () => {
    const { ended } = started();
    expect(await ended).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(
        /^lambda: 10 requests\nserver: 10 requests\nlambda took 10\nserver took 1\ncomplete (VALID|SUSPECT)\n$/,
      ),
    });
    expect(await readdir(folder)).toEqual(['example.mjs', 'node_modules', 'scenarios', 'tmp']);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('a signal ends it with what was measured, and no process is left', async () => {
    const { child, ended, stdout } = started();
    expect(await eventually(() => stdout().includes('lambda: 10 requests'))).toBe(true);
    const pids = processTree(pidOf(child));
    expect(pids.length).toBeGreaterThan(1);
    child.kill('SIGINT');
    const { code } = await ended;
    expect(code).toBe(0);
    expect(stdout()).toMatch(/interrupted (SUSPECT|INVALID)\n$/);
    expect(await eventually(() => allGone(pids))).toBe(true);
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/launch/local/program-file.ts';

/** A server in C that answers at once, so that the clients are what limits a closed loop. Undefined where there is no compiler. */
export async function startFastServer(): Promise<(AsyncDisposable & { readonly url: string }) | undefined> {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const program = join(directory, 'fast-server');
  const source = join(packageRoot, 'bench', 'rates', 'fast-server.c');
  if (spawnSync('cc', ['-O2', '-o', program, source]).status !== 0) {
    rmSync(directory, { recursive: true });
    return undefined;
  }
  const child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [url] = await once(createInterface(child.stdout), 'line');
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

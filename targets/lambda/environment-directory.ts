import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'rollcall-environment-';

/** What `/tmp` is in an environment: a directory that no other one has, kept over a reset. */
export class EnvironmentDirectory {
  #path: string | undefined;

  /** Made when it is first asked for. @throws the system's error if it cannot be made. */
  get path(): string {
    this.#path ??= mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    return this.#path;
  }

  async remove(): Promise<void> {
    if (this.#path !== undefined) await rm(this.#path, { recursive: true, force: true });
  }
}

/** Removes the directories of platforms, and of layers, whose owners are no more: one that was killed (SIGKILL) could not do so itself. */
export async function removeOrphanDirectories(): Promise<void> {
  const names = await readdir(tmpdir());
  const orphans = names.filter((name) => {
    const pid = Number(name.match(/^rollcall-(?:environment|layers)-(\d+)-/)?.[1]);
    return pid > 0 && !isAlive(pid);
  });
  await Promise.all(orphans.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true }).catch(ifOurs)));
}

/** What another user's platform has left is not ours to remove. */
function ifOurs(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is one, too, and its directory not ours to remove.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `/tmp` is in an environment: a directory that no other one has, kept over a reset. */
export class EnvironmentDirectory {
  #path: string | undefined;

  /**
   * Made when it is first asked for, in TMPDIR: whoever starts the platform names a folder there that goes with it, should it be killed.
   * @throws the system's error if it cannot be made.
   */
  get path(): string {
    this.#path ??= mkdtempSync(join(tmpdir(), 'rollcall-environment-'));
    return this.#path;
  }

  async remove(): Promise<void> {
    if (this.#path !== undefined) await rm(this.#path, { recursive: true, force: true });
  }
}

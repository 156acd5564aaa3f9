import { closeSync, constants, openSync, write, writeSync } from 'node:fs';

/** How long lines may wait in memory, so that a call never waits for the disk. */
const flushAfterMs = 50;

/** A symbolic link is not followed. */
const writing = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

/** A file that lines are appended to as things happen. It is emptied first: a run starts its own record. */
export class Journal {
  readonly #file: number;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;

  /** @throws the system's error if the file cannot be opened for writing. */
  constructor(path: string) {
    this.#file = openSync(path, writing);
  }

  append(line: string): void {
    this.#waiting += `${line}\n`;
    this.#timer ??= setTimeout(() => this.#flush(), flushAfterMs);
  }

  /** Writes what is waiting. Nothing can be appended afterwards. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    const bytes = Buffer.from(this.#waiting);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    closeSync(this.#file);
  }

  #flush(): void {
    this.#timer = undefined;
    // A disk slower than the lines come: they go out together when the write under way has ended.
    if (this.#writing !== undefined) {
      this.#timer = setTimeout(() => this.#flush(), flushAfterMs);
      return;
    }
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#writing = writeAll(this.#file, bytes).finally(() => {
      this.#writing = undefined;
    });
  }
}

async function writeAll(file: number, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) written += await writeSome(file, bytes.subarray(written));
}

const writeSome = (file: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    write(file, bytes, (error, written) => (error === null ? resolve(written) : reject(error)));
  });

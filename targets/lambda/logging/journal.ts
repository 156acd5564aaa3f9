import { closeSync, constants, ftruncate, openSync, write } from 'node:fs';
import { messageOf } from '../../program.ts';

/** How long lines may wait in memory, so that a call never waits for the disk. */
const flushAfterMs = 50;

/** A symbolic link is not followed. */
const writing = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND | constants.O_NOFOLLOW;

/**
 * A file that lines are appended to as things happen. It is emptied first: a run starts its own record. Lines that the disk does not
 * take are lost, whole ones, and counted: calls go on without them.
 */
export class Journal {
  readonly #path: string;
  readonly #file: number;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #wholeBytes = 0;
  #lostLines = 0;

  /** @throws the system's error if the file cannot be opened for writing. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, writing);
  }

  get lostLines(): number {
    return this.#lostLines;
  }

  append(line: string): void {
    this.#waiting += `${line}\n`;
    this.#timer ??= setTimeout(() => this.#flush(), flushAfterMs);
  }

  /** Writes what is waiting. Nothing can be appended afterwards. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#write(Buffer.from(this.#waiting));
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
    this.#writing = this.#write(bytes).finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(bytes: Buffer): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) written += await writeSome(this.#file, bytes.subarray(written));
      this.#wholeBytes += written;
    } catch (error) {
      await this.#lose(bytes, written, messageOf(error));
    }
  }

  /** Half a line would spoil the one that is written after it. */
  async #lose(bytes: Buffer, written: number, why: string): Promise<void> {
    const whole = bytes.subarray(0, written).lastIndexOf(newline) + 1;
    this.#wholeBytes += whole;
    await truncated(this.#file, this.#wholeBytes);
    if (this.#lostLines === 0) process.stderr.write(`${this.#path} is incomplete: ${why}\n`);
    this.#lostLines += bytes.subarray(whole).filter((byte) => byte === newline).length;
  }
}

const newline = 0x0a;

const writeSome = (file: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    write(file, bytes, (error, written) => (error === null ? resolve(written) : reject(error)));
  });

/** A pipe or a device has no length to cut. */
const truncated = (file: number, length: number): Promise<void> =>
  new Promise((resolve) => ftruncate(file, length, () => resolve()));

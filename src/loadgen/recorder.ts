import { closeSync, constants, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import type { Sample } from '../model/sample.ts';
import { toSampleLine } from '../model/sample-line.ts';

/** What a killed run can lose at most, about. */
const flushEveryMs = 50;
const blockBytes = 1024 * 1024;
/** A symbolic link is not followed. */
const appending = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW;
/** UTF-8 of a UTF-16 unit. */
const mostBytesPerUnit = 3;

/**
 * Appends samples to a file as NDJSON while the run goes on. Lines are written whole and in blocks: a run that is killed
 * loses the last fraction of a second, and leaves a file that can be read. It writes synchronously: this thread fires nothing,
 * and a disk that cannot keep up shall not fill the memory with what waits for it.
 */
export class Recorder {
  private readonly file: string;
  private descriptor: number | undefined;
  private readonly block = Buffer.allocUnsafe(blockBytes);
  private used = 0;
  private timer: NodeJS.Timeout | undefined;
  private failure: UserError | undefined;

  /** `close`, or the first write, reports a file that could not be opened. */
  constructor(file: string) {
    this.file = file;
    try {
      this.descriptor = openSync(file, appending);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @throws {UserError} `samples-unwritable` once the file could not be written: what nobody keeps need not be fired. */
  write(sample: Sample): void {
    if (this.failure !== undefined) throw this.failure;
    const line = toSampleLine(sample);
    const mostBytes = (line.length + 1) * mostBytesPerUnit;
    if (this.used + mostBytes > blockBytes) this.flush();
    if (mostBytes > blockBytes) {
      this.append(Buffer.from(`${line}\n`));
      return;
    }
    this.used += this.block.write(line, this.used);
    this.block[this.used] = newline;
    this.used += 1;
    this.timer ??= setTimeout(() => this.flush(), flushEveryMs);
  }

  /**
   * Looks whether what is written can be found again.
   * @throws {UserError} `samples-unwritable` if the file was removed or replaced, with its folder or alone.
   */
  check(): void {
    if (this.descriptor !== undefined && this.failure === undefined) {
      const ours = fstatSync(this.descriptor);
      const there = statSync(this.file, { throwIfNoEntry: false });
      if (there?.ino !== ours.ino || there.dev !== ours.dev) this.fail(new Error('it was removed during the run'));
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /** @throws {UserError} `samples-unwritable` if not every sample was written. Called again, it only throws. */
  async close(): Promise<void> {
    this.flush();
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
    if (this.failure !== undefined) throw this.failure;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.append(this.block.subarray(0, this.used));
    this.used = 0;
  }

  private append(bytes: Buffer): void {
    if (this.descriptor === undefined || this.failure !== undefined) return;
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(this.descriptor, bytes, at);
    } catch (error) {
      this.fail(error);
      cutLine(this.descriptor, at - (bytes.subarray(0, at).lastIndexOf(newline) + 1));
    }
  }

  private fail(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.failure ??= new UserError('samples-unwritable', `cannot write ${this.file}: ${reason}`, {
      hint: 'make room on the disk, or choose another folder for the results',
      cause,
    });
  }
}

/** A full disk takes a part of a line: what is kept are whole samples. */
function cutLine(descriptor: number, bytes: number): void {
  const file = fstatSync(descriptor);
  // A device has no length to cut.
  if (bytes > 0 && file.isFile()) ftruncateSync(descriptor, file.size - bytes);
}

const newline = 0x0a;

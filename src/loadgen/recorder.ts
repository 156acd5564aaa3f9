import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../model/errors.ts';
import type { Sample } from '../model/sample.ts';
import { toSampleLine } from '../model/sample-line.ts';

/** What a killed run can lose at most, about. */
const flushEveryMs = 50;

/**
 * Appends samples to a file as NDJSON while the run goes on. Lines are written whole and in batches: a run that is killed
 * loses the last fraction of a second, and leaves a file that can be read.
 */
export class Recorder {
  private readonly file: string;
  private readonly handle: Promise<FileHandle>;
  private lines: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failure: UserError | undefined;

  constructor(file: string) {
    this.file = file;
    this.handle = open(file, 'a');
    // Whether it could be opened is told by `close`, or by the first write.
    this.handle.catch((error: unknown) => this.fail(error));
  }

  /** @throws {UserError} `samples-unwritable` once the file could not be written: what nobody keeps need not be fired. */
  write(sample: Sample): void {
    if (this.failure !== undefined) throw this.failure;
    this.lines.push(toSampleLine(sample));
    this.timer ??= setTimeout(() => this.flush(), flushEveryMs);
  }

  /** @throws {UserError} `samples-unwritable` if not every sample was written. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.flush();
    await this.writing;
    await this.handle.then(
      (handle) => handle.close(),
      (error: unknown) => this.fail(error),
    );
    if (this.failure !== undefined) throw this.failure;
  }

  /** One write after another, so that lines of two batches never mix. */
  private flush(): void {
    this.timer = undefined;
    if (this.lines.length === 0) return;
    const text = `${this.lines.join('\n')}\n`;
    this.lines = [];
    this.writing = this.writing.then(() => this.append(text));
  }

  private async append(text: string): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      const handle = await this.handle;
      let rest = Buffer.from(text);
      while (rest.length > 0) rest = rest.subarray((await handle.write(rest)).bytesWritten);
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.failure ??= new UserError('samples-unwritable', `cannot write ${this.file}: ${reason}`, {
      hint: 'make room on the disk, or choose another folder with --out',
      cause,
    });
  }
}

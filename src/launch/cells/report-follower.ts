import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Invocation } from '../../model/platform/invocation.ts';
import { invocationOf, parseTelemetryLine } from '../../model/platform/telemetry.ts';

/** The embedded Lambda writes its telemetry every 50 ms. */
const lookAgainMs = 10;
/** Where the disk or the machine is slow. */
const longestWaitMs = 10_000;

/** Reads the reports of calls from a telemetry file while it is written. */
export class ReportFollower implements AsyncDisposable {
  readonly #path: string;
  readonly #reports = new Map<string, Invocation>();
  #file: Promise<FileHandle> | undefined;
  #reading: Promise<void> | undefined;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The report of one call, once. Undefined if it does not come in time. */
  async reportOf(requestId: string): Promise<Invocation | undefined> {
    const untilMs = performance.now() + longestWaitMs;
    while (!this.#reports.has(requestId) && performance.now() < untilMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
      if (!this.#reports.has(requestId)) await sleep(lookAgainMs);
    }
    const report = this.#reports.get(requestId);
    this.#reports.delete(requestId);
    return report;
  }

  async #read(): Promise<void> {
    this.#file ??= open(this.#path, 'r');
    const file = await this.#file;
    const { size } = await file.stat();
    if (size === this.#offset) return;
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(size - this.#offset),
      0,
      size - this.#offset,
      this.#offset,
    );
    // From line to line: a character may be cut in two at the end.
    const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    this.#offset += end;
    for (const line of buffer.subarray(0, end).toString('utf8').split('\n')) this.#take(line);
  }

  #take(line: string): void {
    const event = parseTelemetryLine(line);
    if (event?.type === 'platform.report') this.#reports.set(event.record.requestId, invocationOf(event));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reading;
    await (await this.#file)?.close();
  }
}

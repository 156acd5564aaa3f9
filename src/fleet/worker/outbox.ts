import { setTimeout as sleep } from 'node:timers/promises';

/** Blocks that wait. Beyond them nothing is taken from the threads, which stop firing when their own memory is full: that shows as lag. */
const mostWaiting = 64;
/** Published at the same time: each waits for its acknowledgment, for as long as the network takes. */
const mostPublishing = 8;
const betweenTriesMs = 100;

export interface OutboxOptions {
  /** @throws if the stream did not take it */
  publish(block: Uint8Array, sequence: number): Promise<void>;
  /** Why a block will never be taken; undefined if it is to be published again. `refusedMs`: for how long none was taken. */
  problemOf(error: unknown, refusedMs: number): string | undefined;
  /** It has closed itself. */
  onProblem(problem: string): void;
}

/**
 * Blocks in transit to the stream. A block that is refused because the stream is full, or whose acknowledgment does not come, is
 * published again under its number, by which the stream knows it.
 */
export class Outbox {
  private readonly options: OutboxOptions;
  private readonly waiting: { readonly block: Uint8Array; readonly sequence: number }[] = [];
  private readonly closing = new AbortController();
  private publishing = 0;
  private added = 0;
  private refusedSinceMs: number | undefined;
  private whenChanged: (() => void)[] = [];
  /** Why it was closed by itself. */
  problem: string | undefined;

  constructor(options: OutboxOptions) {
    this.options = options;
  }

  /** The number that the next block gets. */
  get sequence(): number {
    return this.added;
  }

  add(block: Uint8Array): void {
    if (this.closing.signal.aborted) return;
    this.waiting.push({ block, sequence: this.added });
    this.added += 1;
    this.pump();
  }

  /** Undefined if there is room; else resolves when there is. */
  room(): Promise<void> | undefined {
    return this.isFull ? this.until(() => !this.isFull) : undefined;
  }

  drained(): Promise<void> {
    return this.until(() => this.waiting.length + this.publishing === 0);
  }

  /** What is in it is dropped: nobody waits for it any more. */
  close(): void {
    this.closing.abort();
    this.waiting.length = 0;
    this.changed();
  }

  private get isFull(): boolean {
    return this.waiting.length + this.publishing >= mostWaiting;
  }

  private async until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.closing.signal.aborted)
      await new Promise<void>((resolve) => void this.whenChanged.push(resolve));
  }

  private changed(): void {
    const waiters = this.whenChanged;
    this.whenChanged = [];
    for (const resolve of waiters) resolve();
  }

  private pump(): void {
    while (this.publishing < mostPublishing) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.publishing += 1;
      void this.publishUntilTaken(next.block, next.sequence).then(() => {
        this.publishing -= 1;
        this.changed();
        this.pump();
      });
    }
  }

  private async publishUntilTaken(block: Uint8Array, sequence: number): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        await this.options.publish(block, sequence);
        this.refusedSinceMs = undefined;
        return;
      } catch (error) {
        this.refused(error);
        await sleep(betweenTriesMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  private refused(error: unknown): void {
    const nowMs = performance.now();
    this.refusedSinceMs ??= nowMs;
    const problem = this.options.problemOf(error, nowMs - this.refusedSinceMs);
    if (problem === undefined || this.closing.signal.aborted) return;
    this.problem = problem;
    this.close();
    this.options.onProblem(problem);
  }
}

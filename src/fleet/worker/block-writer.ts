import { moveInstants, splitBatch } from '../../loadgen/threads/batch-parts.ts';
import type { SampleBatch } from '../../loadgen/threads/sample-batch.ts';
import { type ClockLine, toRun } from '../protocol/clock-line.ts';
import { type Block, encoded, type SamplesBlock } from '../protocol/messages.ts';
import { checksumOf, mostRows, packed } from '../protocol/sample-blocks.ts';
import type { Outbox } from './outbox.ts';

/** Of a message, for what is around the samples. */
const spareBytes = 4096;
/** What a worker that is killed can lose here. */
const blockEveryMs = 100;

interface BlockWriterOptions {
  readonly outbox: Outbox;
  readonly firing: number;
  readonly clock: ClockLine;
  /** Threads that fire. */
  readonly senders: number;
  /** Of a message, as the broker allows. */
  readonly maxPayload: number;
}

/** Puts the batches of the threads of one firing on the run's clock, and into blocks. */
export class BlockWriter implements Disposable {
  samples = 0;
  checksum = 0;
  private readonly options: BlockWriterOptions;
  /** Of each thread, until when it has handed over its samples. */
  private readonly untilMs: number[];
  private readonly flushing: NodeJS.Timeout;
  private batches: SampleBatch[] = [];
  private rows = 0;

  constructor(options: BlockWriterOptions) {
    this.options = options;
    this.untilMs = Array.from({ length: options.senders }, () => Number.NEGATIVE_INFINITY);
    this.flushing = setInterval(() => this.flush(), blockEveryMs);
  }

  /** @returns until when the thread counts it as waiting */
  add(batch: SampleBatch, untilMs: number, sender: number): Promise<void> | undefined {
    const { clock, outbox } = this.options;
    moveInstants(batch, (atMs) => toRun(clock, atMs));
    for (const part of splitBatch(batch, mostRows)) {
      if (this.rows + part.count > mostRows) this.flush();
      if (part.count > 0) this.batches.push(part);
      this.rows += part.count;
    }
    // Only now are all of them in this block, or in one before it.
    this.untilMs[sender] = toRun(clock, untilMs);
    return outbox.room();
  }

  log(text: string): void {
    this.send({ kind: 'logs', texts: [text] });
  }

  /** Samples that were collected, and until when these are all. */
  flush(): void {
    const { batches } = this;
    const untilMs = Math.min(...this.untilMs);
    this.batches = [];
    this.rows = 0;
    // Nothing is known yet.
    if (batches.length === 0 && !Number.isFinite(untilMs)) return;
    this.sendSamples(batches, Number.isFinite(untilMs) ? untilMs : Number.MIN_SAFE_INTEGER);
  }

  end(run: { readonly startedAtMs: number; readonly finishedAtMs: number }): void {
    const { clock } = this.options;
    this.flush();
    const { samples, checksum } = this;
    const times = { startedAtMs: toRun(clock, run.startedAtMs), finishedAtMs: toRun(clock, run.finishedAtMs) };
    this.send({ kind: 'ended', ...times, samples, checksum });
  }

  fail({
    code,
    message,
    hint,
  }: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | undefined;
  }): void {
    this.flush();
    this.send({ kind: 'failed', code, message, ...(hint !== undefined && { hint }) });
  }

  [Symbol.dispose](): void {
    clearInterval(this.flushing);
  }

  /** In halves if they are too long for a message: texts are as long as the other side makes them. */
  private sendSamples(batches: readonly SampleBatch[], untilMs: number): void {
    const packs = batches.map(packed);
    const bytes = this.encode({ kind: 'samples', untilMs, batches: packs });
    const count = batches.reduce((sum, batch) => sum + batch.count, 0);
    if (bytes.length > this.options.maxPayload - spareBytes && count > 1) {
      const halves = batches.flatMap((batch) => splitBatch(batch, Math.ceil(batch.count / 2)));
      const middle = Math.ceil(halves.length / 2);
      this.sendSamples(halves.slice(0, middle), Number.MIN_SAFE_INTEGER);
      this.sendSamples(halves.slice(middle), untilMs);
      return;
    }
    this.samples += count;
    this.checksum = checksumOf(packs, this.checksum);
    this.options.outbox.add(bytes);
  }

  private send(block: Unnumbered): void {
    this.options.outbox.add(this.encode(block));
  }

  private encode(block: Unnumbered): Uint8Array {
    const { firing, outbox } = this.options;
    return encoded('block', { ...block, firing, sequence: outbox.sequence } as Block);
  }
}

type WithoutNumbers<B> = B extends Block ? Omit<B, 'firing' | 'sequence'> : never;
type Unnumbered = WithoutNumbers<Exclude<Block, SamplesBlock>> | WithoutNumbers<SamplesBlock>;

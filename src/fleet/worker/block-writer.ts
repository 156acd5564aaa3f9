import { moveInstants, RowCollector, splitBatch } from '../../loadgen/threads/batch-parts.ts';
import { MergedRows } from '../../loadgen/threads/merged-rows.ts';
import { column, columns, type SampleBatch } from '../../loadgen/threads/sample-batch.ts';
import { type ClockLine, toRun } from '../protocol/clock-line.ts';
import { type Block, encoded, type SamplesBlock } from '../protocol/messages.ts';
import { type BlockLimits, checksumOf, packed } from '../protocol/sample-blocks.ts';
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
  readonly limits: BlockLimits;
  /** Whether a round is about to begin: a block without samples would be sent beside it. */
  isStarting(): boolean;
}

/** Puts the samples of the threads of one firing on the run's clock, in the order of their completion, and into blocks. */
export class BlockWriter implements Disposable {
  samples = 0;
  checksum = 0;
  private readonly options: BlockWriterOptions;
  private readonly merged: MergedRows;
  private readonly collected: RowCollector;
  private readonly flushing: NodeJS.Timeout;

  constructor(options: BlockWriterOptions) {
    this.options = options;
    this.collected = new RowCollector(options.limits.rows);
    this.merged = new MergedRows(options.senders, (batch, row) => {
      this.collected.add(batch, row);
      if (this.collected.isFull) this.sendFull();
    });
    this.flushing = setInterval(() => {
      if (this.collected.count > 0 || !options.isStarting()) this.flush();
    }, blockEveryMs);
  }

  /** @returns until when the thread counts it as waiting */
  add(batch: SampleBatch, untilMs: number, sender: number): Promise<void> | undefined {
    const { clock, outbox } = this.options;
    moveInstants(batch, (atMs) => toRun(clock, atMs));
    const ahead = this.merged.add(sender, batch, toRun(clock, untilMs));
    const room = outbox.room();
    return ahead && room ? Promise.all([ahead, room]).then(() => {}) : (ahead ?? room);
  }

  /** It has handed over all. */
  senderEnded(sender: number): void {
    this.merged.until(sender, Number.POSITIVE_INFINITY);
  }

  log(text: string): void {
    this.send({ kind: 'logs', texts: [text] });
  }

  /** Samples that were collected, and until when these are all. */
  flush(): void {
    const untilMs = this.merged.completeUntilMs;
    // Nothing is known yet.
    if (untilMs === Number.NEGATIVE_INFINITY) return;
    // The end mark says that nothing follows.
    this.sendSamples(this.collected.take(), Math.min(untilMs, Number.MAX_SAFE_INTEGER));
  }

  end(run: { readonly startedAtMs: number; readonly finishedAtMs: number }): void {
    const { clock } = this.options;
    this.flushAll();
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
    this.flushAll();
    this.send({ kind: 'failed', code, message, ...(hint !== undefined && { hint }) });
  }

  [Symbol.dispose](): void {
    clearInterval(this.flushing);
  }

  /** All samples, without an end mark: what is missing shows. Also what waits for a thread that has failed. */
  flushAll(): void {
    for (let sender = 0; sender < this.options.senders; sender += 1) this.senderEnded(sender);
    this.flush();
  }

  private sendFull(): void {
    const batch = this.collected.take();
    this.sendSamples(batch, lastOf(batch));
  }

  /** In halves if they are too long for a message: texts are as long as the other side makes them. */
  private sendSamples(batch: SampleBatch, untilMs: number): void {
    const packs = packed(batch);
    const bytes = this.encode({ kind: 'samples', untilMs, batch: packs });
    if (bytes.length > this.options.limits.bytes - spareBytes && batch.count > 1) {
      const [first, second] = splitBatch(batch, Math.ceil(batch.count / 2));
      if (first) this.sendSamples(first, lastOf(first));
      if (second) this.sendSamples(second, untilMs);
      return;
    }
    this.samples += batch.count;
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

/** Samples come in the order of their completion: none that follows completed before the last of these. */
const lastOf = ({ rows, count }: SampleBatch): number =>
  rows[(count - 1) * columns + column.completedAtMs] ?? Number.NaN;

type WithoutNumbers<B> = B extends Block ? Omit<B, 'firing' | 'sequence'> : never;
type Unnumbered = WithoutNumbers<Exclude<Block, SamplesBlock>> | WithoutNumbers<SamplesBlock>;

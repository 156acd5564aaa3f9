import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { type StreamPlace, streamReader } from '../engine/sample-stream.ts';
import { type Block, decoded } from '../protocol/messages.ts';

/** Messages that were asked for and not yet read, at most: each may have 1 MiB. */
const mostPulled = 32;
/** After this, a block that was delivered and not acknowledged comes again. */
const ackWaitMs = 30_000;

/** Reads the blocks of all workers from the stream, and hands on those of each in their order, each once. */
export class BlockReader implements AsyncDisposable {
  private readonly receive: (worker: string, block: Block) => void;
  private readonly streams = new Map<string, BlocksInOrder>();
  private messages: ConsumerMessages | undefined;

  static async start(place: StreamPlace, receive: (worker: string, block: Block) => void): Promise<BlockReader> {
    const { AckPolicy, jetstream } = await import('@nats-io/jetstream');
    const { nanos } = await import('@nats-io/transport-node');
    const reader = new BlockReader(receive);
    const name = place.subjects.stream(place.run);
    const client = jetstream(place.connection);
    const manager = await client.jetstreamManager();
    const config = { ack_policy: AckPolicy.Explicit, ack_wait: nanos(ackWaitMs), max_ack_pending: mostPulled };
    await manager.consumers.add(name, { durable_name: streamReader, ...config });
    const consumer = await client.consumers.get(name, streamReader);
    reader.messages = await consumer.consume({ max_messages: mostPulled, callback: (message) => reader.read(message) });
    return reader;
  }

  private constructor(receive: (worker: string, block: Block) => void) {
    this.receive = receive;
  }

  /** Of a worker that is lost: those that came, though one before them did not. */
  flush(worker: string): void {
    for (const block of this.of(worker).rest()) this.receive(worker, block);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.messages?.close();
  }

  private read(message: JsMsg): void {
    const worker = message.subject.slice(message.subject.lastIndexOf('.') + 1);
    const block = decoded('block', message.data);
    // What cannot be read would come again for ever.
    if (block !== undefined) for (const next of this.of(worker).add(block)) this.receive(worker, next);
    message.ack();
  }

  private of(worker: string): BlocksInOrder {
    const known = this.streams.get(worker) ?? new BlocksInOrder();
    this.streams.set(worker, known);
    return known;
  }
}

/** Blocks overtake each other where one was refused, and come twice where an acknowledgment was lost. */
export class BlocksInOrder {
  private readonly early = new Map<number, Block>();
  private next = 0;

  /** @returns those that can go on now */
  *add(block: Block): Generator<Block> {
    if (block.sequence < this.next) return;
    this.early.set(block.sequence, block);
    for (let ready = this.early.get(this.next); ready !== undefined; ready = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.next += 1;
      yield ready;
    }
  }

  /** Those that wait for one that will not come. */
  *rest(): Generator<Block> {
    const sequences = [...this.early.keys()].sort((a, b) => a - b);
    for (const sequence of sequences) {
      const block = this.early.get(sequence);
      this.early.delete(sequence);
      this.next = sequence + 1;
      if (block !== undefined) yield block;
    }
  }
}

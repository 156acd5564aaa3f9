import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { StreamPlace } from '../engine/sample-stream.ts';
import { type Block, decoded } from '../protocol/messages.ts';
import { BlocksInOrder } from './blocks-in-order.ts';

/** Blocks of a worker that were delivered and are not acknowledged, at most: the stream holds the others. */
const mostAhead = 4;
/** After this, a block that was delivered and not acknowledged comes again. */
const ackWaitMs = 10_000;
/** A broker that has restarted may find the stream a moment later. */
const lookAgainMs = 1000;
const lookEveryMs = 100;

/** How long the end of a lost worker's blocks is waited for. */
export interface DrainPatience {
  /** It ends when no block came between this many looks, ten a second. Two that the broker does not answer end it, too. */
  readonly looks: number;
  /** What a look may take. */
  readonly lookMs: number;
}

export interface BlockListeners {
  /** @returns until when the worker is too far ahead of the others */
  receive(worker: string, block: Block): Promise<void> | undefined;
  /** Nobody can read its blocks any more. */
  gone(worker: string, reason: string): void;
}

/** Reads the blocks of each worker from the stream, and hands them on in their order, each once. */
export class BlockReader implements AsyncDisposable {
  private readonly workers: ReadonlyMap<string, WorkerBlocks>;

  static async start(place: StreamPlace, workers: readonly string[], listeners: BlockListeners): Promise<BlockReader> {
    const started = await Promise.all(
      workers.map(async (worker) => [worker, await WorkerBlocks.start(place, worker, listeners)] as const),
    );
    return new BlockReader(new Map(started));
  }

  private constructor(workers: ReadonlyMap<string, WorkerBlocks>) {
    this.workers = workers;
  }

  /**
   * Of a worker that is lost: hands on what the stream still has of it, and what waits for a block that will not come.
   */
  async drain(worker: string, patience: DrainPatience): Promise<void> {
    await this.workers.get(worker)?.drain(patience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.workers.values()].map((worker) => worker[Symbol.asyncDispose]()));
  }
}

class WorkerBlocks implements AsyncDisposable {
  private readonly worker: string;
  private readonly consumer: Consumer;
  private readonly listeners: BlockListeners;
  private readonly inOrder = new BlocksInOrder();
  private messages: ConsumerMessages | undefined;
  private read = 0;
  /** Until when it is too far ahead of the others. Meanwhile, nothing of it is acknowledged, so that no more is delivered. */
  private room: Promise<void> | undefined;
  private isClosed = false;

  static async start(place: StreamPlace, worker: string, listeners: BlockListeners): Promise<WorkerBlocks> {
    const { connection, subjects, run } = place;
    const { AckPolicy, jetstream } = await import('@nats-io/jetstream');
    const { nanos } = await import('@nats-io/transport-node');
    const client = jetstream(connection);
    const manager = await client.jetstreamManager(false);
    await manager.consumers.add(subjects.stream(run), {
      ...{ durable_name: worker, filter_subject: subjects.samples(run, worker), ack_policy: AckPolicy.Explicit },
      ...{ ack_wait: nanos(ackWaitMs), max_ack_pending: mostAhead },
    });
    const blocks = new WorkerBlocks(worker, await client.consumers.get(subjects.stream(run), worker), listeners);
    await blocks.consume();
    return blocks;
  }

  private constructor(worker: string, consumer: Consumer, listeners: BlockListeners) {
    this.worker = worker;
    this.consumer = consumer;
    this.listeners = listeners;
  }

  async drain({ looks, lookMs }: DrainPatience): Promise<void> {
    let readBefore = this.read;
    // Looks are counted and not their time, so that a machine that stands still for a while ends nothing.
    for (let still = 0; still < looks && !this.isClosed; ) {
      const left = await this.left(lookMs);
      if (left === 0) break;
      // Where it waits for room, others will catch up, or are lost, too.
      const hasMoved = this.read !== readBefore || this.room !== undefined;
      still = hasMoved ? 0 : still + (left === undefined ? looks / 2 : 1);
      readBefore = this.read;
      await sleep(lookEveryMs);
    }
    for (const block of this.inOrder.rest()) this.handOn(block);
  }

  /** Blocks that the stream has and that are not put away; undefined if it does not answer in time. */
  private left(mostMs: number): Promise<number | undefined> {
    const counted = this.consumer.info().then(
      ({ num_pending, num_ack_pending }) => num_pending + num_ack_pending,
      (error: Error) => (error.name === 'JetStreamApiError' && error.message.includes('not found') ? 0 : undefined),
    );
    return Promise.race([counted, sleep(mostMs, undefined, { ref: false })]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
    await this.messages?.close();
  }

  private async consume(): Promise<void> {
    const callback = (message: JsMsg) => this.receive(message);
    this.messages = await this.consumer.consume({
      ...{ max_messages: mostAhead, abort_on_missing_resource: true, callback },
    });
    void this.messages.closed().then((error) => this.ended(error));
  }

  /** The stream or its consumer is not there. */
  private async ended(error: unknown): Promise<void> {
    if (this.isClosed || !(error instanceof Error)) return;
    await sleep(lookAgainMs);
    if (this.isClosed) return;
    const isThere = await this.consumer.info().then(
      () => true,
      () => false,
    );
    if (isThere) await this.consume();
    else this.listeners.gone(this.worker, `the broker no longer has the stream of its samples: ${error.message}`);
  }

  private receive(message: JsMsg): void {
    const block = decoded('block', message.data);
    this.read += 1;
    // What cannot be read would come again for ever.
    if (block !== undefined) for (const next of this.inOrder.add(block)) this.handOn(next);
    if (this.room === undefined) message.ack();
    else void this.room.then(() => message.ack());
  }

  private handOn(block: Block): void {
    const room = this.listeners.receive(this.worker, block);
    if (room === undefined) return;
    this.room = room;
    void room.then(() => {
      if (this.room === room) this.room = undefined;
    });
  }
}

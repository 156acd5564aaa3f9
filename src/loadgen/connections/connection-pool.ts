import type { Clock } from '../clock.ts';
import type { Exchange } from '../exchange.ts';
import { Fifo } from '../fifo.ts';
import type { HeldWorkers } from './held-workers.ts';

/** A connection as the pool sees it. */
export interface Pooled {
  /** How many requests it can take now: none while it is busy, and when it is closed. */
  readonly room: number;
  /** What its pool knows of it, for the pool alone: on the connection itself it costs less than in a map. */
  slot?: Slot | undefined;
  close(): void;
}

export interface Slot {
  hasAnswered: boolean;
  listed: boolean;
  /** The end of its last answer. */
  idleSinceMs: number;
  mostIdleMs: number;
}

export interface PoolOptions<C> {
  readonly clock: Clock;
  /** Starts to open one. Closing it must call `left`, whichever side closes it. */
  connect(): C;
  /** Of a server that may serve its connections in order; absent where connections cannot be in each other's way (HTTP/2). */
  readonly workers?: HeldWorkers | undefined;
}

/** A connection is not used again when it has been idle for most of the time after which the server closes it: the request could meet the end. */
const usedIdleShare = 0.8;
/** A connection that ended earlier than this is no sign of an idle timeout. */
const leastIdleTimeoutMs = 500;

/**
 * The open connections of an engine. Idle ones are used first come first, so that all workers of a server have their share, and
 * none is closed by the server meanwhile. None is kept that would keep a request on another one waiting (`HeldWorkers`).
 */
export class ConnectionPool<C extends Pooled> {
  private readonly options: PoolOptions<C>;
  /** Each has a slot. */
  private readonly connections = new Set<C>();
  /** Those that may have room, each once. */
  private readonly queue = new Fifo<C>();
  private answeredOpen = 0;
  /** As the server showed by closing idle connections. */
  private mostIdleMs = Number.POSITIVE_INFINITY;
  private provesWorkers = false;
  private timer: NodeJS.Timeout | undefined;
  private timerAtMs = Number.POSITIVE_INFINITY;

  constructor(options: PoolOptions<C>) {
    this.options = options;
  }

  get all(): Iterable<C> {
    return this.connections;
  }

  open(): C {
    const connection = this.options.connect();
    this.connections.add(connection);
    // Not 0: V8 would lay the slot out for whole numbers, and again for others.
    const slot = { hasAnswered: false, listed: false, idleSinceMs: Number.NaN, mostIdleMs: Number.POSITIVE_INFINITY };
    connection.slot = slot;
    return connection;
  }

  /** How many connections could be used now. Those that are idle for too long are closed. */
  ready(): number {
    for (let left = this.queue.length; left > 0; left -= 1) {
      const connection = this.queue.shift();
      if (connection === undefined) break;
      if (this.isUsable(connection)) this.queue.push(connection);
      else this.drop(connection);
    }
    return this.queue.length;
  }

  /**
   * The second request of a load over time goes to a second connection although the first is idle: whether it is answered shows
   * whether the server serves more than one.
   */
  proveWorkers(): void {
    this.provesWorkers = true;
  }

  /** The connection for one more request: that which has been idle for longest, or the first with room. */
  take(): C | undefined {
    if (this.provesWorkers && this.options.workers?.isUnproven && this.hasAnsweredFirst()) return undefined;
    return this.first();
  }

  private first(): C | undefined {
    for (let { first } = this.queue; first !== undefined; first = this.queue.first) {
      const usable = this.isUsable(first);
      // It has no more room with the request for which it is taken.
      if (!usable || first.room === 1) this.unlistFirst();
      if (usable) return first;
      this.drop(first);
    }
    return undefined;
  }

  /** A request is in flight on it. */
  began(connection: C): void {
    const { workers, clock } = this.options;
    if (workers === undefined || connection.slot?.hasAnswered !== false) return;
    workers.began(connection, clock.nowMs());
    this.watch(workers);
  }

  /** Its request in flight has ended. */
  ended(connection: C, { ending, sentAtMs, completedAtMs }: Exchange): void {
    const { workers } = this.options;
    const { slot } = connection;
    if (ending.kind === 'failure') {
      workers?.failed(connection);
    } else {
      if (slot !== undefined) this.noteAnswer(slot, completedAtMs, ending.answer.headers.get('keep-alive'));
      workers?.answered(connection, completedAtMs - (sentAtMs ?? completedAtMs), this.answeredOpen, completedAtMs);
    }
    this.list(connection);
    this.giveIdle(completedAtMs);
  }

  /** It is open, and can be used. */
  list(connection: C): void {
    const { slot } = connection;
    if (slot === undefined || slot.listed || connection.room === 0) return;
    slot.listed = true;
    this.queue.push(connection);
  }

  /** It has been closed, by either side. */
  left(connection: C): void {
    const { slot } = connection;
    if (slot === undefined) return;
    this.forget(connection, slot);
    const idleMs = this.options.clock.nowMs() - slot.idleSinceMs;
    if (slot.listed && slot.hasAnswered && idleMs >= leastIdleTimeoutMs)
      this.mostIdleMs = Math.min(this.mostIdleMs, usedIdleShare * idleMs);
  }

  closeAll(): void {
    this.unwatch();
    for (const connection of this.connections) this.close(connection);
    this.queue.clear();
  }

  private noteAnswer(slot: Slot, atMs: number, keepAlive: string | undefined): void {
    if (!slot.hasAnswered) this.answeredOpen += 1;
    slot.hasAnswered = true;
    slot.idleSinceMs = atMs;
    const seconds = keepAlive === undefined ? undefined : /\btimeout=(\d{1,9})\b/i.exec(keepAlive)?.[1];
    if (seconds !== undefined) slot.mostIdleMs = usedIdleShare * Number(seconds) * 1000;
  }

  private isUsable(connection: C): boolean {
    const { slot } = connection;
    if (slot === undefined || connection.room === 0) return false;
    // One for many requests says goodbye before it ends.
    if (this.options.workers === undefined || !slot.hasAnswered) return true;
    const mostIdleMs = Math.min(slot.mostIdleMs, this.mostIdleMs);
    if (mostIdleMs === Number.POSITIVE_INFINITY) return true;
    return this.options.clock.nowMs() - slot.idleSinceMs < mostIdleMs;
  }

  private unlistFirst(): void {
    const slot = this.queue.shift()?.slot;
    if (slot !== undefined) slot.listed = false;
  }

  /** Listed, but of no use: busy, which will list it again, or idle for too long. */
  private drop(connection: C): void {
    const { slot } = connection;
    if (slot !== undefined) slot.listed = false;
    if (connection.room > 0) this.close(connection);
  }

  /** Closes idle connections for requests that wait on new ones. */
  private giveIdle(nowMs: number): void {
    const { workers } = this.options;
    if (workers === undefined) return;
    // One that has said nothing yet is about to be used.
    while (this.hasAnsweredFirst() && workers.mustYield(this.answeredOpen, nowMs)) {
      const idle = this.first();
      if (idle === undefined) return;
      workers.yielded(this.answeredOpen, nowMs);
      this.close(idle);
    }
    this.watch(workers);
  }

  /** Looks again later, as long as connections are idle while requests wait on new ones. */
  private watch(workers: HeldWorkers): void {
    const { clock } = this.options;
    const atMs = this.hasAnsweredFirst() ? workers.yieldsAtMs(this.answeredOpen) : Number.POSITIVE_INFINITY;
    // A timer that is early looks again; there is none for each answer.
    if (atMs >= this.timerAtMs) return;
    this.unwatch();
    this.timerAtMs = atMs;
    this.timer = setTimeout(
      () => {
        this.unwatch();
        this.giveIdle(clock.nowMs());
      },
      Math.max(1, atMs - clock.nowMs()),
    );
  }

  /** Whether there is an idle connection, and the first has answered. */
  private hasAnsweredFirst(): boolean {
    for (let { first } = this.queue; first !== undefined; first = this.queue.first) {
      const { slot } = first;
      if (slot !== undefined) return slot.hasAnswered;
      this.queue.shift();
    }
    return false;
  }

  private unwatch(): void {
    clearTimeout(this.timer);
    this.timerAtMs = Number.POSITIVE_INFINITY;
  }

  private close(connection: C): void {
    const { slot } = connection;
    if (slot !== undefined) this.forget(connection, slot);
    connection.close();
  }

  private forget(connection: C, slot: Slot): void {
    this.connections.delete(connection);
    connection.slot = undefined;
    if (slot.hasAnswered) this.answeredOpen -= 1;
  }
}

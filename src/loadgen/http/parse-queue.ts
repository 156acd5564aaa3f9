import { Fifo } from '../fifo.ts';

export interface Unread {
  /** The stamp of the first of it; undefined when all is read. */
  readonly unreadSinceMs: number | undefined;
  /** Reads what has arrived. */
  read(): void;
}

/** A stamp can be late by as much as a slice of reading takes. */
const sliceMs = 0.25;
/** As long as every turn of the loop brings new arrivals, reading waits, but not longer than this. */
const patienceMs = 10;
/** Beyond this, reading no longer waits: memory is bounded whatever the other side sends. */
const maxQueuedBytes = 16 * 1024 * 1024;

/** The answers of a firing that have their stamps and are still to be read. What is read later completed no earlier than the first of them. */
export class UnreadAnswers {
  private queue: ParseQueue | undefined;

  waitIn(queue: ParseQueue): void {
    this.queue = queue;
  }

  /** Until when all answers have been read. */
  readUntilMs(nowMs: number): number {
    return Math.min(nowMs, this.queue?.unreadSinceMs ?? nowMs);
  }
}

/**
 * Stamp first, read later. What has arrived waits here with its stamp while the event loop goes round the other sockets,
 * and is read in short slices, between which the loop looks for new arrivals to stamp. The first slice of a turn can be read as it
 * arrives (`startsReading`), which saves a copy of it.
 */
export class ParseQueue {
  private readonly patient: boolean;
  private readonly queue = new Fifo<Unread>();
  private queuedBytes = 0;
  private scheduled = false;
  /** Arrivals since the loop last came by. */
  private fresh = 0;
  /** Of what is read as it arrives, in the present turn of the loop. */
  private sliceEndsMs = 0;
  private patientUntilMs = 0;
  private held = false;

  /** @param patient for a burst, whose answers come all at once; else reading starts in the next turn. */
  constructor(patient: boolean) {
    this.patient = patient;
  }

  /** The earliest stamp of what waits here. */
  get unreadSinceMs(): number | undefined {
    return this.queue.first?.unreadSinceMs;
  }

  /** The same item twice is the caller's to avoid. */
  add(item: Unread): void {
    if (this.queue.length === 0) this.patientUntilMs = performance.now() + (this.patient ? patienceMs : 0);
    this.queue.push(item);
    this.fresh += 1;
    this.schedule();
  }

  /**
   * Whether what arrives now, alone or behind others that were read, can be read at once: no burst is on, nothing waits, and the stamps
   * of others that are ready are late by no more than a slice. @param nowMs of any clock, the same each time
   */
  startsReading(nowMs: number): boolean {
    if (this.patient || this.held || this.queue.length > 0) return false;
    if (!this.scheduled) this.sliceEndsMs = nowMs + sliceMs;
    this.schedule();
    return nowMs < this.sliceEndsMs;
  }

  /** Bytes that wait to be read. */
  grow(bytes: number): void {
    this.queuedBytes += bytes;
    if (this.queuedBytes > maxQueuedBytes) this.flush();
  }

  /** Nothing is read until `resume`: sending comes first. */
  hold(): void {
    this.held = true;
  }

  resume(): void {
    this.held = false;
    if (this.queue.length > 0) this.schedule();
  }

  /** Reads what has arrived, unless sending comes first. Returns whether it read anything. */
  readArrived(): boolean {
    if (this.held || this.queue.length === 0) return false;
    this.flush();
    return true;
  }

  /** Reads all that has arrived. */
  flush(): void {
    this.readUntil(Number.POSITIVE_INFINITY);
  }

  private schedule(): void {
    if (this.scheduled || this.held) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.held) return;
      const nowMs = performance.now();
      if (this.fresh === 0 || nowMs > this.patientUntilMs) this.readUntil(nowMs + sliceMs);
      this.fresh = 0;
      if (this.queue.length > 0) this.schedule();
    });
  }

  private readUntil(untilMs: number): void {
    do {
      const item = this.queue.shift();
      if (item === undefined) break;
      item.read();
    } while (performance.now() < untilMs);
    if (this.queue.length === 0) this.queuedBytes = 0;
  }
}

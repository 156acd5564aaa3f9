import { column, columns, type SampleBatch } from './sample-batch.ts';

type Rows = Pick<SampleBatch, 'rows' | 'texts'>;

interface Held {
  readonly batch: Rows;
  /** Its rows, by their completion. */
  readonly order: Uint32Array;
  /** In `order`: those before it were handed on. */
  next: number;
}

/** Rows that wait, over all senders: about 27 MB with the ids of their answers. */
const mostHeld = 100_000;

/**
 * Rows of several senders, put into the order of their completion. Each sender says from time to time until when it has handed over all;
 * rows that completed before the earliest of these instants are handed on. What waits stays in its batch, beside 4 bytes for its place:
 * as objects, 400,000 samples that waited for the slowest of 200 workers took about 200 MB more.
 */
export class MergedRows {
  private readonly untilMs: number[];
  private readonly handOn: (batch: Rows, row: number) => void;
  private most: number;
  private held: Held[] = [];
  private count = 0;
  private readonly ahead = new Map<number, () => void>();

  constructor(senders: number, handOn: (batch: Rows, row: number) => void, most = mostHeld) {
    this.untilMs = Array.from({ length: senders }, () => Number.NEGATIVE_INFINITY);
    this.handOn = handOn;
    this.most = most;
  }

  /** Of all senders. */
  get completeUntilMs(): number {
    return Math.min(...this.untilMs);
  }

  /**
   * @param untilMs what the sender hands over later completed later
   * @returns of a sender that is ahead of others while too many rows wait: until there is room. One that all wait for never waits.
   */
  add(sender: number, batch: SampleBatch, untilMs: number): Promise<void> | undefined {
    if (batch.count > 0) this.held.push({ batch, order: byCompletion(batch), next: 0 });
    this.count += batch.count;
    this.until(sender, untilMs);
    if (!this.mustWait(sender)) return undefined;
    return new Promise((resolve) => {
      const before = this.ahead.get(sender);
      this.ahead.set(sender, () => {
        before?.();
        resolve();
      });
    });
  }

  /** The sender has handed over all until this instant; Infinity if it was the last time. */
  until(sender: number, untilMs: number): void {
    const before = this.completeUntilMs;
    // Some hand over samples before they know until when these are all: what they said before still holds.
    this.untilMs[sender] = Math.max(untilMs, this.untilMs[sender] ?? untilMs);
    const now = this.completeUntilMs;
    if (now <= before) return;
    try {
      this.release(now);
    } catch (error) {
      // The firing stops, and whoever waits is to hear of it.
      this.most = Number.POSITIVE_INFINITY;
      throw error;
    } finally {
      this.resume();
    }
  }

  private mustWait(sender: number): boolean {
    return this.count > this.most && (this.untilMs[sender] ?? 0) > this.completeUntilMs;
  }

  private resume(): void {
    for (const [sender, resume] of this.ahead) {
      if (this.mustWait(sender)) continue;
      this.ahead.delete(sender);
      resume();
    }
  }

  private release(untilMs: number): void {
    const going: { readonly completedAtMs: number; readonly batch: Rows; readonly row: number }[] = [];
    for (const one of this.held) {
      const { batch, order } = one;
      for (; one.next < order.length; one.next += 1) {
        const row = order[one.next] ?? 0;
        const completedAtMs = completionOf(batch, row);
        if (completedAtMs > untilMs) break;
        going.push({ completedAtMs, batch, row });
      }
    }
    this.held = this.held.filter(({ order, next }) => next < order.length);
    this.count -= going.length;
    going.sort((a, b) => a.completedAtMs - b.completedAtMs);
    for (const { batch, row } of going) this.handOn(batch, row);
  }
}

const completionOf = ({ rows }: Rows, row: number): number => rows[row * columns + column.completedAtMs] ?? Number.NaN;

function byCompletion(batch: SampleBatch): Uint32Array {
  const order = Uint32Array.from({ length: batch.count }, (_, row) => row);
  const isInOrder = order.every((row) => row === 0 || completionOf(batch, row - 1) <= completionOf(batch, row));
  return isInOrder ? order : order.sort((a, b) => completionOf(batch, a) - completionOf(batch, b) || a - b);
}

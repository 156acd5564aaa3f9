import { expect, test } from 'vitest';
import { type Block, decoded } from '../../../src/fleet/protocol/messages.ts';
import { blockLimits, checksumOf, packed, unpacked } from '../../../src/fleet/protocol/sample-blocks.ts';
import { BlockWriter } from '../../../src/fleet/worker/block-writer.ts';
import { column, columns } from '../../../src/loadgen/threads/sample-batch.ts';
import { outboxOf } from './outbox-of.ts';

const limits = blockLimits(3, 1 << 20);
const mostRows = limits.rows;
const isStarting = () => false;
const sameClock = { fromMs: 0, offsetMs: 0, driftPpm: 0 };

/** Sample `n` completes at `n` ms. */
function batchOf(from: number, count: number) {
  const rows = new Float64Array(count * columns).fill(Number.NaN);
  for (let row = 0; row < count; row += 1) {
    rows[row * columns + column.intendedAtMs] = from + row;
    rows[row * columns + column.completedAtMs] = from + row;
  }
  return { count, rows, texts: [], bytes: rows.byteLength };
}

test('a block promises only what was sent before it or is in it, also where a batch is longer than a block', async () => {
  const blocks: Block[] = [];
  const outbox = outboxOf(async (bytes) => {
    const block = decoded('block', bytes);
    if (block !== undefined) blocks.push(block);
  });
  {
    using writer = new BlockWriter({ outbox, firing: 0, clock: sameClock, senders: 1, limits, isStarting });
    void writer.add(batchOf(0, 10), 10, 0);
    void writer.add(batchOf(10, 2 * mostRows), 10 + 2 * mostRows, 0);
    writer.flush();
  }
  await outbox.drained();
  let promisedMs = Number.NEGATIVE_INFINITY;
  let received = 0;
  for (const block of blocks) {
    if (block.kind !== 'samples') continue;
    const { count, rows } = unpacked(block.batch);
    received += count;
    for (let at = column.completedAtMs; at < rows.length; at += columns)
      expect(rows[at]).toBeGreaterThanOrEqual(promisedMs);
    promisedMs = block.untilMs;
  }
  // 10 + 2 × 2,048.
  expect(received).toBe(4106);
  expect(promisedMs).toBe(4106);
});

test('samples of two threads leave a worker in the order of their completion, as those of one machine are kept', async () => {
  const seen: number[] = [];
  const outbox = outboxOf(async (bytes) => {
    const block = decoded('block', bytes);
    if (block?.kind !== 'samples') return;
    const { rows } = unpacked(block.batch);
    for (let at = column.completedAtMs; at < rows.length; at += columns) seen.push(rows[at] ?? Number.NaN);
  });
  {
    using writer = new BlockWriter({
      outbox,
      firing: 0,
      clock: sameClock,
      senders: 2,
      limits: { rows: 2, bytes: 4096 },
      isStarting,
    });
    void writer.add(batchOf(0, 3), 3, 0);
    void writer.add(batchOf(1, 2), 3, 1);
    void writer.add(batchOf(5, 2), 7, 1);
    void writer.add(batchOf(3, 1), 7, 0);
    writer.end({ startedAtMs: 0, finishedAtMs: 7 });
  }
  await outbox.drained();
  // 0, 1, 2 and 3 of the first thread; 1, 2, 5 and 6 of the second.
  expect(seen).toEqual([0, 1, 1, 2, 2, 3, 5, 6]);
});

test('a block without samples leaves the checksum as it was', () => {
  const block = packed(batchOf(0, 3));
  const before = checksumOf(block, 0);
  const empty = packed(batchOf(0, 0));
  expect([before !== 0, checksumOf(empty, before)]).toEqual([true, before]);
});

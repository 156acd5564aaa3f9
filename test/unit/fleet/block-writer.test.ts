import { expect, test } from 'vitest';
import { type Block, decoded } from '../../../src/fleet/protocol/messages.ts';
import { mostRows, unpacked } from '../../../src/fleet/protocol/sample-blocks.ts';
import { BlockWriter } from '../../../src/fleet/worker/block-writer.ts';
import { Outbox } from '../../../src/fleet/worker/outbox.ts';
import { column, columns } from '../../../src/loadgen/threads/sample-batch.ts';

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
  const outbox = new Outbox(async (bytes) => {
    const block = decoded('block', bytes);
    if (block !== undefined) blocks.push(block);
  });
  {
    using writer = new BlockWriter({ outbox, firing: 0, clock: sameClock, senders: 1, maxPayload: 1 << 20 });
    void writer.add(batchOf(0, 10), 10, 0);
    void writer.add(batchOf(10, 2 * mostRows), 10 + 2 * mostRows, 0);
    writer.flush();
  }
  await outbox.drained();
  let promisedMs = Number.NEGATIVE_INFINITY;
  let received = 0;
  for (const block of blocks) {
    if (block.kind !== 'samples') continue;
    for (const { count, rows } of block.batches.map(unpacked)) {
      received += count;
      for (let at = column.completedAtMs; at < rows.length; at += columns)
        expect(rows[at]).toBeGreaterThanOrEqual(promisedMs);
    }
    promisedMs = block.untilMs;
  }
  // 10 + 2 × 2,048.
  expect(received).toBe(4106);
  expect(promisedMs).toBe(4106);
});

import { expect, test } from 'vitest';
import { MergedRows } from '../../../../src/loadgen/threads/merged-rows.ts';
import { column, columns, type SampleBatch } from '../../../../src/loadgen/threads/sample-batch.ts';

function at(...completedAtMs: number[]): SampleBatch {
  const rows = new Float64Array(completedAtMs.length * columns).fill(Number.NaN);
  for (const [row, ms] of completedAtMs.entries()) rows[row * columns + column.completedAtMs] = ms;
  return { count: completedAtMs.length, rows, texts: [], bytes: rows.byteLength };
}

/** Of two senders, of whose rows at most 3 may wait. */
function mergedRows(fail: () => boolean = () => false) {
  const seen: number[] = [];
  const handOn = ({ rows }: Pick<SampleBatch, 'rows'>, row: number) => {
    if (fail()) throw new Error('the disk is full');
    seen.push(rows[row * columns + column.completedAtMs] ?? Number.NaN);
  };
  return { seen, merged: new MergedRows(2, handOn, 3) };
}

async function isPending(promise: Promise<void> | undefined): Promise<boolean> {
  return (await Promise.race([promise, Promise.resolve('pending')])) === 'pending';
}

test('rows of a batch that are out of order are put into it', () => {
  const { seen, merged } = mergedRows();
  void merged.add(0, at(40, 10, 30), 50);
  void merged.add(1, at(20), 35);
  expect(seen).toEqual([10, 20, 30]);
});

test('a sender that is ahead waits while more rows are held than may be, and the one that all wait for never does', async () => {
  const { seen, merged } = mergedRows();
  expect(merged.add(0, at(10, 20, 30), 30)).toBeUndefined();
  const room = merged.add(0, at(40, 50), 50);
  const more = merged.add(0, at(60), 60);
  expect([await isPending(room), await isPending(more)]).toEqual([true, true]);
  // Four of its own and six of the other: it is behind, and does not wait.
  expect(merged.add(1, at(1, 2, 3, 45), 5)).toBeUndefined();
  expect(await isPending(room)).toBe(true);
  // 10, 20, 30 and 40 go on; 45, 50 and 60 are the three that may wait.
  merged.until(1, 44);
  await Promise.all([room, more]);
  expect(seen).toEqual([1, 2, 3, 10, 20, 30, 40]);
});

test('what cannot be handed on keeps nobody waiting', async () => {
  const { merged } = mergedRows(() => true);
  const room = merged.add(0, at(10, 20, 30, 40), 40);
  expect(() => merged.until(1, 10)).toThrow('the disk is full');
  await room;
});

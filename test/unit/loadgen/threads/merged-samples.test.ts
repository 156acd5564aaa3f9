import { expect, test } from 'vitest';
import { MergedSamples } from '../../../../src/loadgen/threads/merged-samples.ts';
import { BatchWriter, type SampleBatch } from '../../../../src/loadgen/threads/sample-batch.ts';
import { sampleOf } from '../../stats/sample-of.ts';

const place = { target: 't', phase: 'p', repeat: 0 };

function at(...completedAtMs: number[]): SampleBatch {
  const writer = new BatchWriter(10);
  for (const ms of completedAtMs) writer.add(sampleOf({ sentAtMs: 0, completedAtMs: ms }));
  return writer.take(0);
}

test('of 2 threads, what completed before the slower of them handed over goes on, in the order of completion', () => {
  const seen: number[] = [];
  const merged = new MergedSamples(2, place, ({ completedAtMs }) => seen.push(completedAtMs));
  void merged.add(0, at(10, 40, 90), 100);
  expect(seen).toEqual([]);
  void merged.add(1, at(20, 50), 60);
  expect(seen).toEqual([10, 20, 40, 50]);
  void merged.add(1, at(70, 150), 160);
  expect(seen).toEqual([10, 20, 40, 50, 70, 90]);
  merged.until(0, Number.POSITIVE_INFINITY);
  expect(seen).toEqual([10, 20, 40, 50, 70, 90, 150]);
});

test('a thread that has ended holds nothing up; when all have, nothing is held', () => {
  const seen: number[] = [];
  const merged = new MergedSamples(3, place, ({ completedAtMs }) => seen.push(completedAtMs));
  for (const thread of [0, 1]) merged.until(thread, Number.POSITIVE_INFINITY);
  void merged.add(2, at(5), 8);
  expect(seen).toEqual([5]);
  void merged.add(2, at(9), 8);
  merged.until(2, Number.POSITIVE_INFINITY);
  expect(seen).toEqual([5, 9]);
});

test('of one thread everything goes on at once, in the order in which it came', () => {
  const seen: number[] = [];
  void new MergedSamples(1, place, ({ completedAtMs }) => seen.push(completedAtMs)).add(0, at(30, 10), 5);
  expect(seen).toEqual([30, 10]);
});

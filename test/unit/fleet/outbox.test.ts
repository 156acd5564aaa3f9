import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BlocksInOrder } from '../../../src/fleet/coordinator/blocks-in-order.ts';
import type { Block } from '../../../src/fleet/protocol/messages.ts';
import { outboxOf } from './outbox-of.ts';

test('a stream that is full holds 64 blocks in the worker, then the threads; when it has room, none is lost', async () => {
  let isFull = true;
  const taken: number[] = [];
  const outbox = outboxOf(async (_, sequence) => {
    if (isFull) throw new Error('maximum bytes exceeded');
    taken.push(sequence);
  });
  for (let block = 0; block < 63; block += 1) outbox.add(new Uint8Array(1));
  expect(outbox.room()).toBeUndefined();
  outbox.add(new Uint8Array(1));
  const room = outbox.room();
  let hasRoom = false;
  void room?.then(() => {
    hasRoom = true;
  });
  // Longer than a block waits before it is published again.
  await sleep(250);
  expect([taken, hasRoom]).toEqual([[], false]);
  isFull = false;
  await room;
  await outbox.drained();
  expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, k) => k));
});

test('an outbox that is closed keeps nobody waiting', async () => {
  const outbox = outboxOf(() => Promise.reject(new Error('no stream')));
  for (let block = 0; block < 64; block += 1) outbox.add(new Uint8Array(1));
  const room = outbox.room();
  outbox.close();
  await room;
  await outbox.drained();
});

const block = (sequence: number): Block => ({ kind: 'logs', firing: 0, sequence, texts: [] });
const numbers = (blocks: Iterable<Block>) => [...blocks].map(({ sequence }) => sequence);

test('blocks go on in order and once, though they overtake each other and come twice', () => {
  const blocks = new BlocksInOrder();
  expect(numbers(blocks.add(block(1)))).toEqual([]);
  expect(numbers(blocks.add(block(2)))).toEqual([]);
  expect(numbers(blocks.add(block(0)))).toEqual([0, 1, 2]);
  expect(numbers(blocks.add(block(1)))).toEqual([]);
  expect(numbers(blocks.add(block(5)))).toEqual([]);
  expect(numbers(blocks.add(block(3)))).toEqual([3]);
  // Block 4 was lost with its worker.
  expect(numbers(blocks.rest())).toEqual([5]);
  expect(numbers(blocks.add(block(6)))).toEqual([6]);
});

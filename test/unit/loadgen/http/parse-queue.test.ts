import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ParseQueue, UnreadAnswers } from '../../../../src/loadgen/http/parse-queue.ts';

const item = (log: number[], n: number) => ({ unreadSinceMs: n, read: () => void log.push(n) });

test('nothing is read in the turn in which it arrived; then all is, in the order of arrival', async () => {
  const log: number[] = [];
  const queue = new ParseQueue(true);
  for (const n of [1, 2, 3]) queue.add(item(log, n));
  expect(log).toEqual([]);
  await expect.poll(() => log).toEqual([1, 2, 3]);
});

test('held, it reads nothing, however many turns pass; resumed, it reads', async () => {
  const log: number[] = [];
  const queue = new ParseQueue(true);
  queue.hold();
  queue.add(item(log, 1));
  for (let i = 0; i < 10; i += 1) await turn();
  expect(log).toEqual([]);
  queue.resume();
  await expect.poll(() => log).toEqual([1]);
});

test('flushed, all is read at once, also while held', () => {
  const log: number[] = [];
  const queue = new ParseQueue(true);
  queue.hold();
  queue.add(item(log, 1));
  queue.add(item(log, 2));
  queue.flush();
  expect(log).toEqual([1, 2]);
});

test('arrivals without end do not put reading off for ever', async () => {
  const log: number[] = [];
  const queue = new ParseQueue(true);
  for (let n = 0; log.length === 0; n += 1) {
    queue.add(item(log, n));
    await turn();
  }
  expect(log[0]).toBe(0);
});

test('more than 16 MiB unread are read at once', () => {
  const log: number[] = [];
  const queue = new ParseQueue(true);
  queue.add(item(log, 1));
  queue.grow(16 * 1024 * 1024);
  expect(log).toEqual([]);
  queue.grow(1);
  expect(log).toEqual([1]);
});

test('asked for a free connection, it reads what has arrived, but not while held', () => {
  const log: number[] = [];
  const queue = new ParseQueue(true);
  queue.add(item(log, 1));
  queue.readArrived();
  expect(log).toEqual([1]);
  queue.hold();
  queue.add(item(log, 2));
  queue.readArrived();
  expect(log).toEqual([1]);
});

test('what arrives within the first 0.25 ms of a turn is read at once, and the rest waits', async () => {
  const queue = new ParseQueue(false);
  expect([10, 10.1, 10.2, 10.25].map((atMs) => queue.startsReading(atMs))).toEqual([true, true, true, false]);
  await turn();
  expect(queue.startsReading(11)).toBe(true);
});

test('nothing is read at once in a burst, while sending comes first, or before what waits', async () => {
  expect(new ParseQueue(true).startsReading(0)).toBe(false);
  const queue = new ParseQueue(false);
  queue.hold();
  expect(queue.startsReading(0)).toBe(false);
  queue.resume();
  queue.add(item([], 1));
  expect(queue.startsReading(0)).toBe(false);
  queue.flush();
  await turn();
  expect(queue.startsReading(0)).toBe(true);
});

test('until the first stamp that waits, all has been read; until now, if none waits', () => {
  const log: number[] = [];
  const unread = new UnreadAnswers();
  expect(unread.readUntilMs(5)).toBe(5);
  const queue = new ParseQueue(true);
  unread.waitIn(queue);
  for (const stampMs of [1, 2]) queue.add(item(log, stampMs));
  expect(unread.readUntilMs(5)).toBe(1);
  queue.flush();
  expect([log, unread.readUntilMs(5)]).toEqual([[1, 2], 5]);
});

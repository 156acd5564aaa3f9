import { beforeEach, describe, expect, test } from 'vitest';
import { HeldWorkers } from '../../../../src/loadgen/connections/held-workers.ts';

/** Answers take 10 ms, so patience is 100 + 2 * 10 ms at first, and 250 + 2 * 10 ms once two have answered side by side. */
const serviceMs = 10;
const [a, b, c, d] = [{}, {}, {}, {}];
let workers: HeldWorkers;

beforeEach(() => {
  workers = new HeldWorkers(30_000);
});

/** One connection has answered and stays open; requests wait on b, c and d from 5 ms on. */
function waitBehindOne(): void {
  workers.began(a, 0);
  for (const connection of [b, c, d]) workers.began(connection, 5);
  workers.answered(a, serviceMs, 1, 10);
}

describe('requests on new connections wait behind one that has answered and is kept', () => {
  test('it has to be closed 120 ms after its answer, and not before', () => {
    waitBehindOne();
    expect([workers.mustYield(1, 129), workers.mustYield(1, 130), workers.yieldsAtMs(1)]).toEqual([false, true, 130]);
  });

  test('twice a closed connection brings an answer at once: there is 1 worker, and nothing idle is kept any more', () => {
    waitBehindOne();
    workers.yielded(1, 130);
    workers.answered(b, serviceMs, 1, 141);
    expect([workers.known, workers.yieldsAtMs(1)]).toEqual([undefined, 261]);
    workers.yielded(1, 261);
    workers.answered(c, serviceMs, 1, 272);
    expect([workers.known, workers.mustYield(1, 272)]).toEqual([1, true]);
    workers.answered(d, serviceMs, 1, 283);
    expect(workers.mustYield(1, 283)).toBe(true);
  });

  test('closing does not help: the next is due after twice, then four times as long', () => {
    waitBehindOne();
    workers.yielded(1, 130);
    expect(workers.yieldsAtMs(1)).toBe(130 + 240);
    workers.yielded(1, 370);
    expect(workers.yieldsAtMs(1)).toBe(370 + 480);
    // Long after the last trial: no sign that it was the trial.
    workers.answered(b, 800, 1, 805);
    workers.yielded(1, 925);
    workers.answered(c, 900, 1, 930);
    expect(workers.known).toBeUndefined();
  });

  test('no patience is longer than an eighth of the timeout', () => {
    workers = new HeldWorkers(400);
    waitBehindOne();
    expect(workers.yieldsAtMs(1)).toBe(10 + 50);
  });

  test('a request that has failed waits no more', () => {
    waitBehindOne();
    for (const connection of [b, c, d]) workers.failed(connection);
    expect(workers.mustYield(1, 10_000)).toBe(false);
  });
});

describe('4 answer side by side', () => {
  const open = [{}, {}, {}, {}];
  beforeEach(() => {
    for (const connection of open) workers.began(connection, 0);
    for (const [i, connection] of open.entries()) workers.answered(connection, serviceMs, i + 1, 10);
  });

  test('a fifth that waits is worth one of them after 270 ms, where fewer are open after four times that', () => {
    workers.began(a, 20);
    expect([workers.yieldsAtMs(4), workers.yieldsAtMs(3)]).toEqual([20 + 270, 20 + 4 * 270]);
  });

  /** A fifth and a sixth are answered only when one of the 4 was closed. */
  function learn(): void {
    workers.began(a, 20);
    workers.began(b, 20);
    workers.yielded(4, 290);
    workers.answered(a, serviceMs, 4, 301);
    workers.yielded(4, 421);
    workers.answered(b, serviceMs, 4, 432);
  }

  test('4 workers are known, and idle ones are closed as long as others wait, and no longer', () => {
    learn();
    expect([workers.known, workers.mustYield(4, 432)]).toEqual([4, false]);
    workers.began(c, 500);
    expect(workers.mustYield(1, 500)).toBe(true);
  });

  test('a fifth that answers beside the 4 shows that it was a coincidence', () => {
    learn();
    workers.began(c, 500);
    workers.answered(c, serviceMs, 5, 510);
    expect(workers.known).toBeUndefined();
  });

  test('after 64 closed connections the finding is tried again, and one answer confirms it for 128 more', () => {
    learn();
    for (let i = 0; i < 64; i += 1) workers.yielded(4, 500);
    expect(workers.known).toBeUndefined();
    workers.began(c, 500);
    workers.yielded(4, 620);
    workers.answered(c, serviceMs, 4, 630);
    expect(workers.known).toBe(4);
    for (let i = 0; i < 127; i += 1) workers.yielded(4, 700);
    expect(workers.known).toBe(4);
    workers.yielded(4, 700);
    expect(workers.known).toBeUndefined();
  });
});

test('that a server answers on two connections is unproven after one answer, while nothing is on its way', () => {
  expect(workers.isUnproven).toBe(false);
  workers.began(a, 0);
  workers.answered(a, serviceMs, 1, 10);
  expect(workers.isUnproven).toBe(true);
  workers.began(b, 20);
  expect(workers.isUnproven).toBe(false);
  workers.answered(b, serviceMs, 2, 30);
  expect(workers.isUnproven).toBe(false);
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionPool, type Pooled } from '../../../../src/loadgen/connections/connection-pool.ts';
import { HeldWorkers } from '../../../../src/loadgen/connections/held-workers.ts';
import { PendingRequest } from '../../../../src/loadgen/exchange.ts';

class FakeConnection implements Pooled {
  room: number;
  readonly places: number;
  readonly pool: () => ConnectionPool<FakeConnection>;

  constructor(places: number, pool: () => ConnectionPool<FakeConnection>) {
    this.places = places;
    this.room = places;
    this.pool = pool;
  }

  close(): void {
    this.room = 0;
    this.pool().left(this);
  }
}

let nowMs: number;
beforeEach(() => {
  nowMs = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = { nowMs: () => nowMs, startedAtEpochMs: 0 };

/** Of connections that carry one request each, or as many as there are places. */
function poolOf(places = 1) {
  const pool: ConnectionPool<FakeConnection> = new ConnectionPool({
    ...{ clock, workers: places === 1 ? new HeldWorkers(30_000) : undefined },
    connect: () => new FakeConnection(places, () => pool),
  });
  return pool;
}

/** A request on the connection that the pool gives, or on a new one. */
function begin(pool: ConnectionPool<FakeConnection>): FakeConnection {
  const connection = pool.take() ?? pool.open();
  pool.began(connection);
  connection.room -= 1;
  pool.list(connection);
  return connection;
}

function answer(pool: ConnectionPool<FakeConnection>, connection: FakeConnection, headers: [string, string][] = []) {
  connection.room += 1;
  const call = new PendingRequest(0, nowMs - 10, 'reused', (exchange) => pool.ended(connection, exchange));
  call.sentAtMs = nowMs - 10;
  call.answer(
    { status: 200, headers: new Map(headers), body: Buffer.alloc(0), isBodyCut: false, keepAlive: true },
    nowMs,
  );
}

function passMs(ms: number): void {
  nowMs += ms;
  vi.advanceTimersByTime(ms);
}

test('idle connections are used first come first, over and over', () => {
  const pool = poolOf();
  const [a, b, c] = [begin(pool), begin(pool), begin(pool)];
  for (const connection of [b, a, c]) answer(pool, connection);
  expect([begin(pool), begin(pool)]).toEqual([b, a]);
  answer(pool, a);
  answer(pool, b);
  expect([begin(pool), begin(pool), begin(pool)]).toEqual([c, a, b]);
  expect([a, b, c]).not.toContain(begin(pool));
});

test('100 connections in turn 1000 times: each is used 10 times', () => {
  const pool = poolOf();
  const connections = Array.from({ length: 100 }, () => begin(pool));
  for (const connection of connections) answer(pool, connection);
  const uses = new Map<FakeConnection, number>();
  for (let i = 0; i < 1000; i += 1) {
    const connection = begin(pool);
    uses.set(connection, (uses.get(connection) ?? 0) + 1);
    answer(pool, connection);
  }
  expect([uses.size, new Set(uses.values())]).toEqual([100, new Set([10])]);
});

describe('a connection that is idle for long', () => {
  test('is closed instead of used when 4 of the 5 s are over that the server announced', () => {
    const pool = poolOf();
    const [a, b] = [begin(pool), begin(pool)];
    for (const connection of [a, b]) answer(pool, connection, [['keep-alive', 'timeout=5, max=100']]);
    passMs(3999);
    expect(begin(pool)).toBe(a);
    passMs(1);
    expect([pool.ready(), b.room]).toEqual([0, 0]);
  });

  test('is not used for longer than 4/5 of the time after which the server has closed another', () => {
    const pool = poolOf();
    const [a, b] = [begin(pool), begin(pool)];
    answer(pool, b);
    answer(pool, a);
    passMs(1600);
    answer(pool, begin(pool));
    passMs(400);
    // By the server, after 2000 ms.
    a.close();
    expect(pool.ready()).toBe(1);
    passMs(1199);
    expect(pool.ready()).toBe(1);
    passMs(1);
    expect([pool.ready(), b.room]).toEqual([0, 0]);
  });

  test('says nothing of others if it was closed within half a second', () => {
    const pool = poolOf();
    const [a, b] = [begin(pool), begin(pool)];
    answer(pool, a);
    answer(pool, b);
    passMs(499);
    a.close();
    passMs(60_000);
    expect(begin(pool)).toBe(b);
  });

  test('is used whenever it is, if it carries many requests: it would have said goodbye', () => {
    const pool = poolOf(100);
    const a = begin(pool);
    answer(pool, a, [['keep-alive', 'timeout=1']]);
    passMs(60_000);
    expect(begin(pool)).toBe(a);
  });
});

test('with room for 2 each, the first is filled before the second is used', () => {
  const pool = poolOf(2);
  const [a, b] = [pool.open(), pool.open()];
  pool.list(a);
  pool.list(b);
  expect([begin(pool), begin(pool), begin(pool)]).toEqual([a, a, b]);
  expect(pool.ready()).toBe(1);
});

test('an idle connection is closed for a request that waits on another one, 120 ms after its answer of 10 ms', () => {
  const pool = poolOf();
  const [a, b] = [begin(pool), begin(pool)];
  passMs(10);
  answer(pool, a);
  passMs(119);
  expect(a.room).toBe(1);
  passMs(1);
  expect([a.room, b.room]).toEqual([0, 0]);
  answer(pool, b);
  passMs(60_000);
  expect(b.room).toBe(1);
});

test('a connection that has said nothing is not closed for another: it is about to be used', () => {
  const pool = poolOf();
  const silent = pool.open();
  pool.list(silent);
  const a = pool.open();
  pool.began(a);
  passMs(60_000);
  expect(silent.room).toBe(1);
});

test('of a load over time the second request goes to a second connection, the third to the first that was idle', () => {
  const pool = poolOf();
  pool.proveWorkers();
  const a = begin(pool);
  answer(pool, a);
  const b = begin(pool);
  expect(b).not.toBe(a);
  expect(begin(pool)).toBe(a);
  answer(pool, b);
  expect(begin(pool)).toBe(b);
});

test('closed, it holds no timer', () => {
  const pool = poolOf();
  const [a] = [begin(pool), begin(pool)];
  answer(pool, a);
  expect(vi.getTimerCount()).toBe(1);
  pool.closeAll();
  expect([vi.getTimerCount(), a.room]).toEqual([0, 0]);
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Engine } from '../../../../src/loadgen/engine.ts';
import { type Exchange, PendingRequest } from '../../../../src/loadgen/exchange.ts';
import { fireClosedLoad } from '../../../../src/loadgen/shapes/closed.ts';

const clock = { startedAtEpochMs: 0, nowMs: () => performance.now() };

/** Answers what it has sent when the test says so. */
function scriptedEngine() {
  const sent: PendingRequest[] = [];
  const engine: Engine = {
    prepare: async () => {},
    release: async () => {},
    send: (request, intendedAtMs, onEnd) => {
      const pending = new PendingRequest(request, intendedAtMs, 'reused', onEnd);
      pending.sentAtMs = intendedAtMs;
      sent.push(pending);
    },
    stop: () => {},
  };
  return { engine, sent };
}

const answer = {
  status: 200,
  headers: new Map<string, string>(),
  body: Buffer.alloc(0),
  isBodyCut: false,
  keepAlive: true,
};

test('3 clients whose answers come one after another in a turn send their next requests behind all of them', async () => {
  const { engine, sent } = scriptedEngine();
  const ended: Exchange[] = [];
  const load = { shape: 'closed', clients: 3, requests: 6, thinkTimeMs: 0 } as const;
  const fired = fireClosedLoad(load, clock.nowMs(), {
    ...{ engine, clock, signal: new AbortController().signal, nextRequest: () => 0 },
    onEnd: (exchange) => ended.push(exchange),
  });
  expect(sent).toHaveLength(3);
  for (const pending of [...sent]) {
    pending.answer(answer, clock.nowMs());
    // As between two sockets: what one has queued as a microtask runs before the next is read.
    await Promise.resolve();
    expect(sent).toHaveLength(3);
  }
  await turn();
  expect([ended.length, sent.length]).toEqual([3, 6]);
  for (const pending of sent.slice(3)) pending.answer(answer, clock.nowMs());
  await turn();
  await fired;
  expect([ended.length, sent.length]).toEqual([6, 6]);
});

import { expect, it } from 'vitest';
import type { Engine } from '../../../../src/loadgen/engine.ts';
import { PendingRequest } from '../../../../src/loadgen/exchange.ts';
import { fireOpenLoad } from '../../../../src/loadgen/shapes/open.ts';

it('10 overdue requests are sent four by four: what came meanwhile frees connections before the next four', async () => {
  const turnsBefore: number[] = [];
  let turns = 0;
  const count = () => {
    turns += 1;
    if (turnsBefore.length < 10) setImmediate(count);
  };
  setImmediate(count);
  const engine: Pick<Engine, 'send'> = {
    send: (request, intendedAtMs, onEnd) => {
      turnsBefore.push(turns);
      new PendingRequest(request, intendedAtMs, 'reused', onEnd).fail({ kind: 'interrupted' }, 1000);
    },
  };
  await fireOpenLoad(
    Array.from({ length: 10 }, (_, k) => k),
    0,
    {
      ...{ engine: engine as Engine, clock: { startedAtEpochMs: 0, nowMs: () => 1000 } },
      ...{ signal: new AbortController().signal, maxInFlight: 10, nextRequest: () => 0, onEnd: () => {} },
    },
  );
  expect(turnsBefore).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
});

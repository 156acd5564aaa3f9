import { expect, it } from 'vitest';
import { TruthLedger } from '../../../../targets/truth/ledger.ts';

const never = { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0 };

it('two instances in turn: calls 1 and 1, then 2 and 2', () => {
  const ledger = new TruthLedger({ instances: 2, every: never });
  const places = Array.from({ length: 4 }, () => ledger.next('/', 0));
  expect(places.map(({ seq, instanceId, invocationId }) => [seq, instanceId, invocationId])).toEqual([
    [1, 'truth-0', 1],
    [2, 'truth-1', 1],
    [3, 'truth-0', 2],
    [4, 'truth-1', 2],
  ]);
});

it('every 2nd throttled, every 3rd an error: of six, requests 2, 4 and 6 and request 3', () => {
  const ledger = new TruthLedger({ instances: 1, every: { ...never, throttle: 2, error: 3 } });
  const actions = Array.from({ length: 6 }, () => ledger.next('/', 0).action);
  expect(actions).toEqual(['answer', 'throttle', 'error', 'throttle', 'answer', 'throttle']);
});

it('records what was done, in the order in which it was done; a hang when its connection ends, once', () => {
  const ledger = new TruthLedger({ instances: 1, every: { ...never, hang: 2 }, recordFile: 'never written here' });
  for (let i = 0; i < 4; i += 1) ledger.next(`/${i}`, 10 * i);
  ledger.hang(2, 100);
  ledger.hang(4, 150);
  ledger.record(1, 20.5);
  ledger.endHang(2, 400);
  ledger.endAllHangs(500);
  ledger.endHang(4, 600);
  expect(
    ledger.records().map(({ seq, action, heldMs, path, readAtMs }) => [seq, action, heldMs, path, readAtMs]),
  ).toEqual([
    [1, 'answer', 20.5, '/0', 0],
    [2, 'hang', 300, '/1', 10],
    [4, 'hang', 350, '/3', 30],
  ]);
});

it('keeps no record where no file is asked for, so that ten million requests take no memory', () => {
  const ledger = new TruthLedger({ instances: 1, every: never });
  ledger.next('/', 0);
  ledger.record(1, 20.5);
  ledger.hang(1, 0);
  ledger.endAllHangs(5);
  expect(ledger.records()).toEqual([]);
});

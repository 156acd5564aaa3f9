import { expect, test } from 'vitest';
import { pingPath } from '../../src/model/identity.ts';
import { burst, countBy, fire, sequential } from './firing.ts';
import { expectSameRoll } from './same-roll.ts';
import { startTruth } from './truth.ts';

const warm = { warmPath: pingPath };

test('7 instances in turn: 210 requests are 30 calls of each, every one read back once', async () => {
  await using truth = await startTruth({ instances: 7, delayMs: 20 });
  const fired = await fire(truth.url, burst(70, { repeats: 3 }), warm);
  expect(fired.kinds).toEqual({ answered: 210 });
  const instances = countBy(fired.samples.map(({ identity }) => identity?.instanceId ?? 'none'));
  expect(Object.keys(instances)).toHaveLength(7);
  expect(Object.values(instances)).toEqual([30, 30, 30, 30, 30, 30, 30]);
  // Call 1 of each instance is the cold one, as the truth itself does not say.
  expect(fired.samples.filter(({ identity }) => identity?.coldStart)).toHaveLength(7);
  await expectSameRoll(truth, fired);
});

/*
 * Of 100 requests, by number; where several match, the order throttle, error, reset, hang, garbage decides:
 * every 10th is throttled: 10. Every 7th fails: 14, less 70: 13. Every 11th is reset: 9, less 77: 8.
 * Every 13th hangs: 7, less 91 (7 x 13): 6. Every 17th is garbage: 5. Answered: 100 - 10 - 13 - 8 - 6 - 5 = 58.
 */
// Each waits for those that hang, so they wait together.
test.concurrent.each([
  ['one burst', burst(100)],
  ['5 bursts of 20', burst(20, { repeats: 5 })],
  ['a cold burst', burst(100, { connections: 'cold' })],
])('every known failure is counted, in %s: 58 answered, 10, 13, 8, 6 and 5 are not', async (_, phase) => {
  await using truth = await startTruth({ every: { throttle: 10, error: 7, reset: 11, hang: 13, garbage: 17 } });
  // Those that hang never answer: so long, no other request takes on a machine that does much else.
  const fired = await fire(truth.url, phase, { timeoutMs: 3000 });
  expect(fired.kinds).toEqual({
    ...{ answered: 58, throttled: 10, 'http-error': 13, reset: 8 },
    ...{ 'timed-out': 6, malformed: 5 },
  });
  const records = await expectSameRoll(truth, fired);
  expect(countBy(records.map(({ action }) => action))).toEqual({
    ...{ answer: 58, throttle: 10, error: 13, reset: 8 },
    ...{ hang: 6, garbage: 5 },
  });
});

test('calls one after another meet the failures in the server’s own order', async () => {
  await using truth = await startTruth({ every: { throttle: 3, reset: 4 } });
  const { samples } = await fire(truth.url, sequential(8));
  expect(samples.map(({ outcome }) => outcome.kind)).toEqual([
    ...['answered', 'answered', 'throttled', 'reset'],
    ...['answered', 'throttled', 'answered', 'reset'],
  ]);
  expect(samples[2]?.outcome).toEqual({ kind: 'throttled', status: 429, retryAfterMs: 1000 });
});

test('1000 warm requests at once, all answered, all on connections of their own, each counted once', async () => {
  await using truth = await startTruth({ delayMs: 50, instances: 10 });
  const fired = await fire(truth.url, burst(1000), warm);
  expect(fired.kinds).toEqual({ answered: 1000 });
  expect(fired.samples.every(({ connection }) => connection === 'reused')).toBe(true);
  await expectSameRoll(truth, fired);
});

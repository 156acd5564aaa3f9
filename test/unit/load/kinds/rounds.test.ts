import { expect, test } from 'vitest';
import { burstRounds } from '../../../../src/load/kinds/burst.ts';
import { sequentialRounds } from '../../../../src/load/kinds/sequential.ts';

test('a burst of 10 fired 3 times with 500 ms between is due at once, then 500 ms after each last answer', () => {
  expect([...burstRounds({ size: 10, repeats: 3, gapMs: 500 })]).toEqual([
    { burst: 0, size: 10, afterPreviousMs: 0 },
    { burst: 1, size: 10, afterPreviousMs: 500 },
    { burst: 2, size: 10, afterPreviousMs: 500 },
  ]);
});

test('the staircase 1, 2, 5 fired twice is 1, 2, 5, 1, 2, 5: 16 requests in 6 bursts, numbered through', () => {
  const rounds = [...burstRounds({ size: [1, 2, 5], repeats: 2, gapMs: 50 })];
  expect(rounds.map(({ size }) => size)).toEqual([1, 2, 5, 1, 2, 5]);
  expect(rounds.map(({ burst }) => burst)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(rounds.map(({ afterPreviousMs }) => afterPreviousMs)).toEqual([0, 50, 50, 50, 50, 50]);
});

test('three calls one after another are three rounds of one, which are no bursts', () => {
  expect([...sequentialRounds({ requests: 3, pauseMs: 20 })]).toEqual([
    { size: 1, afterPreviousMs: 0 },
    { size: 1, afterPreviousMs: 20 },
    { size: 1, afterPreviousMs: 20 },
  ]);
});

test('a million rounds are yielded one by one: taking two computes two', () => {
  const rounds = sequentialRounds({ requests: 1_000_000, pauseMs: 5 });
  expect([rounds.next().value?.afterPreviousMs, rounds.next().value?.afterPreviousMs]).toEqual([0, 5]);
});

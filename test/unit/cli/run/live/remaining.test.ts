import { expect, it } from 'vitest';
import { Remaining } from '../../../../../src/cli/run/live/remaining.ts';

const five = { targets: ['a', 'b', 'c', 'd', 'e'], repeats: 1, plannedMs: 0 };

it('knows only the place before a target has finished and without a plan', () => {
  const remaining = new Remaining(five);
  expect(remaining.words(0)).toBe('');
  remaining.start('a', 0);
  expect(remaining.words(5000)).toBe('target 1 of 5');
});

it('expects of each target what the others took: 10 s of which 0 are over, and 3 more of 10 s', () => {
  const remaining = new Remaining(five);
  remaining.start('a', 0);
  remaining.end(10_000, true);
  remaining.start('b', 10_000);
  expect(remaining.words(10_000)).toBe('target 2 of 5, about 40 s left');
  expect(remaining.words(14_000)).toBe('target 2 of 5, about 36 s left');
  // It has taken 50 s, not 10 s: the mean of both is 30 s, and the other three are left.
  expect(remaining.words(60_000)).toBe('target 2 of 5, about 90 s left');
});

it('expects of a repeat what its own target took: 20 s, not the 2 s of the other', () => {
  const remaining = new Remaining({ targets: ['lambda', 'server'], repeats: 2, plannedMs: 0 });
  remaining.start('lambda', 0);
  remaining.end(20_000, true);
  remaining.start('server', 20_000);
  remaining.end(22_000, true);
  remaining.start('lambda', 22_000);
  expect(remaining.words(27_000)).toBe('target 1 of 2, about 17 s left');
});

it('expects of the next repeat at least what this one has taken: 4 s planned, 7.5 s and 9.75 s so far', () => {
  const remaining = new Remaining({ targets: ['lambda'], repeats: 2, plannedMs: 4000 });
  remaining.start('lambda', 0);
  expect(remaining.words(1000)).toBe('about 7 s left');
  expect(remaining.words(4000)).toBe('about 4 s left');
  expect(remaining.words(7500)).toBe('about 8 s left');
  expect(remaining.words(9750)).toBe('about 10 s left');
  remaining.end(10_000, true);
  remaining.start('lambda', 10_000);
  expect(remaining.words(12_000)).toBe('about 8 s left');
});

it('expects nothing else of a target that has finished before: 20 s of lambda, however long the server takes', () => {
  const remaining = new Remaining({ targets: ['lambda', 'server'], repeats: 2, plannedMs: 0 });
  remaining.start('lambda', 0);
  remaining.end(20_000, true);
  remaining.start('server', 20_000);
  remaining.end(22_000, true);
  remaining.start('server', 22_000);
  // The server: 2 s expected, 12 s so far. What is left is the second repeat of lambda.
  expect(remaining.words(34_000)).toBe('target 2 of 2, about 20 s left');
});

it('takes the plan before a target has finished, and after one that failed: 4 × 60 s less 30 s', () => {
  const remaining = new Remaining({ ...five, plannedMs: 60_000 });
  remaining.start('a', 0);
  remaining.end(1000, false);
  remaining.start('b', 1000);
  expect(remaining.words(31_000)).toBe('target 2 of 5, about 4 min left');
});

it('has nothing to say of one target, or of the last one, that takes longer than expected', () => {
  const remaining = new Remaining({ targets: ['a'], repeats: 1, plannedMs: 2000 });
  remaining.start('a', 0);
  expect([remaining.words(500), remaining.words(2500)]).toEqual(['about 2 s left', '']);
});

import { expect, it } from 'vitest';
import { refuseShortBudget } from '../../../../src/library/ab/ab.ts';

it('refuses a budget below one run of each side: 2 x 5 s are 10 s', () => {
  expect(() => refuseShortBudget(6_000, 5_000)).toThrow(
    '--budget 6 s: expected at least 10 s, as one run of each side takes 5 s by its load alone',
  );
  expect(() => refuseShortBudget(10_000, 5_000)).not.toThrow();
});

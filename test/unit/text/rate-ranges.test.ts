import { expect, test } from 'vitest';
import { rangesText } from '../../../src/text/rate-ranges.ts';

test('every rate is rounded into its range, and what is a number of few digits but for its last ones stays that', () => {
  expect(rangesText([{ to: 4.669 }])).toBe('below 4.66/s');
  expect(rangesText([{ from: 102.4 }])).toBe('above 103/s');
  expect(rangesText([{ from: 100.000001, to: 117.9 }])).toBe('between 100/s and 117/s');
  expect(rangesText([{ from: 0.012_31, to: 0.012_39 }])).toBe('between 0.01231/s and 0.01239/s');
});

test('some ranges are listed, and many inner ones are counted', () => {
  const inner = [10, 20, 30, 40].map((from) => ({ from, to: from + 5 }));
  expect(rangesText([{ to: 5 }, ...inner.slice(0, 2), { from: 50 }])).toBe(
    'below 5/s, between 10/s and 15/s, between 20/s and 25/s, or above 50/s',
  );
  expect(rangesText([...inner, { from: 50 }])).toBe('in 4 ranges between 10/s and 45/s or above 50/s');
});

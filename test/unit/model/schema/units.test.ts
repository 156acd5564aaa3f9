import { expect, test } from 'vitest';
import { durationMs, ratePerSecond } from '../../../../src/model/schema/units.ts';

test.each([
  ['50/s', 50],
  ['3000/min', 50],
  ['3000/m', 50],
  ['1800/h', 0.5],
  ['0.5/s', 0.5],
  ['1e3/s', 1000],
  ['1,000/s', 1000],
  ['43200/day', 0.5],
  // 730 h of 3,600 s are 2,628,000 s.
  ['2.628e6/month', 1],
  ['2628000/month', 1],
])('%s is %d per second', (text, perSecond) => {
  expect(ratePerSecond(text)).toBe(perSecond);
});

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['2m', 120_000],
  ['2min', 120_000],
  ['1.5h', 5_400_000],
  ['2.3s', 2300],
])('%s is %d ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(['50', '50/d', '/s', '-5/s', '1e-3/s', '1,00/s', '5/constructor', '50 / s', ''])(
  '"%s" is no rate',
  (text) => {
    expect(ratePerSecond(text)).toBeUndefined();
  },
);

test.each(['10', '10 s', '-1s', '10sec', 's', ''])('"%s" is no duration', (text) => {
  expect(durationMs(text)).toBeUndefined();
});

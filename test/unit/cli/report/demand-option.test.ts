import { expect, it } from 'vitest';
import { demandPerSecond } from '../../../../src/cli/report/demand-option.ts';

it.each([
  ['12/s', 12],
  ['90/min', 1.5],
  ['1800/h', 0.5],
  ['43200 / day', 0.5],
  // 730 * 3600 s
  ['2628000/month', 1],
  ['2.628e6/month', 1],
])('%s is %d requests per second', (text, perSecond) => {
  expect(demandPerSecond(text, 'sheet')).toBeCloseTo(perSecond, 12);
});

it.each(['12', '0/s', '-1/s', '12/week', '/s', '1,000/s', '9e99/s', '12/constructor'])('refuses %s', (text) => {
  expect(() => demandPerSecond(text, 'sheet')).toThrow(/--demand: expected a rate such as 12\/s/);
});

it('is of sheets only, and may be absent', () => {
  expect(() => demandPerSecond('12/s', 'junit')).toThrow(/needs --format sheet/);
  expect(demandPerSecond(undefined, 'junit')).toBeUndefined();
});

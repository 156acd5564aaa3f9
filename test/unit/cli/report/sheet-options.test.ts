import { expect, it } from 'vitest';
import { sheetOptionsOf } from '../../../../src/cli/report/sheet-options.ts';

it.each([
  ['12/s', 12],
  ['90/min', 1.5],
  ['1800/h', 0.5],
  ['43200 / day', 0.5],
  // 730 * 3600 s
  ['2628000/month', 1],
  ['2.628e6/month', 1],
  // As rollcall writes it.
  ['1,000/s', 1000],
])('%s is %d requests per second', (demand, perSecond) => {
  expect(sheetOptionsOf({ demand }, 'sheet').perSecond).toBeCloseTo(perSecond, 12);
});

it.each(['12', '0/s', '-1/s', '12/week', '/s', '1,00/s', '9e99/s', '12/constructor'])('refuses %s', (demand) => {
  expect(() => sheetOptionsOf({ demand }, 'sheet')).toThrow(/--demand: expected a rate such as 12\/s/);
});

it.each(['0', '-1', '1.5', '1,00', 'many', '', '1000000001'])('refuses a burst of "%s"', (burst) => {
  expect(() => sheetOptionsOf({ burst }, 'sheet')).toThrow(
    `--burst: expected a whole number from 1 to 1000000000, got`,
  );
});

it('takes whole numbers for the burst, the account and the connections', () => {
  expect(
    sheetOptionsOf({ burst: '2e2', 'account-concurrency': '3,000', connections: '500' }, 'sheet-markdown'),
  ).toEqual({ perSecond: undefined, burst: 200, accountConcurrency: 3000, connections: 500 });
});

it.each(['demand', 'burst', 'account-concurrency', 'connections'])('refuses --%s without a sheet', (name) => {
  expect(() => sheetOptionsOf({ [name]: '12' }, 'junit')).toThrow(
    `--${name}: needs --format sheet or sheet-markdown, got junit`,
  );
});

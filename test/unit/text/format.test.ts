import { expect, it } from 'vitest';
import {
  absent,
  bytes,
  bytesPerSecond,
  count,
  exactPercent,
  gbSeconds,
  mb,
  ms,
  msLike,
  percent,
  perSecond,
  plain,
  shown,
  times,
  usd,
} from '../../../src/text/format.ts';

it.each([
  [ms, 0, '0.00 ms'],
  [ms, 0.4242, '0.42 ms'],
  [ms, 9.994, '9.99 ms'],
  [ms, 9.996, '10.0 ms'],
  [ms, 95.32, '95.3 ms'],
  [ms, 99.96, '100 ms'],
  [ms, 2281.4, '2,281 ms'],
  [ms, 12_345, '12.3 s'],
  [ms, 900_000, '15.0 min'],
  [mb, 3.24, '3.2 MB'],
  [mb, 86.7, '87 MB'],
  [mb, 5120, '5,120 MB'],
  [mb, 12_800, '12.5 GB'],
  [bytes, 1023, '1,023 B'],
  [bytes, 1229, '1.2 KB'],
  [bytes, 86_700, '85 KB'],
  [bytes, 3_397_386, '3.2 MB'],
  [usd, 0, '$0.00'],
  [usd, 8.531, '$8.53'],
  [usd, 0.0000852413, '$0.0000852'],
  [usd, 0.0168, '$0.0168'],
  [usd, 1234.5, '$1,235'],
  [times, 9.83, '9.8×'],
  [times, 10, '10×'],
  [times, 123.4, '123×'],
  [percent, 0.0314, '3.1%'],
  [percent, 0.5, '50%'],
  [percent, 1, '100%'],
  [percent, 0.9949, '99%'],
  [percent, 0.996, '99.6%'],
  [percent, 0.9999, '99.9%'],
  [percent, -0.997, '-99.7%'],
  [percent, 1.004, '100%'],
  [percent, 0.05, '5%'],
  [exactPercent, 0.025, '2.5%'],
  [perSecond, 7.314, '7.31/s'],
  [bytesPerSecond, 1_250_000, '1.25 MB/s'],
  [bytesPerSecond, 3200, '0.0032 MB/s'],
  [perSecond, 0.034_81, '0.0348/s'],
  [perSecond, 50, '50/s'],
  [perSecond, 1234.5, '1,235/s'],
  [gbSeconds, 1.6543, '1.65 GB-s'],
  [gbSeconds, 1650.4, '1,650 GB-s'],
  [plain, 0.51234, '0.512'],
  [plain, 10, '10'],
  [count, 1_000_000, '1,000,000'],
])('%o of %d is %s', (format, value, text) => {
  expect(format(value)).toBe(text);
});

it('shows what was not measured as absent, not as zero', () => {
  expect(shown(undefined, ms)).toBe(absent);
  expect(shown(0, ms)).toBe('0.00 ms');
});

it('writes times side by side in the unit of the longest: 208.3 s beside 10 min is 3.5 min', () => {
  const alike = (...values: number[]) => values.map(msLike(values));
  expect(alike(208_300, 600_000)).toEqual(['3.5 min', '10.0 min']);
  expect(alike(950, 25_000)).toEqual(['0.950 s', '25.0 s']);
  expect(alike(95.32, 9999)).toEqual(['95.3 ms', '9,999 ms']);
});

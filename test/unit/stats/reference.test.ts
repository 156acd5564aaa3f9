import { expect, it } from 'vitest';
import { quietLoopMs, referenceOf } from '../../../src/stats/reference.ts';

it('has medians over all repeats: 2.4 ms beside and 2 ms before is a factor of 1.2', () => {
  const repeats = [
    { quietCpuMs: 1.9, besideCpuMs: [2.3, 9] },
    { quietCpuMs: 2, besideCpuMs: [2.4] },
    { quietCpuMs: 8, besideCpuMs: [2.4, 2.2] },
  ];
  expect(referenceOf(repeats)).toEqual({ quietCpuMs: 2, besideCpuMs: 2.4, factor: 1.2 });
});

it('takes the fastest quarter beside the target if it was busier before: of 2.1, 2.2, 2.3 and 2.4 ms that is 2.1', () => {
  const { quietCpuMs, besideCpuMs } = referenceOf([{ quietCpuMs: 3, besideCpuMs: [2.4, 2.1, 2.3, 2.2] }]) ?? {};
  expect([quietCpuMs, besideCpuMs]).toEqual([2.1, 2.25]);
});

it('takes the quiet loop of another target that was faster by more than 5 %: 2.2 ms is above 1.05 * 2, not above 1.05 * 2.15', () => {
  const repeats = [{ quietCpuMs: 2.2, besideCpuMs: [2.2, 2.4] }];
  expect(referenceOf(repeats, 2)).toEqual({ quietCpuMs: 2, besideCpuMs: 2.3, factor: 1.15 });
  expect(referenceOf(repeats, 2.15)?.quietCpuMs).toBe(2.2);
  expect(quietLoopMs(repeats)).toBe(2.2);
  expect(quietLoopMs([])).toBeUndefined();
});

it('is absent if no loop ran beside the target', () => {
  expect(referenceOf([{ quietCpuMs: 2, besideCpuMs: [] }])).toBeUndefined();
  expect(referenceOf([])).toBeUndefined();
});

import { describe, expect, test } from 'vitest';
import { type BilledLine, expectedBilledMs, rulesFor } from '../../../src/billing/billing-rules.ts';

const line = (more: Partial<BilledLine> = {}): BilledLine => ({
  durationMs: 1,
  billedMs: 0,
  status: 'success',
  ...more,
});

describe('the rule of a time', () => {
  test.each([
    ['the last ms of November 2020', Date.UTC(2020, 10, 30, 23, 59, 59, 999), undefined, ['100ms']],
    ['the first of December 2020, nodejs', Date.UTC(2020, 11, 1), 'nodejs:12.v1', ['1ms']],
    ['the first of December 2020, provided', Date.UTC(2020, 11, 1), 'provided:al2.v1', ['1ms-with-init']],
    ['July 2025, runtime not told', Date.UTC(2025, 6, 31, 23, 59, 59, 999), undefined, ['1ms', '1ms-with-init']],
    ['the first of August 2025, nodejs', Date.UTC(2025, 7, 1), 'nodejs:22.v30', ['1ms-with-init']],
    ['no time', undefined, 'nodejs:22.v30', ['100ms', '1ms', '1ms-with-init']],
  ])('%s', (_, atEpochMs, runtime, rules) => {
    expect(rulesFor({ ...(atEpochMs && { atEpochMs }), ...(runtime && { runtime }) })).toEqual(rules);
  });
});

describe('what a rule bills', () => {
  test.each([
    ['1ms', { durationMs: 2.9 }, 3],
    ['1ms', { durationMs: 3 }, 3],
    ['1ms', { durationMs: 3.1, initMs: 542.01 }, 4],
    // 3.10 + 542.01 = 545.11
    ['1ms-with-init', { durationMs: 3.1, initMs: 542.01 }, 546],
    // In floating point 0.1 + 0.2 is more than 0.3, and 99.9 + 0.1 is 100.
    ['1ms-with-init', { durationMs: 99.9, initMs: 0.1 }, 100],
    ['100ms', { durationMs: 2372.13 }, 2400],
    ['100ms', { durationMs: 2400 }, 2400],
    ['100ms', { durationMs: 2400.01, initMs: 99 }, 2500],
    ['1ms-with-init', { durationMs: 2338.66, restoreMs: 398.97, billedRestoreMs: 182 }, 2521],
    ['1ms', { durationMs: 127.1, restoreMs: 325.93, billedRestoreMs: 26 }, 154],
  ] as const)('%s for %o is %i', (rule, more, billed) => {
    expect(expectedBilledMs(rule, line(more))).toBe(billed);
  });

  test('a restore without its billed part cannot be judged', () => {
    expect(expectedBilledMs('1ms', line({ restoreMs: 204.27 }))).toBeUndefined();
  });

  test('a timeout is billed to its whole second, or all that it took; 3018.67 ms are 3000 or 3019', () => {
    const timeout = (billedMs: number, more: Partial<BilledLine> = {}) =>
      expectedBilledMs('1ms-with-init', line({ durationMs: 3018.67, billedMs, status: 'timeout', ...more }));
    expect(timeout(3000)).toBe(3000);
    expect(timeout(3019)).toBe(3019);
    // With 500.5 ms of init: 3500.5 rounded up.
    expect(timeout(3501, { initMs: 500.5 })).toBe(3501);
    expect(expectedBilledMs('1ms', line({ durationMs: 3018.67, billedMs: 3000 }))).toBe(3019);
  });
});

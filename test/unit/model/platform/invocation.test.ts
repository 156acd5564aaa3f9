import { describe, expect, it } from 'vitest';
import { billedDurationMs } from '../../../../src/model/platform/invocation.ts';

describe('billed duration', () => {
  it.each([
    ['warm 99.5', 99.5, undefined, 100],
    ['cold 99.5 + 250.4 = 349.9', 99.5, 250.4, 350],
    ['cold 542.01 + 3.10 = 545.11, as AWS printed it', 542.01, 3.1, 546],
    ['exactly 2 ms is 2 ms', 2, undefined, 2],
    ['0.1 + 0.2 is 1 ms, and 1.1 + 2.9 is 4 ms in spite of binary fractions', 1.1, 2.9, 4],
  ])('bills %s', (_, durationMs, initMs, billed) => {
    expect(billedDurationMs(durationMs, initMs)).toBe(billed);
  });
});

import { describe, expect, it } from 'vitest';
import type { CallDemand } from '../../../../src/stats/demands.ts';
import { hiddenWaitShare } from '../../../../src/stats/machine/hidden-waiting.ts';

/** Warm calls of 10 ms of CPU, which queued inside their handlers. */
const warm = (waits: readonly (readonly [queuedInsideMs: number, waitMs: number])[]): CallDemand[] =>
  waits.map(([queuedInsideMs, waitMs], index) => ({
    ...{ requestId: `${index}`, atEpochMs: 0, memorySizeMb: 1769 },
    call: { cpuMs: 10, waitMs, queuedInsideMs, queuedMs: queuedInsideMs + 5, throttledMs: 0 },
  }));

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('waiting that queueing may have hidden', () => {
  it('is nothing where calls wait for 50 ms however long they queue', () => {
    expect(hiddenWaitShare(warm([...times(10, [0, 50] as const), ...times(10, [40, 50] as const)]))).toBe(0);
  });

  it('is what waiting falls by: 40 ms more of queueing, 20 ms less of waiting is half of 20 ms, of 10 + 40 ms', () => {
    const halves = warm([...times(10, [0, 50] as const), ...times(10, [40, 30] as const)]);
    expect(hiddenWaitShare(halves)).toBeCloseTo(10 / 50, 9);
  });

  it('counts twice the standard error: of waits of 49 and 51 ms 2 * sqrt(2 * (10 / 9) / 10) = 0.943 ms', () => {
    const spread = (queuedMs: number) => [...times(5, [queuedMs, 49] as const), ...times(5, [queuedMs, 51] as const)];
    // 40 ms more of queueing, and 20 ms on average: 0.943 / 40 * 20 of 10 + 50 ms.
    expect(hiddenWaitShare(warm([...spread(0), ...spread(40)]))).toBeCloseTo(0.4714 / 60, 5);
  });

  it('may be all queueing where calls are too few to compare: 3 ms of 10 + 47 ms', () => {
    expect(hiddenWaitShare(warm(times(9, [3, 47] as const)))).toBeCloseTo(3 / 57, 9);
  });

  it('is what calls of the probe waited for longer, if they queued for as long', () => {
    const never = warm([...times(10, [20, 0] as const), ...times(10, [40, 0] as const)]);
    const calm = { init: 0, cold: 0, warm: 8 };
    expect(hiddenWaitShare(never)).toBe(0);
    expect(hiddenWaitShare(never, calm)).toBeCloseTo(8 / 10, 9);
  });

  it('compares inits, cold and warm calls apart: cold ones wait for 90 ms and queue more, and hide nothing', () => {
    const need = { cpuMs: 10, waitMs: 90, queuedMs: 30, queuedInsideMs: 30, throttledMs: 0 };
    const cold = times(20, 0).map((_, index): CallDemand => {
      const call = { ...need, queuedInsideMs: 30 + index };
      const init = { ...need, waitMs: 0, queuedInsideMs: index };
      return { requestId: `c${index}`, atEpochMs: 0, memorySizeMb: 1769, call, init };
    });
    expect(hiddenWaitShare([...cold, ...warm(times(20, [0, 50] as const))])).toBe(0);
  });

  it('is absent without calls', () => {
    expect(hiddenWaitShare([])).toBeUndefined();
  });
});

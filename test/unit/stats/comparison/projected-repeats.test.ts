import { expect, it } from 'vitest';
import { perRepeat, repeatsOf } from '../../../../src/stats/comparison/repeats.ts';
import { phaseResult, targetResult } from '../../experiment/target-result.ts';

const projected = (billedMs: number, invocations: number, counts: { environments: number; coldStarts: number }) => ({
  ...{ invocations, billedMs, usdPerMillion: billedMs / invocations, cpuShareOfBilled: 0.1 },
  ...{ waitingShareOfBilled: billedMs === 1000 ? 0.9 : 0.5, latencyMs: { mean: 1, max: 1 } },
  ...{ ...counts, peakAlive: counts.environments, throttled: 0 },
});

/** 4 environments for a burst of 4, a pause, and 1 of them for a call; in the second repeat the call finds none left. */
const target = targetResult('fn', {
  phases: [0, 1].flatMap((repeat) => [
    phaseResult('burst', { repeat, projected: projected(1000, 4, { environments: 4, coldStarts: 4 }) }),
    phaseResult('pause', { repeat, kind: 'pause' }),
    phaseResult('call', { repeat, projected: projected(500, 1, { environments: 1, coldStarts: repeat }) }),
  ]),
});

it('adds up the projected figures of the phases of a repeat: 1,500 ms, of which 900 + 250 wait', () => {
  const [first] = repeatsOf(target);
  expect(first?.projected?.billedMs).toBe(1500);
  expect(first?.projected?.waitingShareOfBilled).toBeCloseTo(1150 / 1500, 12);
  // 4 requests of 250 and one of 500 per million.
  expect(first?.projected?.usdPerMillion).toBeCloseTo((4 * 250 + 500) / 5, 12);
});

it('counts projected environments of a repeat once: 4, and 5 where the call needed another one', () => {
  expect(perRepeat(target, 'projected.environments')).toMatchObject({ low: 4, high: 5 });
  expect(perRepeat(target, 'projected.coldStarts')).toMatchObject({ low: 4, high: 5 });
  expect(perRepeat(target, 'projected.peakAlive')).toMatchObject({ low: 4, high: 4 });
});

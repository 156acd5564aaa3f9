import { expect, it } from 'vitest';
import { replayTrace } from '../../../src/planner/trace/replayed-trace.ts';

const by = { callMs: 100, initMs: 50, keepAliveMs: 1000, concurrency: 1000, startablePer10s: 1000, provisioned: 0 };

it('environments and cold starts of recorded arrivals, by hand', () => {
  // Two meet at 0, the first environment is used again at 500 ms; both ended by 1,650 ms, so the one at 5 s is cold.
  const { environments, coldStarts, coldShare, billedMs } = replayTrace(
    { source: '', atMs: Float64Array.of(0, 10, 500, 5000), spanMs: 6000 },
    by,
  );
  expect({ coldStarts, peak: environments.peak, coldShare }).toEqual({ coldStarts: 3, peak: 2, coldShare: 0.75 });
  expect(billedMs).toBe(3 * 150 + 100);
});

it('calls take their recorded times, and a limit throttles those beyond it', () => {
  const { environments, throttledShare } = replayTrace(
    {
      ...{ source: '', atMs: Float64Array.of(0, 10, 20, 2000), spanMs: 3000 },
      callMs: Float64Array.of(1000, 1000, 1000, 5),
    },
    { ...by, concurrency: 2 },
  );
  expect(environments.peak).toBe(2);
  expect(throttledShare).toBe(0.25);
});

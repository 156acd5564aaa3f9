import { expect, test } from 'vitest';
import { contentionDoubt } from '../../../../src/experiment/study/contention-doubt.ts';
import type { StudySample } from '../../../../src/model/study/study-sample.ts';

const sample = (cell: string, values: StudySample['values']): StudySample => ({
  ...{ cell, round: 'first', run: 1, copy: 1, call: 1, start: 'cold', forcedBy: 'environment', atEpochMs: 0 },
  values,
});

test('75 of 300 ms are no doubt, 76 are; of several cells it names the one that waited most', () => {
  const quiet = sample('a', { initMs: 200, durationMs: 100, queuedMs: 75 });
  expect(contentionDoubt([quiet])).toEqual([]);
  const busy = sample('b', { restoreMs: 200, durationMs: 100, queuedMs: 76 });
  const busier = sample('c', { initMs: 50, durationMs: 50, queuedMs: 40 });
  expect(contentionDoubt([quiet, busy, busier])).toEqual([
    expect.stringMatching(/^Environments of 2 cells waited .* those of c for 40% of their time: /),
  ]);
});

test('samples without a known wait say nothing', () => {
  expect(contentionDoubt([sample('a', { initMs: 200, durationMs: 100 })])).toEqual([]);
});

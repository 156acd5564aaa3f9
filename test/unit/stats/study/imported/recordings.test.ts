import { expect, it } from 'vitest';
import { lambdaPerfSamples } from '../../../../../src/stats/study/imported/lambda-perf.ts';
import { logSamples } from '../../../../../src/stats/study/imported/log-samples.ts';

/** The first entry of 2026-08-22, with two of its ten init durations. */
const recording = {
  metadata: { generatedAt: '2026-08-22T14:00:43.227Z' },
  runtimeData: [
    { r: 'x', p: 'zip', d: 'python3.12', i: [84.7, 88.02], m: 128, a: 'x86_64', mu: 36.9, ad: 1.8, acd: 85.2 },
  ],
};

it('reads a daily recording of lambda-perf: a cold start for each of its init durations, from a source with its date', () => {
  const levels = { runtime: 'python3.12', packaging: 'zip', memory: '128', architecture: 'x86_64' };
  expect(lambdaPerfSamples(JSON.stringify(recording))).toEqual({
    source: 'lambda-perf 2026-08-22',
    samples: [
      { levels, round: 'first', start: 'cold', values: { initMs: 84.7, memoryMb: 36.9 } },
      { levels, round: 'first', start: 'cold', values: { initMs: 88.02, memoryMb: 36.9 } },
    ],
  });
});

it('takes nothing else for one', () => {
  expect(lambdaPerfSamples('lang,init_ms\n')).toBeUndefined();
  expect(lambdaPerfSamples('{"type":"platform.report"}\n{}')).toBeUndefined();
});

it('reads calls of a log by function and memory size, without those that failed', () => {
  const line = (id: string, more: string) =>
    `REPORT RequestId: 5b1f0c9e-7a42-4d0e-9f63-2c8d41e6a70${id}\tDuration: 20.00 ms\tBilled Duration: 121 ms\tMemory Size: 512 MB\tMax Memory Used: 60 MB${more}\n`;
  const text = line('1', '\tInit Duration: 100.40 ms') + line('2', '') + line('3', '\tStatus: timeout');
  const levels = { function: 'orders', memory: '512' };
  const values = { durationMs: 20, billedMs: 121, memoryMb: 60 };
  expect(logSamples(text, 'orders')).toEqual([
    { levels, round: 'first', start: 'cold', values: { ...values, initMs: 100.4 } },
    { levels, round: 'first', start: 'warm', values },
  ]);
});

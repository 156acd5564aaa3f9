import { expect, it } from 'vitest';
import { renderLatencies } from '../../../../src/report/summary/latency-lines.ts';
import { TimeCounts } from '../../../../src/report/summary/time-counts.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const { result } = makeRun();
const [lambda] = result.targets;

it('has percentiles of service and response time, and a bar for each bin: 4 of the highest 8 are half as long', () => {
  if (lambda === undefined) throw new Error('no target');
  const all = {
    count: 12,
    min: 20,
    mean: 21,
    p50: 20.5,
    p90: 22,
    percentiles: { 'p97.5': 22.2 },
    p999: 22.4,
    max: 22.5,
  };
  const latencyMs = { serviceTime: { all }, responseTime: { all: { ...all, max: 1500 } } };
  const times = new TimeCounts();
  for (let n = 0; n < 8; n += 1) times.add(20.5);
  for (let n = 0; n < 4; n += 1) times.add(22.5);
  const shown = renderLatencies(
    { ...result, targets: [{ ...lambda, name: 'url', latencyMs }] },
    new Map([['url', times]]),
  );
  expect(shown.split('\n')).toEqual([
    'url, 12 answers      min     mean      p50      p90    p97.5    p99.9       max',
    'service time     20.0 ms  21.0 ms  20.5 ms  22.0 ms  22.2 ms  22.4 ms   22.5 ms',
    'response time    20.0 ms  21.0 ms  20.5 ms  22.0 ms  22.2 ms  22.4 ms  1,500 ms',
    `  20.0 ms to 21.0 ms  ${'█'.repeat(40)}  8`,
    `  21.0 ms to 22.0 ms  ${' '.repeat(40)}  0`,
    `  22.0 ms to 23.0 ms  ${'█'.repeat(20)}${' '.repeat(20)}  4`,
    '',
  ]);
});

it('nothing is shown of a target without an answer', () => {
  if (lambda === undefined) throw new Error('no target');
  const latencyMs = { serviceTime: {}, responseTime: {} };
  expect(renderLatencies({ ...result, targets: [{ ...lambda, latencyMs }] }, new Map())).toBe('');
});

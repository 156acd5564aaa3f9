import { expect, it } from 'vitest';
import { renderLatencies } from '../../../../src/report/summary/latency-lines.ts';
import { TimeCounts } from '../../../../src/report/summary/time-counts.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const { result } = makeRun();
const [lambda] = result.targets;

function shownAt(width: number): string[] {
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
  const run = { ...result, targets: [{ ...lambda, name: 'url', latencyMs }] };
  return renderLatencies(run, new Map([['url', times]]), width).split('\n');
}

it('has percentiles of service and response time, and a bar for each bin: 4 of the highest 8 are half as long', () => {
  expect(shownAt(100)).toEqual([
    'url, 12 answers      min     mean      p50      p90    p97.5    p99.9       max',
    'service time     20.0 ms  21.0 ms  20.5 ms  22.0 ms  22.2 ms  22.4 ms   22.5 ms',
    'response time    20.0 ms  21.0 ms  20.5 ms  22.0 ms  22.2 ms  22.4 ms  1,500 ms',
    `  20.0 ms to 21.0 ms  ${'█'.repeat(40)}  8`,
    `  21.0 ms to 22.0 ms  ${' '.repeat(40)}  0`,
    `  22.0 ms to 23.0 ms  ${'█'.repeat(20)}${' '.repeat(20)}  4`,
    '',
  ]);
});

it('fits 60 columns: percentiles stand below each other, and the longest bar has 60 - 34 = 26', () => {
  expect(shownAt(60)).toEqual([
    'url, 12 answers  service time  response time',
    'min                   20.0 ms        20.0 ms',
    'mean                  21.0 ms        21.0 ms',
    'p50                   20.5 ms        20.5 ms',
    'p90                   22.0 ms        22.0 ms',
    'p97.5                 22.2 ms        22.2 ms',
    'p99.9                 22.4 ms        22.4 ms',
    'max                   22.5 ms       1,500 ms',
    `  20.0 ms to 21.0 ms  ${'█'.repeat(26)}  8`,
    `  21.0 ms to 22.0 ms  ${' '.repeat(26)}  0`,
    `  22.0 ms to 23.0 ms  ${'█'.repeat(13)}${' '.repeat(13)}  4`,
    '',
  ]);
});

it('nothing is shown of a target without an answer', () => {
  if (lambda === undefined) throw new Error('no target');
  const latencyMs = { serviceTime: {}, responseTime: {} };
  expect(renderLatencies({ ...result, targets: [{ ...lambda, latencyMs }] }, new Map(), 100)).toBe('');
});

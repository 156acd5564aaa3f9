import { expect, test } from 'vitest';
import { askedPercentiles } from '../../../../src/scenario/thresholds/asked-percentiles.ts';
import { metricNamed } from '../../../../src/scenario/thresholds/metric-named.ts';
import { parseThreshold } from '../../../../src/scenario/thresholds/threshold.ts';

test('percentiles beside the standard ones are asked for once each, in order', () => {
  const thresholds = [
    'a.latency.p97.5 < 300 ms',
    'a.latency.p99.9 < 1 s',
    'b.latencyMs.responseTime.warm.p75 < 2 * a.latency.p97.50',
  ];
  expect(askedPercentiles({ thresholds, primaryMetrics: ['firstByte.p25', 'environments'] })).toEqual([25, 75, 97.5]);
});

test.each([
  ['latency.p97.5', ['latencyMs', 'serviceTime', 'all', 'percentiles', 'p97.5']],
  ['latency.cold.p99.9', ['latencyMs', 'serviceTime', 'cold', 'p999']],
  ['firstByte.p95', ['latencyMs', 'timeToFirstByte', 'all', 'p95']],
  ['latencyMs.responseTime.warm.p90', ['latencyMs', 'responseTime', 'warm', 'p90']],
])('%s stands at %j', (name, path) => {
  expect(metricNamed(name)).toEqual({ paths: [path] });
});

test.each(['latency.p100', 'latency.p0', 'latency.p97.55555', 'memory.p50', 'environments.p50'])(
  '%s is no metric',
  (name) => {
    expect(metricNamed(name)).toHaveProperty('problem');
  },
);

test('a rate has its unit: 6000/min is 100/s, and a division stays one', () => {
  expect(parseThreshold('a.throughput >= 6000/min')).toMatchObject({ right: [{ number: 100 }], unit: '/s' });
  expect(parseThreshold('a.throughput > 90/s')).toMatchObject({ right: [{ number: 90 }], unit: '/s' });
  expect(parseThreshold('a.latency.p50 < b.latency.p50 / 2').right).toHaveLength(2);
  expect(() => parseThreshold('a.throughput > 90 ms')).toThrow('`throughput` is in /s or /min, got "ms"');
});

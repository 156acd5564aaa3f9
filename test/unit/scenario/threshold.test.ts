import { expect, test } from 'vitest';
import { metricPaths } from '../../../src/scenario/metrics.ts';
import { parseThreshold } from '../../../src/scenario/threshold.ts';

const p99 = ['latencyMs', 'serviceTime', 'all', 'p99'];

test.each([
  ['lambda.environments.distinct == 10', ['environments', 'distinct'], '==', 10],
  ['lambda.latencyMs.serviceTime.all.p99<3000', p99, '<', 3000],
  ['lambda.latencyMs.serviceTime.all.p99 <= 3 s', p99, '<=', 3000],
  ['lambda.latencyMs.serviceTime.all.p99 >= 1.5ms', p99, '>=', 1.5],
  ['lambda.memory.peak.rssMb < 2 GB', ['memory', 'peak', 'rssMb'], '<', 2048],
  ['lambda.memory.multiplier.rss > 3', ['memory', 'multiplier', 'rss'], '>', 3],
  ['lambda.billing.usd < 1e-3 USD', ['billing', 'usd'], '<', 0.001],
  ['lambda.client.sendSpreadMs != -1', ['client', 'sendSpreadMs'], '!=', -1],
])('%s', (text, metric, operator, value) => {
  expect(parseThreshold(text)).toEqual({ target: 'lambda', metric, operator, value });
});

test.each([
  ['', 'expected `TARGET.METRIC < NUMBER` (or <=, >, >=, ==, !=), got ""'],
  ['lambda < 3', 'expected `TARGET.METRIC < NUMBER` (or <=, >, >=, ==, !=), got "lambda < 3"'],
  [
    'lambda.requests.sent = 3',
    'expected `TARGET.METRIC < NUMBER` (or <=, >, >=, ==, !=), got "lambda.requests.sent = 3"',
  ],
  [
    'lambda.requests.sent < ten',
    'expected `TARGET.METRIC < NUMBER` (or <=, >, >=, ==, !=), got "lambda.requests.sent < ten"',
  ],
  ['lambda.environments.distict < 1', 'unknown metric "environments.distict"; did you mean `environments.distinct`?'],
  [
    'lambda.speed.of.light < 1',
    'unknown metric "speed.of.light"; expected a number of a target in result.json, such as `environments.distinct` or `billing.usd`',
  ],
  ['lambda.p99 < 1', 'unknown metric "p99"; did you mean `latencyMs.serviceTime.all.p99`?'],
  ['lambda.environments.distinct < 1 ms', '`environments.distinct` has no unit, got "ms"'],
  ['lambda.latencyMs.serviceTime.all.count < 1 ms', '`latencyMs.serviceTime.all.count` has no unit, got "ms"'],
  ['lambda.billing.billedMs < 1 GB', '`billing.billedMs` is in ms or s, got "GB"'],
  ['lambda.billing.usd < 1 toString', '`billing.usd` is in USD, got "toString"'],
])('refuses %s', (text, message) => {
  expect(() => parseThreshold(text)).toThrow(expect.objectContaining({ code: 'threshold-invalid', message }));
});

test('the metrics are the single numbers of a target in result.json', () => {
  expect(metricPaths()).toEqual(
    expect.arrayContaining([
      'requests.failures.httpError',
      'utilization.cpuShareOfBilled',
      'downstream.peakConnections',
      'client.gc.maxMs',
      'serverCost.usdPerMillion',
    ]),
  );
  expect(metricPaths().filter((path) => /^(name|status|phases|environments\.list)/.test(path))).toEqual([]);
});

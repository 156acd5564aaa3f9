import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { targetFiguresSchema } from '../../../../src/model/run-result.ts';
import { type JsonSchema, toJsonSchema } from '../../../../src/scenario/reading/json-schema.ts';
import { metricAliases } from '../../../../src/scenario/thresholds/metric-aliases.ts';
import { isCount, metricPaths, unitOf } from '../../../../src/scenario/thresholds/metrics.ts';
import { parseThreshold } from '../../../../src/scenario/thresholds/threshold.ts';

const p99 = ['latencyMs', 'serviceTime', 'all', 'p99'];
const of = (target: string, ...paths: string[][]) => ({ metric: { target, paths }, divides: false });
const number = (value: number) => ({ number: value, divides: false });

test.each([
  ['lambda.environments.distinct == 10', ['environments', 'distinct'], '==', 10],
  ['lambda.latencyMs.serviceTime.all.p99<3000', p99, '<', 3000],
  ['lambda.latencyMs.serviceTime.all.p99 <= 3 s', p99, '<=', 3000],
  ['lambda.latencyMs.serviceTime.all.p99 >= 1.5ms', p99, '>=', 1.5],
  ['lambda.latencyMs.serviceTime.all.p99 > 2500 us', p99, '>', 2.5],
  ['lambda.latencyMs.serviceTime.all.p99 > 2500 \u00b5s', p99, '>', 2.5],
  ['lambda.latencyMs.serviceTime.all.p99 > 2500 \u03bcs', p99, '>', 2.5],
  ['lambda.memory.peak.rssMb < 2 GB', ['memory', 'peak', 'rssMb'], '<', 2048],
  ['lambda.memory.multiplier.rss > 3', ['memory', 'multiplier', 'rss'], '>', 3],
  ['lambda.billing.usd < 1e-3 USD', ['billing', 'usd'], '<', 0.001],
  ['lambda.client.sendSpreadMs != -1', ['client', 'sendSpreadMs'], '!=', -1],
  ['lambda.utilization.cpuShareOfBilled < 25 %', ['utilization', 'cpuShareOfBilled'], '<', 0.25],
  ['lambda.latency.p99 < 3 s', p99, '<', 3000],
  ['lambda.environments <= 10', ['environments', 'distinct'], '<=', 10],
])('%s', (text, metric, operator, value) => {
  expect(parseThreshold(text)).toMatchObject({ left: [of('lambda', metric)], operator, right: [number(value)] });
});

test('a side may be a product, and figures of several targets meet', () => {
  expect(parseThreshold('lambda.latency.p99 < 2 * server.latency.p99')).toEqual({
    left: [of('lambda', p99)],
    operator: '<',
    right: [number(2), of('server', p99)],
    unit: 'ms',
  });
  expect(parseThreshold('lambda.latency.p99 / server.latency.p99 < 2')).toEqual({
    left: [of('lambda', p99), { ...of('server', p99), divides: true }],
    operator: '<',
    right: [number(2)],
  });
});

test('a short name stands for the first figure that was measured', () => {
  const paths = [
    ['billing', 'usdPerMillion'],
    ['serverCost', 'usdPerMillion'],
  ];
  expect(parseThreshold('server.cost.perMillion < 5 USD')).toMatchObject({ left: [of('server', ...paths)] });
});

test.each([
  ['lambda.latency.p99 < 3 s', 'ms'],
  ['lambda.memory.peak < 2 GB', 'MB'],
  ['lambda.requests.failed / lambda.requests.sent < 1 %', 'share'],
  ['lambda.latency.p99 < 10 % * server.latency.p99', 'ms'],
  ['lambda.requests.failed < 1 % * lambda.requests.sent', undefined],
  ['lambda.billing.usd / lambda.billing.billedMs < 1', undefined],
])('%s is shown in %s', (text, unit) => {
  expect(parseThreshold(text).unit).toBe(unit);
});

test('every short name stands for numbers of the result, all of one unit, and is none itself', () => {
  for (const [alias, paths] of metricAliases) {
    expect(metricPaths()).not.toContain(alias);
    expect(metricPaths()).toEqual(expect.arrayContaining([...paths]));
    expect(new Set(paths.map((path) => unitOf(path.split('.')))).size).toBe(1);
  }
});

const form = 'expected `TARGET.METRIC < NUMBER` (or <=, >, >=, ==, !=; on both sides * and /), got ';
const ratioOfCounts = 'got a percentage; expected a number, or a ratio such as `requests.failed / requests.sent`';

test.each([
  ['', `${form}""`],
  ['lambda < 3', `${form}"lambda < 3"`],
  ['lambda.requests.sent = 3', `${form}"lambda.requests.sent = 3"`],
  ['lambda.requests.sent < ten', `${form}"lambda.requests.sent < ten"`],
  ['3 < lambda.requests.sent', `${form}"3 < lambda.requests.sent"`],
  ['1 < lambda.requests.sent < 3', `${form}"1 < lambda.requests.sent < 3"`],
  ['lambda.requests.sent < 3 *', `${form}"lambda.requests.sent < 3 *"`],
  ['lambda.requests.sent < 3 / 0', 'cannot divide by 0'],
  ['lambda.requests.sent < 1e999', 'expected a smaller number, got "1e999"'],
  ['lambda.latency.p99 < 1e308 s', 'expected a smaller number, got "1e308 s"'],
  ['lambda.latency.p99 < 1e308 ms * 10', 'expected smaller numbers, got "1e308 ms * 10"'],
  ['lambda.environments.distict < 1', 'unknown metric "environments.distict"; did you mean `environments.distinct`?'],
  ['lambda.latncy.p99 < 1', 'unknown metric "latncy.p99"; did you mean `latency.p99`?'],
  [
    'lambda.speed.of.light < 1',
    'unknown metric "speed.of.light"; expected a number of a target in result.json, such as `environments.distinct` or `billing.usd`',
  ],
  ['lambda.p99 < 1', 'unknown metric "p99"; did you mean `latencyMs.serviceTime.all.p99`?'],
  ['lambda.requests.sent < 2 * server.p99', 'unknown metric "p99"; did you mean `latencyMs.serviceTime.all.p99`?'],
  ['lambda.environments.distinct < 1 ms', '`environments.distinct` has no unit, got "ms"'],
  ['lambda.latencyMs.serviceTime.all.count < 1 ms', '`latencyMs.serviceTime.all.count` has no unit, got "ms"'],
  ['lambda.billing.billedMs < 1 GB', '`billing.billedMs` is in us, ms or s, got "GB"'],
  ['lambda.latency.p99 < 5 %', '`latency.p99` is in us, ms or s, got "%"'],
  ['lambda.billing.usd < 1 toString', 'unknown unit "toString"; expected us, ms, s, MB, GB, USD, /s, /min, % or none'],
  ['lambda.environments < 10 %', `\`environments\` is a count, ${ratioOfCounts}`],
  ['lambda.cpuShare < 10 % * lambda.requests.sent', `the right side is a count, ${ratioOfCounts}`],
  ['lambda.latency.p99 < 2 * server.memory.peak', 'the left side is in ms, the right side in MB'],
  ['lambda.latency.p99 / server.latency.p99 < 2 ms', 'the left side is in no unit, the right side in ms'],
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

test('the metrics and which of them are counts are those of the JSON Schema of a target', () => {
  const numbersIn = ({ type, properties = {} }: JsonSchema, path: readonly string[]): [string, boolean][] =>
    type === 'number' || type === 'integer'
      ? [[path.join('.'), type === 'integer']]
      : Object.entries(properties).flatMap(([key, child]) => numbersIn(child as JsonSchema, [...path, key]));
  expect(metricPaths().map((path) => [path, isCount(path.split('.'))])).toEqual(
    numbersIn(toJsonSchema(targetFiguresSchema), []),
  );
});

test('every threshold of the docs can be read, and every short name is in them', () => {
  const text = readFileSync(new URL('../../../../docs/scenario-files.md', import.meta.url), 'utf8');
  const part = text.slice(text.indexOf('\n## thresholds\n'), text.indexOf('\n## abortOn\n'));
  const examples = [...part.matchAll(/^ {2}- (.*)$/gm)].map(([, example = '']) => example);
  expect(examples.length).toBeGreaterThan(4);
  for (const example of examples) expect(() => parseThreshold(example)).not.toThrow();
  // Those of latencies are documented by family, such as `latency.cold.`.
  const families = [...metricAliases.keys()].map((alias) =>
    alias.replace(/^(latency|response|firstByte)(\.cold|\.warm)?\..*/, '$1$2.'),
  );
  for (const family of families) expect(part).toContain(`\`${family}`);
});

import { expect, test } from 'vitest';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { withUnitFields } from '../../../../src/scenario/reading/unit-fields.ts';
import { complaintsOf, scenarioText } from '../scenario-text.ts';

const load = (phase: string) => ({ 8: `  - { name: load, ${phase} }`, 9: '' });
const parsed = (phase: string, overrides: string[] = []) =>
  parseScenario(scenarioText(load(phase)), { file: 'x.yaml', overrides }).load[0];

test('`duration: 10s` and `rate: 3000/min` are 10,000 ms and 50 per second', () => {
  expect(parsed('kind: constantRate, rate: 3000/min, duration: 10s')).toMatchObject({
    ratePerSecond: 50,
    durationMs: 10_000,
  });
});

test('units are read in lists of maps, in unions and at the top', () => {
  const stages = 'stages: [{ duration: 2m, toRate: 100/s }, { durationMs: 5, toRatePerSecond: 0 }]';
  const text = scenarioText({
    3: 'workload: { kind: builtin, call: { io: 1.5s, cpu: 8ms } }\ntimeout: 5s',
    5: '  - { name: lambda, kind: local-lambda, keepAlive: { kind: uniform, min: 1m, max: 2m }, scaling: { burst: 5, per: 10s } }',
    ...load(`kind: rampingRate, startRate: 60/min, ${stages}`),
  });
  expect(parseScenario(text, { file: 'x.yaml' })).toMatchObject({
    timeoutMs: 5000,
    workload: { call: { ioMs: 1500, cpuMs: 8 } },
    targets: [{ keepAliveMs: { minMs: 60_000, maxMs: 120_000 }, scaling: { perMs: 10_000 } }, {}],
    load: [
      {
        startRatePerSecond: 1,
        stages: [
          { durationMs: 120_000, toRatePerSecond: 100 },
          { durationMs: 5, toRatePerSecond: 0 },
        ],
      },
    ],
  });
});

test('what is set from the command line replaces what is written, whichever of them has its unit', () => {
  expect(parsed('kind: pause, durationMs: 5', ['load.0.duration=2s'])).toMatchObject({ durationMs: 2000 });
  expect(parsed('kind: pause, duration: 2s', ['load.0.durationMs=5'])).toMatchObject({ durationMs: 5 });
});

test.each(['-5ms', 'abc'])(
  'a time of %s is no time, also where no other text of the file begins with a digit',
  (text) => {
    const expected = `load.0.duration: expected a time with its unit, such as 500ms, 10s or 2m, got "${text}"`;
    expect(complaintsOf(scenarioText(load(`kind: pause, duration: ${text}`)))).toEqual([
      expect.stringContaining(expected),
    ]);
    expect(() => parsed('kind: pause, durationMs: 5', [`load.0.duration=${text}`])).toThrow(`--set ${expected}`);
  },
);

const problems: [string, string, string][] = [
  [
    'another unit',
    'kind: pause, duration: 10 sec',
    'x.yaml:8:42 load.0.duration: expected a time with its unit, such as 500ms, 10s or 2m, got "10 sec"',
  ],
  [
    'both',
    'kind: pause, durationMs: 5, duration: 10s',
    'x.yaml:8:57 load.0.duration: `durationMs` is set, too; expected one of them',
  ],
  [
    'a unit in the field of numbers',
    'kind: pause, durationMs: 10s',
    'x.yaml:8:44 load.0.durationMs: expected a number from 1 to 86400000, got "10s"; write it as `duration: 10s`',
  ],
  [
    'too much',
    'kind: pause, duration: 25h',
    'x.yaml:8:42 load.0.durationMs: expected a number from 1 to 86400000, got 90000000',
  ],
  [
    'a number',
    'kind: pause, duration: 10',
    'x.yaml:8:42 load.0.duration: expected a time with its unit, such as 500ms, 10s or 2m, got 10; write it as `duration: 10ms` or `durationMs: 10`',
  ],
];

test.each(problems)('%s is refused at its place', (_, phase, complaint) => {
  expect(complaintsOf(scenarioText(load(phase)))).toContain(complaint);
});

test('an override with a unit is named as it was typed', () => {
  const text = scenarioText(load('kind: pause, duration: 1s'));
  expect(() => parseScenario(text, { file: 'x.yaml', overrides: ['load.0.duration=25h'] })).toThrow(
    '--set load.0.duration: expected a number from 1 to 86400000, got 90000000',
  );
});

test('text that looks like a time stays text where the field has no unit', () => {
  const text = scenarioText({
    5: '  - { name: lambda, kind: local-lambda, environment: { TTL: 10s, min: 5s } }',
  });
  expect(parseScenario(text, { file: 'x.yaml' }).targets[0]).toMatchObject({ environment: { TTL: '10s', min: '5s' } });
});

test('editors get both fields, one of which is required', () => {
  const schema = withUnitFields({
    type: 'object',
    properties: { kind: { type: 'string' }, durationMs: { type: 'number' } },
    required: ['kind', 'durationMs'],
  });
  expect(schema).toMatchObject({
    properties: { duration: { type: 'string' }, durationMs: { type: 'number' } },
    required: ['kind'],
    allOf: [{ oneOf: [{ required: ['durationMs'] }, { required: ['duration'] }] }],
  });
});

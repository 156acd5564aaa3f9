import { expect, test } from 'vitest';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { complaintsOf, scenarioText } from '../scenario-text.ts';

const parsed = (...overrides: string[]) => parseScenario(scenarioText(), { file: 'x.yaml', overrides });

test('addresses entries of lists by position and by name', () => {
  const scenario = parsed('load.0.size=20', 'targets.lambda.memoryMb=1024', 'targets.server.processes=4');
  expect(scenario.load[0]).toMatchObject({ size: 20 });
  expect(scenario.targets).toMatchObject([{ memoryMb: 1024 }, { processes: 4 }]);
});

test('values are YAML: lists, maps, quoted text, = in the value', () => {
  const scenario = parsed(
    'load.burst.size=[1, 2]',
    'workload.call.ioMs={kind: exponential, meanMs: 5}',
    'question="10"',
    'request.path=/a?b=c',
  );
  expect(scenario.load[0]).toMatchObject({ size: [1, 2] });
  expect(scenario).toMatchObject({ question: '10', request: { path: '/a?b=c' } });
  expect(scenario.workload).toMatchObject({ call: { ioMs: { kind: 'exponential', meanMs: 5 } } });
});

test('makes the maps on the way, and mends what is wrong in the file', () => {
  expect(parsed('request.headers.x-key=k').request.headers).toEqual({ 'x-key': 'k' });
  const text = scenarioText({ 8: '  - { name: burst, kind: burst, size: ten }' });
  expect(complaintsOf(text, ['load.burst.size=10'])).toEqual([]);
});

test('a whole target can be replaced by a deployed one', () => {
  const scenario = parsed('targets.lambda={name: lambda, kind: http, url: "https://example.com/", memoryMb: 512}');
  expect(scenario.targets[0]).toMatchObject({ kind: 'http', url: 'https://example.com/', memoryMb: 512 });
});

test('changes one of two entries that share an anchor', () => {
  const text = scenarioText({ 8: '  - &b { name: burst, kind: burst, size: 10 }', 9: '  - *b' });
  const { load } = parseScenario(text, { file: 'x.yaml', overrides: ['load.1.name=other', 'load.1.size=3'] });
  expect(load).toMatchObject([
    { name: 'burst', size: 10 },
    { name: 'other', size: 3 },
  ]);
});

test.each([
  ['targets.lambda.memoryMb=1', '--set targets.lambda.memoryMb: expected an integer from 128 to 10240, got 1'],
  ['targets.lambda.memory=256', '--set targets.lambda.memory: unknown key; did you mean `memoryMb`?'],
  ['targets.lamda.memoryMb=256', '--set targets.lamda.memoryMb: no entry "lamda"; did you mean `lambda`?'],
  ['load.7.size=1', '--set load.7.size: no entry "7"; expected 0 to 1, or `burst` or `calls`'],
  ['wrokload.call.cpuMs=1', '--set wrokload.call.cpuMs wrokload: unknown key; did you mean `workload`?'],
  [
    'workload.call.ioMs.kind=uniform',
    '--set workload.call.ioMs.kind: "workload.call.ioMs" is a number, which has no "kind"',
  ],
  [
    'load.burst={name: burst, kind: burst}',
    '--set load.burst load.0.size: missing; expected an integer from 1 to 10000 or a list of them',
  ],
  ['seed=[', '--set seed: expected a YAML value after the `=`; text with special characters needs quotes'],
  ['seed=', '--set seed: expected an integer of at least 0, got nothing'],
  ['seed', '--set seed: expected path=value, such as load.0.size=20'],
  ['=5', '--set =5: expected path=value, such as load.0.size=20'],
  ['load..size=5', '--set load..size: expected a path such as load.0.size, got one with an empty part'],
  ['__proto__.polluted=1', '--set __proto__.polluted __proto__: expected another name: `__proto__` cannot be a name'],
  ['baseline=servr', '--set baseline: unknown target "servr"; did you mean `server`?'],
])('%s', (override, line) => {
  expect(complaintsOf(scenarioText(), [override])).toEqual([line]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('changes one of two lists that share an anchor', () => {
  const text = scenarioText({
    8: '  - { name: burst, kind: burst, size: &s [1, 2] }',
    9: '  - { name: calls, kind: burst, size: *s }',
  });
  const { load } = parseScenario(text, { file: 'x.yaml', overrides: ['load.calls.size.0=7'] });
  expect(load).toMatchObject([{ size: [1, 2] }, { size: [7, 2] }]);
});

test('problems of the command line come after those of the file', () => {
  const text = scenarioText({ 1: 'name: Bad' });
  expect(complaintsOf(text, ['seed=x', 'load.9.size=1']).map((line) => line.split(':')[0])).toEqual([
    'x.yaml',
    '--set load.9.size',
    '--set seed',
  ]);
});

test('a path that is far too long is refused, and shown in part', () => {
  expect(complaintsOf(scenarioText(), [`${'a.'.repeat(50_000)}a=1`])).toEqual([
    `--set ${'a.'.repeat(50)}…: expected a path of at most 20 parts`,
  ]);
});

import { expect, test } from 'vitest';
import { UserError } from '../../../../src/model/errors.ts';
import { durationMs } from '../../../../src/model/schema/units.ts';
import { parseFunctions } from '../../../../src/scenario/functions/parse.ts';

const good = ['functions:', '  - name: api', '    directory: ./api', '  - name: jobs', '    file: jobs.mjs'];

/** The good file with a line in place of another, by number from 1. */
const textWith = (replaced: Readonly<Record<number, string>>): string =>
  good.map((line, index) => replaced[index + 1] ?? line).join('\n');

function complaintsOf(text: string): string[] {
  try {
    parseFunctions({ text, file: 'f.yaml' });
  } catch (error) {
    if (error instanceof UserError && error.code === 'functions-invalid') return error.message.split('\n');
    throw error;
  }
  return [];
}

test('a function has what Lambda gives it: 128 MB, 3 s, one request per environment, an account of 1,000', () => {
  const { functions, account, seed } = parseFunctions({ text: textWith({}), file: 'f.yaml' }).value;
  expect(functions[0]).toEqual({
    name: 'api',
    directory: './api',
    memoryMb: 128,
    timeoutMs: 3000,
    initTimeoutMs: 10_000,
    environment: {},
    model: { kind: 'event' },
    keepAliveMs: 300_000,
    maxLifeMs: 7_200_000,
    freeze: true,
    snapshot: false,
    isolate: false,
    logFormat: 'Text',
    url: { port: 0, auth: 'NONE', invokeMode: 'BUFFERED', event: { kind: 'http-v2' } },
  });
  expect(account).toEqual({
    concurrentExecutions: 1000,
    unreservedMinimum: 100,
    scaling: { burst: 1000, perMs: 10_000 },
  });
  expect(seed).toBe(1);
});

const onlyName = (rest: string) => ({ 2: `  - { name: api, ${rest} }`, 3: '' });

test.each<[string, Readonly<Record<number, string>>, string]>([
  [
    'a memory size below 128',
    { 3: '    directory: d\n    memoryMb: 64' },
    'f.yaml:4:15 functions.0.memoryMb: expected an integer from 128 to 10240, got 64',
  ],
  [
    'an unknown key',
    { 3: '    directry: d' },
    'f.yaml:3:5 functions.0.directry: unknown key; did you mean `directory`?',
  ],
  [
    'an unknown runtime',
    onlyName('file: a, runtime: phyton'),
    'f.yaml:2:36 functions.0.runtime: expected `node`, `node-ric`, `python` or `provided`, got "phyton"; did you mean `python`?',
  ],
  [
    'a name that Lambda does not take',
    { 2: '  - name: a b' },
    'f.yaml:2:11 functions.0.name: expected at most 64 letters, digits, hyphens and underscores, and not __proto__, got "a b"',
  ],
  [
    'no source',
    onlyName('memoryMb: 128'),
    'f.yaml:2:5 functions.0: expected `file`, `directory` or `workload` of the function',
  ],
  [
    'two sources',
    onlyName('file: a, directory: b'),
    'f.yaml:2:38 functions.0.directory: expected none: the function already has `file`',
  ],
  [
    'one name twice',
    { 4: '  - name: api' },
    'f.yaml:4:11 functions.1.name: "api" is already the name of functions.0; expected a different name for each function',
  ],
  [
    'a handler for the built-in workload',
    onlyName('workload: { call: { ioMs: 1 } }, handler: a.b'),
    'f.yaml:2:60 functions.0.handler: expected none: the built-in workload has its own',
  ],
  [
    'Node for a Python function',
    onlyName('file: a.py, runtime: python, node: node22'),
    'f.yaml:2:53 functions.0.node: expected none with runtime "python"',
  ],
  [
    'provisioned concurrency of another model',
    onlyName('file: a, model: web, provisionedConcurrency: 1'),
    'f.yaml:2:63 functions.0.provisionedConcurrency: expected none: only the model `event` has it, not `web`',
  ],
  [
    'more provisioned than reserved',
    onlyName('file: a, reservedConcurrency: 2, provisionedConcurrency: 3'),
    'f.yaml:2:75 functions.0.provisionedConcurrency: expected at most reservedConcurrency, which is 2, got 3',
  ],
  [
    'a snapshot in another model',
    onlyName('file: a, model: managed, snapshot: true'),
    'f.yaml:2:53 functions.0.snapshot: expected false: only the model `event` has snapshots, not `managed`',
  ],
  [
    'a snapshot and provisioned concurrency',
    onlyName('file: a, provisionedConcurrency: 1, snapshot: true'),
    'f.yaml:2:64 functions.0.snapshot: expected false, or no provisionedConcurrency: Lambda allows only one of them',
  ],
  [
    'a snapshot and a package that each environment unpacks',
    onlyName('file: a, packaging: zip, snapshot: true'),
    'f.yaml:2:53 functions.0.snapshot: expected false, or packaging: directory: what is restored from a snapshot unpacks no package',
  ],
  [
    'a snapshot and isolation',
    onlyName('file: a, isolate: true, snapshot: true'),
    'f.yaml:2:52 functions.0.snapshot: expected false, or no isolate: an isolated environment cannot be restored',
  ],
  [
    'a variable that Lambda does not take',
    onlyName('file: a, environment: { 1A: x }'),
    'f.yaml:2:42 functions.0.environment.1A: expected the name of an environment variable, such as LOG_LEVEL, got "1A"',
  ],
  [
    'fewer environments than the service starts with',
    onlyName('file: a, model: { kind: managed, maxEnvironments: 2 }'),
    'f.yaml:2:68 functions.0.model.maxEnvironments: expected at least minEnvironments, which is 3, got 2',
  ],
  [
    'keep-alive from 9 to 8 ms',
    onlyName('file: a, keepAliveMs: { kind: uniform, minMs: 9, maxMs: 8 }'),
    'f.yaml:2:74 functions.0.keepAliveMs.maxMs: expected at least minMs, which is 9, got 8',
  ],
])('refuses %s', (_, replaced, complaint) => {
  expect(complaintsOf(textWith(replaced))).toEqual([complaint]);
});

test('500 + 400 of 1,000 can be reserved, as 100 stay; 500 + 401 cannot, and neither can 401 that are provisioned alone', () => {
  const text = (second: string) =>
    textWith({ 3: '    directory: d\n    reservedConcurrency: 500', 5: `    file: j\n    ${second}` });
  expect(complaintsOf(text('reservedConcurrency: 400'))).toEqual([]);
  const words =
    'expected at most 400, got 401: the account has 1000, and 100 must stay unreserved (account.unreservedMinimum)';
  expect(complaintsOf(text('reservedConcurrency: 401'))).toEqual([
    `f.yaml:7:26 functions.1.reservedConcurrency: ${words}`,
  ]);
  expect(complaintsOf(text('provisionedConcurrency: 401'))).toEqual([
    `f.yaml:7:29 functions.1.provisionedConcurrency: ${words}`,
  ]);
});

test.each([
  ['', 'f.yaml:1:1: the file is empty; expected a map with `functions`'],
  ['- a', 'f.yaml:1:1: expected a map with `functions`, got a list'],
  ['functions: []', 'f.yaml:1:12 functions: expected a list of maps, got an empty list'],
  ['account: {}', 'f.yaml:1:1 functions: missing; expected a list of maps'],
])('%j is no file of functions', (text, complaint) => {
  expect(complaintsOf(text)).toEqual([complaint]);
});

test.each([
  ['10m', 600_000],
  ['300s', 300_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['300', undefined],
  ['-1s', undefined],
  ['1 s', undefined],
])('a duration of %s is %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test('`__proto__` names no function and no variable', () => {
  const text = 'functions: [{ name: __proto__, file: a, environment: { __proto__: x } }]';
  expect(() => parseFunctions({ text, file: 'f.yaml' })).toThrow(
    [
      'f.yaml:1:21 functions.0.name: expected at most 64 letters, digits, hyphens and underscores, and not __proto__, got "__proto__"',
      'f.yaml:1:56 functions.0.environment.__proto__: expected another name: `__proto__` cannot be a name',
    ].join('\n'),
  );
});

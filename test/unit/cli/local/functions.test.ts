import { expect, test } from 'vitest';
import {
  allowedHostsOf,
  functionsOf,
  pairsOf,
  portOf,
  refuseFunctionOptions,
  withOptions,
} from '../../../../src/cli/local/functions.ts';
import type { LocalArguments } from '../../../../src/cli/local/options.ts';
import { UserError } from '../../../../src/model/errors.ts';

const none: LocalArguments = {
  ...{ function: undefined, name: undefined, handler: undefined, runtime: undefined, node: undefined },
  ...{ python: undefined, workload: undefined, memory: undefined, timeout: undefined, env: undefined },
  ...{ model: undefined, 'max-concurrency': undefined, 'max-environments': undefined, 'add-every': undefined },
  ...{ concurrency: undefined, provisioned: undefined, 'account-concurrency': undefined, 'keep-alive': undefined },
  ...{
    region: undefined,
    'account-id': undefined,
    credentials: undefined,
    layer: undefined,
    'task-root': undefined,
    isolate: undefined,
  },
  ...{
    freeze: undefined,
    snapshot: undefined,
    'log-format': undefined,
    port: undefined,
    auth: undefined,
    'invoke-mode': undefined,
    event: undefined,
    route: undefined,
    host: '127.0.0.1',
  },
  ...{ stage: undefined, parameter: undefined },
  ...{ 'allow-host': undefined, 'invoke-port': '0', https: false, 'log-dir': undefined, json: false, quiet: false },
};

const functionOf = (options: Partial<LocalArguments>) => functionsOf({ ...none, ...options }).functions[0];

function complaintsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError && error.code === 'usage') return error.message.split('\n');
    throw error;
  }
  return [];
}

test('host names without ports are allowed, and every other one is reported', () => {
  expect(allowedHostsOf(['lambda.example', '[fd00::1]', 'box'])).toEqual(['lambda.example', '[fd00::1]', 'box']);
  expect(allowedHostsOf(undefined)).toEqual([]);
  const problem = (name: string) =>
    `--allow-host: expected a host name or an address without a port, such as lambda.example, got "${name}"`;
  const wrong = ['a.example:80', 'http://a.example', ''];
  expect(complaintsOf(() => allowedHostsOf(['a.example', ...wrong]))).toEqual(wrong.map(problem));
});

test('environments freeze unless --no-freeze says otherwise', () => {
  expect([functionOf({})?.freeze, functionOf({ freeze: false })?.freeze]).toEqual([true, false]);
});

test('nothing is the built-in workload, which answers at once, with 128 MB and 3 s', () => {
  expect(functionOf({})).toMatchObject({
    ...{ name: 'workload', memoryMb: 128, timeoutMs: 3000, model: { kind: 'event' }, keepAliveMs: 300_000 },
    workload: { init: { cpuMs: 0, memoryMb: 0 }, call: { ioMs: 0, cpuMs: 0 } },
  });
});

test('every option has its place: 30 s are 30,000 ms, 10 min are 600,000 ms', () => {
  const { functions, account } = functionsOf({
    ...none,
    ...{
      function: '/srv/api',
      handler: 'index.handler',
      memory: '512',
      timeout: '30',
      runtime: 'node',
      node: 'node22',
    },
    ...{ env: ['A1=x=y', 'B2='], concurrency: '5', provisioned: '2', 'account-concurrency': '200' },
    ...{ region: 'eu-west-1', 'account-id': '111122223333', credentials: 'dev' },
    ...{ layer: ['/srv/one', '/srv/two.zip'], 'task-root': 'writable', isolate: true },
    ...{ 'keep-alive': '10m', 'log-format': 'JSON', port: '8080', auth: 'AWS_IAM', 'invoke-mode': 'RESPONSE_STREAM' },
    route: '/items/{id}',
  });
  expect(functions).toEqual([
    {
      ...{ name: 'api', directory: '/srv/api', handler: 'index.handler', runtime: 'node', node: 'node22' },
      ...{ memoryMb: 512, timeoutMs: 30_000, initTimeoutMs: 10_000, environment: { A1: 'x=y', B2: '' } },
      ...{
        reservedConcurrency: 5,
        provisionedConcurrency: 2,
        keepAliveMs: 600_000,
        maxLifeMs: 7_200_000,
        freeze: true,
        snapshot: false,
        isolate: true,
      },
      ...{ model: { kind: 'event' }, logFormat: 'JSON', region: 'eu-west-1' },
      ...{ accountId: '111122223333', credentials: 'dev', layers: ['/srv/one', '/srv/two.zip'], taskRoot: 'writable' },
      url: {
        ...{ port: 8080, auth: 'AWS_IAM', invokeMode: 'RESPONSE_STREAM' },
        event: { kind: 'http-v1', route: '/items/{id}' },
      },
    },
  ]);
  expect(account.concurrentExecutions).toBe(200);
});

test.each<[Partial<LocalArguments>, object]>([
  [{ model: 'web' }, { kind: 'web', maxConcurrencyPerEnvironment: 64, maxEnvironments: 100 }],
  [
    { model: 'web', 'max-concurrency': '8', 'max-environments': '2' },
    { kind: 'web', maxConcurrencyPerEnvironment: 8, maxEnvironments: 2 },
  ],
  [
    { model: 'queued', 'max-environments': '4', 'add-every': '2s' },
    { kind: 'queued', maxInstances: 4, addEveryMs: 2000 },
  ],
  [
    { model: 'managed', 'max-environments': '2' },
    {
      ...{ kind: 'managed', maxConcurrencyPerEnvironment: 64, minEnvironments: 2, maxEnvironments: 2 },
      scaleEveryMs: 5000,
    },
  ],
  [{ model: 'managed' }, { kind: 'managed', minEnvironments: 3, maxEnvironments: 100 }],
])('the model of %j', (options, model) => {
  expect(functionOf(options)?.model).toMatchObject(model);
});

test.each([
  ['/srv/orders', 'orders'],
  ['/srv/orders/index.mjs', 'orders'],
  ['/srv/orders/bootstrap', 'orders'],
  ['/srv/orders/lambda_function.py', 'orders'],
  ['/srv/orders.pyc', 'orders'],
  ['/srv/report.py', 'report'],
  ['/srv/my function.v2', 'my-function-v2'],
])('the function at %s is called %s', (path, name) => {
  expect(functionOf({ function: path })?.name).toBe(name);
});

test.each<[Partial<LocalArguments>, string]>([
  [{ memory: '64' }, '--memory: expected an integer from 128 to 10240, got 64'],
  [{ memory: 'much' }, '--memory: expected an integer from 128 to 10240, got "much"'],
  [{ timeout: '901' }, '--timeout: expected a number of seconds from 0.001 to 900, got 901'],
  [{ env: ['NOT_SET_HERE'] }, '--env: expected KEY=VALUE, or the name of a variable of the caller, got "NOT_SET_HERE"'],
  [{ env: ['1A=x'] }, '--env 1A: expected the name of an environment variable, such as LOG_LEVEL, got "1A"'],
  [{ model: 'evnt' }, '--model: expected `event`, `managed`, `web` or `queued`, got "evnt"; did you mean `event`?'],
  [{ 'max-concurrency': '4' }, '--max-concurrency: not allowed with the model `event`; use it with `managed` or `web`'],
  [{ model: 'web', 'max-concurrency': '129' }, '--max-concurrency: expected an integer from 1 to 128, got 129'],
  [{ model: 'queued', 'max-environments': '0' }, '--max-environments: expected an integer from 1 to 10000, got 0'],
  [{ 'keep-alive': '5' }, '--keep-alive: expected a duration of at most 24h, such as 10m, 300s or 500ms, got "5"'],
  [{ port: '70000' }, '--port: expected an integer from 0 to 65535, got 70000'],
  [{ auth: 'aws_iam' }, '--auth: expected `NONE` or `AWS_IAM`, got "aws_iam"; did you mean `AWS_IAM`?'],
  [{ handler: 'a.b' }, '--handler: expected none: the built-in workload has its own'],
  [{ concurrency: '2', provisioned: '3' }, '--provisioned: expected at most --concurrency, which is 2, got 3'],
  [{ workload: '{' }, '--workload: expected a map such as \'{ call: { ioMs: 1000 } }\', got "{"'],
  [
    { workload: '{ call: { ioMs: x } }' },
    '--workload call.ioMs: expected a number from 0 to 86400000 or a map with `kind: uniform`, `kind: exponential` or `kind: lognormal`, got "x"',
  ],
  [
    { function: '/srv/api', workload: '{ call: { ioMs: 1 } }' },
    '--workload: expected none: the function already has `directory`',
  ],
])('%j is refused: %s', (options, complaint) => {
  expect(complaintsOf(() => functionOf(options))).toEqual([complaint]);
});

test('all problems are told at once', () => {
  expect(complaintsOf(() => functionOf({ memory: '1', timeout: '0', port: 'x' }))).toHaveLength(3);
});

test('options of one function are refused beside a file of several, those of all are not', () => {
  const options = { ...none, function: 'f.yaml', 'allow-host': undefined, 'invoke-port': '9001', https: true };
  expect(complaintsOf(() => refuseFunctionOptions(options))).toEqual([]);
  expect(complaintsOf(() => refuseFunctionOptions({ ...options, memory: '512' }))).toEqual([
    '--memory: not allowed with a functions file',
  ]);
});

test.each([
  ['0', 0],
  ['65535', 65_535],
])('the Invoke API at port %s', (text, port) => {
  expect(portOf('invoke-port', text)).toBe(port);
});

test.each(['65536', '-1', '1.5', 'x'])('not at port %s', (text) => {
  expect(() => portOf('invoke-port', text)).toThrow(/^--invoke-port: expected an integer from 0 to 65535/);
});

test('options for all functions apply to each function of a project, and variables are added to its own', () => {
  const project = {
    functions: [
      { name: 'a', directory: 'a', environment: { STAGE: 'dev', LEVEL: 'info' } },
      { name: 'b', directory: 'b' },
    ],
    api: { routes: [] },
  };
  const options = { ...none, env: ['LEVEL=debug'], 'keep-alive': '1m', port: '8080', 'account-concurrency': '50' };
  expect(withOptions(project, options)).toEqual({
    functions: [
      { name: 'a', directory: 'a', environment: { STAGE: 'dev', LEVEL: 'debug' }, keepAliveMs: 60_000 },
      { name: 'b', directory: 'b', environment: { LEVEL: 'debug' }, keepAliveMs: 60_000 },
    ],
    api: { routes: [], port: 8080 },
    account: { concurrentExecutions: 50 },
  });
  const { functions } = withOptions({ functions: [{ name: 'a', directory: 'a' }] }, { ...none, port: '9000' });
  expect(functions).toEqual([{ name: 'a', directory: 'a', url: { port: 9000 } }]);
});

test('options for one function are refused with a project', () => {
  const options = { ...none, memory: '512', handler: 'a.b', env: ['=x'] };
  expect(complaintsOf(() => withOptions({ functions: [] }, options))).toEqual([
    '--handler: not allowed with a project',
    '--memory: not allowed with a project',
  ]);
});

test('parameters are pairs of a name and a value, which may be empty or contain an equals sign', () => {
  expect(pairsOf('parameter', ['Stage=dev', 'Key=a=b', 'None='])).toEqual({ Stage: 'dev', Key: 'a=b', None: '' });
  expect(complaintsOf(() => pairsOf('parameter', ['Stage', '=x']))).toEqual([
    '--parameter: expected NAME=VALUE, got "Stage"',
    '--parameter: expected NAME=VALUE, got "=x"',
  ]);
});

import { describe, expect, it } from 'vitest';
import { burst, closed, rate } from '../../../../src/cli/one-line/loads.ts';
import { scenarioText } from '../../../../src/cli/one-line/print-scenario.ts';
import { scenarioOf } from '../../../../src/cli/one-line/scenario.ts';
import type { Subject } from '../../../../src/cli/one-line/subject.ts';
import { UserError } from '../../../../src/model/errors.ts';
import { parseLocated, parseScenarioData } from '../../../../src/scenario/reading/parse.ts';

const url: Subject = { kind: 'url', url: 'http://127.0.0.1:3000/orders?id=1' };
const folder: Subject = { kind: 'function', path: './api', isFolder: true };
const server: Subject = { kind: 'command', command: ['node', 'server.js'] };
const none = {
  ...{
    function: undefined,
    handler: undefined,
    memory: undefined,
    env: [],
    method: undefined,
    header: [],
    path: undefined,
  },
  ...{ timeout: undefined, repeats: undefined, threshold: [], 'abort-on': [], probe: undefined, 'max-cost': undefined },
  body: {},
};
const load = burst({ requests: '100', cold: false, bursts: undefined });

it('the least: a burst at a URL', () => {
  expect(scenarioOf([url], load, none)).toEqual({
    name: 'burst',
    question: 'How many instances does a burst of 100 requests need?',
    targets: [{ name: 'url', kind: 'http', url: 'http://127.0.0.1:3000/orders?id=1' }],
    load: [{ name: 'burst', kind: 'burst', size: 100 }],
  });
});

it('each kind of target has its name, and the second of a kind a number', () => {
  const { targets } = scenarioOf([folder, server, url, server], load, { ...none, memory: '1769', env: ['A=b=c'] });
  expect(targets).toEqual([
    { name: 'lambda', kind: 'local-lambda', function: './api', memoryMb: 1769, environment: { A: 'b=c' } },
    { name: 'server', kind: 'server', command: ['node', 'server.js'], environment: { A: 'b=c' } },
    { name: 'url', kind: 'http', url: 'http://127.0.0.1:3000/orders?id=1' },
    { name: 'server-2', kind: 'server', command: ['node', 'server.js'], environment: { A: 'b=c' } },
  ]);
});

it.each([
  [{}, './api'],
  [{ handler: 'app.run' }, { directory: './api', handler: 'app.run' }],
  [{ function: 'Orders' }, { project: './api', name: 'Orders' }],
])('%j is the function %j', (given, expected) => {
  expect(scenarioOf([folder], load, { ...none, ...given }).targets).toMatchObject([{ function: expected }]);
});

it('a Unix socket is a URL with a file', () => {
  const socket = { kind: 'url', url: 'http://localhost', unix: 'app.sock' } as const;
  expect(scenarioOf([socket], load, none).targets).toEqual([
    { name: 'url', kind: 'http', url: 'http://localhost', unix: 'app.sock' },
  ]);
});

it('a body is sent by POST, unless -X names another method', () => {
  const { request } = scenarioOf([url], load, {
    ...none,
    body: { body: '{}' },
    header: ['Content-Type: application/json'],
  });
  expect(request).toEqual({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
  expect(scenarioOf([url], load, { ...none, body: { body: '{}' }, method: 'put' }).request).toEqual({
    method: 'PUT',
    body: '{}',
  });
});

it.each([
  [{ header: ['x-a'] }, "--header: expected 'name: value', got text without `:` after a name"],
  [{ header: ['x-a: 1', 'x-a: 2'] }, '--header: "x-a" is set twice; expected it once'],
  [{ env: ['=1'] }, '--env: expected KEY=VALUE, got text without `=` after a name'],
])('%j: %s', (given, message) => {
  expect(() => scenarioOf([folder], load, { ...none, ...given })).toThrow(new UserError('usage', message));
});

it('the loads, in the words of a file', () => {
  expect(load.phase).toEqual({ kind: 'burst', size: 100 });
  const twice = burst({ requests: '10', cold: true, bursts: '2' });
  expect(twice.phase).toEqual({ kind: 'burst', size: 10, repeats: 2, connections: 'cold' });
  const more = { warm: false, 'max-in-flight': undefined };
  expect(rate({ rate: '3000/min', duration: '30s', poisson: false, ...more }).phase).toEqual({
    ...{ kind: 'constantRate', rate: '3000/min', duration: '30s' },
  });
  expect(rate({ rate: '50/s', duration: '30s', poisson: true, warm: true, 'max-in-flight': '20' }).phase).toEqual({
    ...{ kind: 'poisson', rate: '50/s', duration: '30s', maxInFlight: 20, start: 'warm' },
  });
  const clients = { clients: '64', duration: undefined, requests: undefined, 'think-time': undefined };
  expect(closed(clients).phase).toEqual({ kind: 'closed', connections: 64, duration: '10s' });
  expect(closed({ ...clients, requests: '500' }).phase).toEqual({ kind: 'closed', connections: 64, requests: 500 });
});

describe('the printed scenario', () => {
  const read = (text: string, environment = {}) => parseLocated(text, { file: 'x.yaml', environment }).value;
  const given = {
    ...none,
    timeout: '5s',
    threshold: ['url.latency.p99 < 2 s'],
    'abort-on': ['url.requests.failed > 9'],
  };

  it.each([
    ['a burst', load],
    ['a rate', rate({ rate: '50/s', duration: '30s', poisson: true, warm: false, 'max-in-flight': undefined })],
    ['a closed load', closed({ clients: '2', duration: '1m', requests: '9', 'think-time': '5ms' })],
  ])('is read as the same scenario: %s', (_, phases) => {
    const written = scenarioOf([url, folder, server], phases, {
      ...given,
      header: ['x-a: "1: #2"'],
      body: { body: '{ "a": 1 }\n' },
    });
    const { value, data } = parseScenarioData(written, { file: 'rollcall' });
    const text = scenarioText(data);
    expect(read(text, { X_A: '"1: #2"' })).toEqual(value);
    expect(value).toMatchObject({ timeoutMs: 5000, abortOn: ['no answers for 10s', 'url.requests.failed > 9'] });
  });

  it('has what --set has changed, once', () => {
    const overrides = ['load.burst.size=7', 'timeoutMs=9000'];
    const { value, data } = parseScenarioData(scenarioOf([url], load, given), { file: 'rollcall', overrides });
    expect(read(scenarioText(data))).toEqual(value);
    expect(value).toMatchObject({ timeoutMs: 9000, load: [{ size: 7 }] });
  });

  it('names a variable in place of each secret, and keeps the variables that the command line names', () => {
    const header = ['Authorization: Bearer abcdef', 'accept: text/html', 'x-key: $' + '{KEY}'];
    const text = scenarioText(scenarioOf([url], load, { ...none, header }));
    expect(text).toContain('# Set AUTHORIZATION in the environment: its value is not printed.\n');
    expect(text).not.toContain('abcdef');
    const environment = { AUTHORIZATION: 'Bearer abcdef', KEY: 'k' };
    expect(read(text, environment).request.headers).toEqual({
      Authorization: 'Bearer abcdef',
      accept: 'text/html',
      'x-key': 'k',
    });
  });

  it('is short: a burst at a function and at a server, in 7 lines', () => {
    const text = scenarioText(scenarioOf([folder, server], load, none));
    expect(text.split('\n').filter(Boolean)).toEqual([
      'name: burst',
      'question: How many instances does a burst of 100 requests need, at each of these?',
      'targets:',
      '  - { name: lambda, kind: local-lambda, function: ./api }',
      '  - { name: server, kind: server, command: [ node, server.js ] }',
      'load:',
      '  - { name: burst, kind: burst, size: 100 }',
    ]);
  });
});

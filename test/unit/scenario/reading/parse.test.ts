import { expect, test } from 'vitest';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { complaintsOf, scenarioText } from '../scenario-text.ts';

const name = 'lower-case letters, digits and hyphens, such as burst-10';

test('fills in every default', () => {
  const scenario = parseScenario(scenarioText(), { file: 'x.yaml' });
  expect(scenario).toMatchObject({
    seed: 1,
    repeats: 1,
    timeoutMs: 30_000,
    thresholds: [],
    request: { method: 'GET', path: '/', headers: {} },
    identity: { from: 'headers', instanceId: 'rollcall-instance-id' },
    workload: { init: { cpuMs: 0, memoryMb: 0 }, call: { cpuMs: 0, ioMs: 100, payloadBytes: 0 }, waitOn: 'timer' },
    targets: [
      { memoryMb: 512, keepAliveMs: 300_000 },
      { processes: 1, hosting: { instance: 't4g.small' } },
    ],
    load: [{ repeats: 1, gapMs: 1000, connections: 'warm' }, { pauseMs: 0 }],
  });
});

test.each([
  ['nothing', '', { kind: 'socket' }],
  ['undici', 'engine: undici', { kind: 'undici', http2: false }],
  ['{ kind: undici }', 'engine: { kind: undici }', { kind: 'undici', http2: false }],
  ['autocannon', 'engine: autocannon', { kind: 'autocannon' }],
])('an engine of %s is a whole one', (_, line, engine) => {
  const closed = { 8: '  - { name: closed, kind: closed, connections: 1, requests: 1 }', 9: '' };
  expect(parseScenario(scenarioText(closed, line), { file: 'x.yaml' }).engine).toEqual(engine);
});

const workload = (call: string) => ({ 3: `workload: { kind: builtin, call: ${call} }` });
const lambda = (rest: string) => ({ 5: `  - { name: lambda, kind: local-lambda, ${rest} }` });
const burst = (rest: string) => ({ 8: `  - { name: burst, kind: burst, ${rest} }` });

const engine = (text: string) => ({ 2: `question: Does it work?\nengine: ${text}` });

const badFields: [string, Readonly<Record<number, string>>, string][] = [
  [
    'unknown engine',
    engine('autocanon'),
    'x.yaml:3:9 engine: expected `socket`, `undici` or `autocannon`, got "autocanon"; did you mean `autocannon`?',
  ],
  [
    'unknown kind of engine',
    engine('{ kind: undici2 }'),
    'x.yaml:3:17 engine.kind: expected `socket`, `undici` or `autocannon`, got "undici2"; did you mean `undici`?',
  ],
  ['engine that is no word', engine('2'), 'x.yaml:3:9 engine: expected `socket`, `undici` or `autocannon`, got 2'],
  [
    'HTTP/2 by the socket engine',
    engine('{ kind: socket, http2: true }'),
    'x.yaml:3:25 engine.http2: unknown key; expected `kind`',
  ],
  [
    'proxy with a path',
    engine('{ kind: undici, proxy: "http://h/x" }'),
    'x.yaml:3:32 engine.proxy: expected the http URL of a proxy, without path, such as http://127.0.0.1:3128, got "http://h/x"',
  ],
  [
    'wrong type in a union',
    burst('size: ten'),
    'x.yaml:8:39 load.0.size: expected an integer from 1 to 10000 or a list of them, got "ten"',
  ],
  [
    'wrong entry of a list in a union',
    burst('size: [1, 0]'),
    'x.yaml:8:43 load.0.size.1: expected an integer from 1 to 10000, got 0',
  ],
  [
    'empty list in a union',
    burst('size: []'),
    'x.yaml:8:39 load.0.size: expected an integer from 1 to 10000 or a list of them, got an empty list',
  ],
  [
    'missing union',
    burst('repeats: 2'),
    'x.yaml:8:5 load.0.size: missing; expected an integer from 1 to 10000 or a list of them',
  ],
  [
    'fraction for a count',
    burst('size: 1.5'),
    'x.yaml:8:39 load.0.size: expected an integer from 1 to 10000 or a list of them, got 1.5',
  ],
  [
    'null',
    burst('size: 1, gapMs: null'),
    'x.yaml:8:49 load.0.gapMs: expected a number from 0 to 86400000, got nothing',
  ],
  [
    'beyond the range of timers',
    burst('size: 1, gapMs: .inf'),
    'x.yaml:8:49 load.0.gapMs: expected a number from 0 to 86400000, got Infinity',
  ],
  [
    'enum',
    burst('size: 1, connections: worm'),
    'x.yaml:8:55 load.0.connections: expected `warm` or `cold`, got "worm"; did you mean `warm`?',
  ],
  ['unknown key', lambda('memroyMb: 5'), 'x.yaml:5:41 targets.0.memroyMb: unknown key; did you mean `memoryMb`?'],
  [
    'key of another kind',
    { 6: '  - { name: server, kind: node-server, memoryMb: 5 }' },
    'x.yaml:6:40 targets.1.memoryMb: unknown key; expected `name`, `identity`, `expect`, `kind`, `function`, `event`, `processes`, `realTime`, `hosting`, `environment`, `port` or `allowHosts`',
  ],
  [
    'unknown target kind',
    { 5: '  - { name: lambda, kind: local-lamda }' },
    'x.yaml:5:27 targets.0.kind: expected `local-lambda`, `node-server`, `server`, `http`, `lambda-web`, `lambda-url` or `lambda-invoke`, got "local-lamda"; did you mean `local-lambda`?',
  ],
  [
    'missing target kind',
    { 5: '  - { name: lambda }' },
    'x.yaml:5:5 targets.0.kind: missing; expected `local-lambda`, `node-server`, `server`, `http`, `lambda-web`, `lambda-url` or `lambda-invoke`',
  ],
  [
    'unknown phase kind',
    { 8: '  - { name: burst, kind: brust, size: 1 }' },
    'x.yaml:8:26 load.0.kind: expected `sequential`, `burst`, `constantRate`, `rampingRate`, `poisson`, `trace`, `closed` or `pause`, got "brust"; did you mean `burst`?',
  ],
  [
    'list for a map',
    { 5: '  - [lambda]' },
    'x.yaml:5:5 targets.0: expected a map with `kind: local-lambda`, `kind: node-server`, `kind: server`, `kind: http`, `kind: lambda-web`, `kind: lambda-url` or `kind: lambda-invoke`, got a list',
  ],
  [
    'map for a list',
    { 7: 'load:', 8: '  name: burst', 9: '  kind: burst' },
    'x.yaml:8:3 load: expected a list of maps, got a map',
  ],
  ['empty load', { 7: 'load: []', 8: '', 9: '' }, 'x.yaml:7:7 load: expected a list of maps, got an empty list'],
  [
    'expected status that cannot be final',
    { 2: 'question: Q?\nrequest: { expect: { status: 1xx } }' },
    `x.yaml:3:30 request.expect.status: expected a status from 200 to 599, a class such as \`2xx\`, or a list of these, got "1xx"; did you mean \`2xx\`?`,
  ],
  [
    'expected status in quotes, in a list',
    { 6: "  - { name: server, kind: node-server, expect: { status: [2xx, '404'] } }" },
    `x.yaml:6:64 targets.1.expect.status.1: expected a status from 200 to 599 or a class such as \`2xx\`, got "404"; write it without quotes: 404`,
  ],
  [
    'expected status beyond HTTP',
    { 6: '  - { name: server, kind: node-server, expect: { status: 999 } }' },
    `x.yaml:6:58 targets.1.expect.status: expected a status from 200 to 599, a class such as \`2xx\`, or a list of these, got 999`,
  ],
  ['text that is a number', { 1: 'name: 10' }, `x.yaml:1:7 name: expected ${name}, got 10; write it in quotes: "10"`],
  ['missing text', { 1: '' }, `x.yaml:2:1 name: missing; expected ${name}`],
  [
    'number for a distribution',
    workload('{ ioMs: slow }'),
    'x.yaml:3:42 workload.call.ioMs: expected a number from 0 to 86400000 or a map with `kind: uniform`, `kind: exponential` or `kind: lognormal`, got "slow"',
  ],
  [
    'unknown distribution',
    workload('{ ioMs: { kind: unifrom } }'),
    'x.yaml:3:50 workload.call.ioMs.kind: expected `uniform`, `exponential` or `lognormal`, got "unifrom"; did you mean `uniform`?',
  ],
  [
    'unfinished distribution',
    workload('{ ioMs: { kind: uniform, minMs: 1 } }'),
    'x.yaml:3:42 workload.call.ioMs.maxMs: missing; expected a number from 0 to 86400000',
  ],
  [
    'negative wait',
    workload('{ ioMs: -1 }'),
    'x.yaml:3:42 workload.call.ioMs: expected a number from 0 to 86400000 or a map with `kind: uniform`, `kind: exponential` or `kind: lognormal`, got -1',
  ],
  [
    'misspelt hosting',
    { 6: '  - { name: server, kind: node-server, hosting: { instnce: x } }' },
    'x.yaml:6:51 targets.1.hosting.instnce: unknown key; did you mean `instance`?',
  ],
  [
    'empty hosting',
    { 6: '  - { name: server, kind: node-server, hosting: {} }' },
    'x.yaml:6:49 targets.1.hosting: expected a map with `instance`, or with `fargate`, or with `usdPerHour` and `memoryMb`, got an empty map',
  ],
  [
    'unfinished hosting',
    { 6: '  - { name: server, kind: node-server, hosting: { usdPerHour: 1 } }' },
    'x.yaml:6:49 targets.1.hosting.memoryMb: missing; expected a number above 0',
  ],
  [
    'URL',
    { 5: '  - { name: lambda, kind: http, url: "ftp://h/" }' },
    'x.yaml:5:38 targets.0.url: expected an http or https URL, got "ftp://h/"',
  ],
  [
    'name of a header',
    { 2: 'question: q\nrequest: { headers: { "a b": c } }' },
    'x.yaml:3:23 request.headers."a b": expected the name of a header, such as x-api-key, got "a b"',
  ],
  [
    'line break in a header',
    { 2: 'question: q\nrequest: { headers: { a: "b\\r\\nc: d" } }' },
    'x.yaml:3:26 request.headers.a: expected text without line breaks and control characters, got text, which is not shown',
  ],
  [
    'path',
    { 2: 'question: q\nrequest: { path: x y }' },
    'x.yaml:3:18 request.path: expected a path that starts with / and has no spaces, such as /orders?id=7, got "x y"',
  ],
];

test.each(badFields)('%s', (_, replaced, line) => {
  expect(complaintsOf(scenarioText(replaced))).toEqual([line]);
});

const badTexts: [string, string, string][] = [
  ['an empty file', '', 'x.yaml:1:1: the file is empty; expected a map with `name`, `question`, `targets` and `load`'],
  [
    'only a comment',
    '# nothing\n',
    'x.yaml:1:1: the file is empty; expected a map with `name`, `question`, `targets` and `load`',
  ],
  ['a list', '- name: x', 'x.yaml:1:1: expected a map with `name`, `question`, `targets` and `load`, got a list'],
  ['a word', 'hello', 'x.yaml:1:1: expected a map with `name`, `question`, `targets` and `load`, got "hello"'],
  [
    'broken YAML',
    'name: [1\nquestion: x',
    'x.yaml:2:1: invalid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a tab', 'name: x\nload:\n\t- x', 'x.yaml:3:1: invalid YAML: Tabs are not allowed as indentation'],
  [
    'two documents',
    `${scenarioText()}\n---\nname: x`,
    'x.yaml:10:1: a second document starts here; expected one document per file',
  ],
  ['a duplicate key', scenarioText({}, 'seed: 1', 'seed: 2'), 'x.yaml:11:1: duplicate key'],
  ['a list as key', '? [a]\n: b', 'x.yaml:1:3: expected a plain word as key, got a list or a map'],
  [
    'an alias without anchor',
    'name: *other',
    'x.yaml:1:1: invalid YAML: Unresolved alias (the anchor must be set before the alias): other',
  ],
  ['an unknown tag', scenarioText({ 1: 'name: !secret good' }), 'x.yaml:1:7: invalid YAML: Unresolved tag: !secret'],
];

test.each(badTexts)('%s is refused', (_, text, line) => {
  expect(complaintsOf(text)).toEqual([line]);
});

test('all problems of a file are told at once, in its order, those of single fields and those between fields', () => {
  const text = scenarioText(
    {
      1: 'name: Bad',
      5: '  - { name: server, kind: local-lambda, memroyMb: 5 }',
      8: '  - { name: burst, kind: burst }',
    },
    'repeats: 0',
    'thresholds: [srver.requests.sent == 1]',
    'repeats: 0',
  );
  expect(complaintsOf(text)).toEqual([
    `x.yaml:1:7 name: expected ${name}, got "Bad"`,
    'x.yaml:5:41 targets.0.memroyMb: unknown key; did you mean `memoryMb`?',
    'x.yaml:6:13 targets.1.name: "server" is already the name of targets.0; expected a different name for each target',
    'x.yaml:8:5 load.0.size: missing; expected an integer from 1 to 10000 or a list of them',
    'x.yaml:10:10 repeats: expected an integer from 1 to 1000, got 0',
    'x.yaml:11:14 thresholds.0: unknown target "srver"; did you mean `server`?',
    'x.yaml:12:1: duplicate key',
  ]);
});

test('the position of a field behind an alias is where the alias stands', () => {
  const text = scenarioText({ 5: '  - &t { name: lambda, kind: local-lambda, port: x }' }, 'identity: *t');
  expect(complaintsOf(text)[0]).toBe('x.yaml:5:50 targets.0.port: expected an integer from 0 to 65535, got "x"');
});

test('values and keys from the file are shown on one line, bounded, without terminal escapes', () => {
  const text = scenarioText({ 1: `name: "\\e[31m\\n\\x9b${'a'.repeat(100)}"` }, '"\\e]0;x\\a": 1');
  const [first, second] = complaintsOf(text);
  expect(first).toBe(`x.yaml:1:7 name: expected ${name}, got "\\u001b[31m\\n\\x9b${'a'.repeat(53)}…"`);
  expect(second).toMatch(/^x\.yaml:10:1 "\\u001b\]0;x\\u0007": unknown key; expected `name`, /);
});

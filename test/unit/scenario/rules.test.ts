import { expect, test } from 'vitest';
import { complaintsOf, scenarioText } from './scenario-text.ts';

const broken: [string, string, string[]][] = [
  [
    'target names are unique',
    scenarioText({ 6: '  - { name: lambda, kind: node-server }' }),
    [
      'x.yaml:6:13 targets.1.name: "lambda" is already the name of targets.0; expected a different name for each target',
    ],
  ],
  [
    'phase names are unique',
    scenarioText({ 9: '  - { name: burst, kind: sequential, requests: 2 }' }),
    ['x.yaml:9:13 load.1.name: "burst" is already the name of load.0; expected a different name for each phase'],
  ],
  [
    'a phase names targets',
    scenarioText({ 8: '  - { name: burst, kind: burst, size: 1, targets: [sever, lambda] }' }),
    ['x.yaml:8:52 load.0.targets.0: unknown target "sever"; did you mean `server`?'],
  ],
  [
    'the baseline is a target',
    scenarioText({}, 'baseline: other'),
    ['x.yaml:10:11 baseline: unknown target "other"; expected `lambda` or `server`'],
  ],
  [
    'every target has load',
    scenarioText({ 8: '  - { name: burst, kind: burst, size: 1, targets: [lambda] }', 9: '' }),
    ['x.yaml:6:13 targets.1.name: no phase of the load names "server"; expected at least one'],
  ],
  [
    'uniform: minMs <= maxMs',
    scenarioText({ 3: 'workload: { kind: builtin, call: { ioMs: { kind: uniform, minMs: 2, maxMs: 1 } } }' }),
    ['x.yaml:3:76 workload.call.ioMs.maxMs: expected at least minMs, which is 2, got 1'],
  ],
  [
    'lognormal: median < p99',
    scenarioText({ 3: 'workload: { kind: builtin, call: { ioMs: { kind: lognormal, medianMs: 2, p99Ms: 2 } } }' }),
    ['x.yaml:3:81 workload.call.ioMs.p99Ms: expected more than medianMs, which is 2, got 2'],
  ],
  [
    'a server is started by something',
    scenarioText({ 6: '  - { name: server, kind: server }' }),
    ['x.yaml:6:5 targets.1: expected `command` or `container`: how the target is started'],
  ],
  [
    'a process is named once',
    scenarioText({ 6: '  - { name: server, kind: http, url: "http://127.0.0.1:1", pid: 7, pidFile: server.pid }' }),
    ['x.yaml:6:77 targets.1.pidFile: expected none: `pid` names the process already'],
  ],
  [
    'services: the same of their delay',
    scenarioText({}, 'services: { db: { delayMs: { kind: uniform, minMs: 9, maxMs: 5 } } }'),
    ['x.yaml:10:62 services.db.delayMs.maxMs: expected at least minMs, which is 9, got 5'],
  ],
  [
    'CSV columns differ',
    scenarioText({}, 'identity: { from: csv, invocationId: 0 }'),
    ['x.yaml:10:38 identity.invocationId: expected different columns for instanceId and invocationId, got 0 for both'],
  ],
  [
    'CSV columns differ from defaults too',
    scenarioText({ 5: '  - { name: lambda, kind: local-lambda, identity: { from: csv, instanceId: 1 } }' }),
    [
      'x.yaml:5:76 targets.0.identity.instanceId: expected different columns for instanceId and invocationId, got 1 for both',
    ],
  ],
  [
    'no password in a URL',
    scenarioText({ 5: '  - { name: lambda, kind: http, url: "https://a:b@h/" }' }),
    [
      'x.yaml:5:38 targets.0.url: expected a URL without user and password: they are not sent; send them in a header `authorization`',
    ],
  ],
  [
    'environments of deployed functions are not started before a phase',
    scenarioText({
      6: '  - { name: server, kind: lambda-invoke }',
      9: '  - { name: calls, kind: constantRate, ratePerSecond: 1, durationMs: 9, start: warm }',
    }),
    [
      'x.yaml:9:80 load.1.start: expected `cold`: rollcall cannot start environments of "server" (lambda-invoke); send a burst in a phase before this one, or use provisioned concurrency',
    ],
  ],
  [
    'environments are started before a phase only where requests start them',
    scenarioText({
      5: '  - { name: lambda, kind: local-lambda, model: managed }',
      9: '  - { name: calls, kind: poisson, ratePerSecond: 1, durationMs: 9, start: warm, targets: [server, lambda] }',
    }),
    [
      'x.yaml:9:75 load.1.start: expected `cold`: only the model `event` starts an environment for each request, and "lambda" has `managed`',
    ],
  ],
  [
    'autocannon: closed loads only',
    scenarioText(
      { 8: '  - { name: burst, kind: closed, connections: 1, requests: 1, thinkTimeMs: 5 }' },
      'engine: autocannon',
    ),
    [
      'x.yaml:8:76 load.0.thinkTimeMs: expected 0 with engine autocannon, got 5',
      'x.yaml:9:26 load.1.kind: expected `closed` or `pause` with engine autocannon, got "sequential"',
    ],
  ],
  [
    'HTTP/2 needs https',
    scenarioText({ 5: '  - { name: lambda, kind: http, url: "http://h/" }' }, 'engine: { kind: undici, http2: true }'),
    [
      'x.yaml:5:38 targets.0.url: expected an https URL with engine.http2, got "http://h/"',
      'x.yaml:6:27 targets.1.kind: expected `http` with an https URL with engine.http2: a node-server speaks HTTP/1.1',
    ],
  ],
  [
    'HTTP/2 needs https of every kind that has a URL',
    scenarioText(
      { 5: '  - { name: lambda, kind: lambda-web, url: "http://h/" }', 6: '  - { name: server, kind: lambda-invoke }' },
      'engine: { kind: undici, http2: true }',
    ),
    ['x.yaml:5:44 targets.0.url: expected an https URL with engine.http2, got "http://h/"'],
  ],
  [
    'no password in the URL of a proxy',
    scenarioText({}, 'engine: { kind: undici, proxy: "http://a:b@h:3128" }'),
    [
      'x.yaml:10:32 engine.proxy: expected a URL without user and password: they are not sent; send them in a header `authorization`',
    ],
  ],
  [
    'addresses are TCP ports',
    scenarioText(
      {
        5: '  - { name: lambda, kind: http, url: "http://unix:/run/x.sock" }',
        6: '  - { name: server, kind: lambda-invoke, aws: { lambdaEndpoint: "http://h:0", logsEndpoint: "http://UNIX:/x" } }',
      },
      'engine: { kind: undici, proxy: "http://h:0" }',
    ),
    [
      'x.yaml:5:38 targets.0.url: expected the URL of a host, got "http://unix:/run/x.sock"; the file of a Unix socket belongs in `unix` of an http target',
      'x.yaml:6:65 targets.1.aws.lambdaEndpoint: expected a port from 1 to 65535, got "http://h:0"',
      'x.yaml:6:93 targets.1.aws.logsEndpoint: expected the URL of a host, got "http://UNIX:/x"; the file of a Unix socket belongs in `unix` of an http target',
      'x.yaml:10:32 engine.proxy: expected a port from 1 to 65535, got "http://h:0"',
    ],
  ],
  [
    'JSON that is read is kept whole',
    scenarioText(
      { 3: 'workload: { kind: builtin, call: { ioMs: 1, payloadBytes: 11000000 } }' },
      'identity: { from: json }',
      'keptBodyBytes: 11000000',
    ),
    [
      'x.yaml:11:16 keptBodyBytes: expected at least 11001024, got 11000000: the identity is read from the whole JSON, with its payloadBytes',
    ],
  ],
  [
    'primary metrics exist',
    scenarioText({}, 'primaryMetrics: [latency.p50, latncy.p99]'),
    ['x.yaml:10:31 primaryMetrics.1: unknown metric "latncy.p99"; did you mean `latency.p99`?'],
  ],
  [
    'thresholds: target and metric',
    scenarioText({}, 'thresholds:', '  - lamda.requests.sended == 1', '  - fast enough'),
    [
      'x.yaml:11:5 thresholds.0: unknown target "lamda"; did you mean `lambda`?',
      'x.yaml:11:5 thresholds.0: unknown metric "requests.sended"; did you mean `requests.sent`?',
      'x.yaml:12:5 thresholds.1: expected `TARGET.METRIC < NUMBER` (or <=, >, >=, ==, !=; on both sides * and /), got "fast enough"',
    ],
  ],
];

test.each(broken)('%s', (_, text, lines) => {
  expect(complaintsOf(text)).toEqual(lines);
});

test.each([
  [
    'equal bounds',
    scenarioText({ 3: 'workload: { kind: builtin, call: { ioMs: { kind: uniform, minMs: 2, maxMs: 2 } } }' }),
  ],
  [
    'autocannon for closed loads and pauses',
    scenarioText(
      {
        8: '  - { name: burst, kind: pause, durationMs: 5 }',
        9: '  - { name: c, kind: closed, connections: 1, requests: 1 }',
      },
      'engine: { kind: autocannon }',
    ),
  ],
  ['undici without more', scenarioText({}, 'engine: undici')],
  ['a host whose name is unix', scenarioText({ 5: '  - { name: lambda, kind: http, url: "http://unix:8080/" }' })],
  [
    'the largest payload, with room to keep it',
    scenarioText(
      { 3: 'workload: { kind: builtin, call: { ioMs: 1, payloadBytes: 104857600 } }' },
      'identity: { from: json }',
      'keptBodyBytes: 104858624',
    ),
  ],
  ['CSV columns in any order', scenarioText({}, 'identity: { from: csv, instanceId: 1, invocationId: 0 }')],
  ['each target has a phase', scenarioText({ 8: '  - { name: burst, kind: burst, size: 1, targets: [lambda] }' })],
  [
    'a threshold on any target',
    scenarioText({}, 'thresholds: [server.requests.sent == 12, lambda.billing.usd < 1 USD]'),
  ],
])('allowed: %s', (_, text) => {
  expect(complaintsOf(text)).toEqual([]);
});

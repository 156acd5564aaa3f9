import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioJsonSchema } from '../../../src/scenario/reading/json-schema.ts';
import { kindNamed, kindOf, type TargetSpec, targetSchema } from '../../../src/target-kinds/target-kinds.ts';

const target = (fields: Record<string, unknown>): TargetSpec => targetSchema.parse({ name: 'one', ...fields });
const url = 'https://api.example.com:8443/orders';
const each = {
  localLambda: target({ kind: 'local-lambda', layers: ['layer.zip'] }),
  nodeServer: target({ kind: 'node-server' }),
  server: target({ kind: 'server', command: ['node', 'server.js'] }),
  http: target({ kind: 'http', url, tls: { ca: 'ca.pem' } }),
  lambdaWeb: target({ kind: 'lambda-web', url, tls: { ca: 'ca.pem' } }),
  lambdaUrl: target({ kind: 'lambda-url', tls: { ca: 'ca.pem' } }),
  lambdaInvoke: target({ kind: 'lambda-invoke', maxSockets: 20, concurrency: 50 }),
};

test('docs/scenario-files.md has each kind and each of its fields, as the schema describes them (else run `npm run schemas`)', () => {
  const documented = readFileSync(new URL('../../../docs/scenario-files.md', import.meta.url), 'utf8');
  const [, tables = ''] = documented.split(/<!-- \/?target kinds -->/);
  const rows = [...tables.matchAll(/^\| (`.+?`) \| (?:.+?) \| (.+) \|$/gm)].flatMap(([, names = '', description]) =>
    names.split(', ').map((name) => `${name} ${description}`),
  );
  const { targets } = scenarioJsonSchema().properties as unknown as { targets: { items: { oneOf: Documented[] } } };
  const expected = targets.items.oneOf.flatMap(({ properties: { kind, name, identity, expect, ...fields } }) => [
    `\`${kind?.const}\` ${kind?.description}`,
    ...Object.entries(fields).map(([field, { description }]) => `\`${field}\` ${description}`),
  ]);
  expect(rows.toSorted()).toEqual(expected.toSorted());
  // 7 kinds with 24, 8, 11, 11, 4, 24 and 24 fields.
  expect(rows).toHaveLength(7 + 24 + 8 + 11 + 11 + 4 + 24 + 24);
});

interface Documented {
  readonly properties: Readonly<Record<string, { const?: string; description?: string }>>;
}

test('paths of a certificate authority and of layers are resolved, with every kind that has them', () => {
  for (const spec of [each.http, each.lambdaWeb, each.lambdaUrl]) {
    const resolved = kindOf(spec).withPaths(spec, (path) => `/at/${path}`);
    expect(kindOf(spec).files(resolved)).toEqual([{ path: ['tls', 'ca'], file: '/at/ca.pem' }]);
  }
  expect(kindOf(each.localLambda).withPaths(each.localLambda, (path) => `/at/${path}`)).toMatchObject({
    layers: ['/at/layer.zip'],
  });
  expect(kindOf(each.lambdaInvoke).withPaths(each.lambdaInvoke, () => 'other')).toEqual(each.lambdaInvoke);
});

test('the host of a target: none if the run starts it, that of its URL, or that of the Lambda API', () => {
  const host = (spec: TargetSpec, described = {}, environment = {}) =>
    kindOf(spec).host(spec, Object.keys(described).length === 0 ? undefined : described, environment);
  expect(host(each.localLambda)).toBeUndefined();
  expect(host(each.nodeServer)).toBeUndefined();
  expect(host(each.server)).toBeUndefined();
  expect(host(each.http)).toBe('api.example.com:8443');
  expect(host(each.lambdaWeb)).toBe('api.example.com:8443');
  expect(host(each.lambdaUrl)).toBe('its function URL at AWS');
  expect(host(each.lambdaUrl, { url: 'https://abc.lambda-url.eu-west-1.on.aws/' })).toBe(
    'abc.lambda-url.eu-west-1.on.aws',
  );
  expect(host(each.lambdaInvoke)).toBe('AWS');
  expect(host(each.lambdaInvoke, {}, { AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:9001' })).toBe('127.0.0.1:9001');
});

test('20 connections let at most 20 of 50 invocations be in flight', () => {
  expect(kindOf(each.lambdaInvoke).mostInFlight(each.lambdaInvoke)).toBe(20);
  expect(kindOf(each.lambdaUrl).mostInFlight(each.lambdaUrl)).toBe(Number.POSITIVE_INFINITY);
});

const http = (fields: Record<string, unknown>): TargetSpec => target({ kind: 'http', url, ...fields });
const cost = { kind: 'per-request', usdPerMillionRequests: 1 };

test.each([
  ['a bare URL', {}, 'answers', true, false],
  ['a server', { hosting: { instance: 't4g.small' } }, 'none', true, false],
  ['a function', { memoryMb: 512 }, 'first-call', false, true],
  ['a platform with its own prices', { cost }, 'first-call', false, false],
  ['a function with its own prices', { memoryMb: 512, cost }, 'first-call', false, false],
  ['a URL whose first calls are cold starts', { coldStarts: 'first-call' }, 'first-call', false, false],
])(
  'http, %s: cold starts, whether it is a server, whether it is billed per call',
  (_, fields, from, server, perCall) => {
    const spec = http(fields);
    expect(kindOf(spec).coldStartsFrom(spec)).toBe(from);
    expect(kindOf(spec).isServerByDefault(spec)).toBe(server);
    expect(kindOf(spec).payment(spec).perCall).toBe(perCall);
  },
);

test.each([
  ['event', true],
  ['queued', true],
  ['managed', false],
  ['web', false],
])('local-lambda, model %s: billed per call: %s', (model, perCall) => {
  const spec = target({ kind: 'local-lambda', model });
  expect(kindOf(spec).payment(spec).perCall).toBe(perCall);
});

test('a name that is no kind has no module, not even one that every object has', () => {
  expect(kindNamed('lambda')).toBeUndefined();
  expect(kindNamed('constructor')).toBeUndefined();
  expect(kindNamed(undefined)).toBeUndefined();
});

test('a server of the user’s own: none of its answers is a cold start, and its folder is that of the file by default', () => {
  const { server } = each;
  expect(kindOf(server).coldStartsFrom(server)).toBe('none');
  expect(kindOf(server).isServer).toBe(true);
  const resolved = kindOf(server).withPaths(server, (path) => (path === '.' ? '/at' : `/at/${path}`));
  expect(kindOf(server).files(resolved)).toEqual([{ path: ['cwd'], file: '/at', isFolder: true }]);
});

test('processes of a server are stated or unknown: each uses at most one vCPU of what is paid for', () => {
  const processes = (fields: object) => {
    const spec = target({ kind: 'server', command: ['serve'], ...fields });
    return kindOf(spec).payment(spec).instances;
  };
  expect(processes({})).toEqual({});
  expect(processes({ processes: 3 })).toEqual({ processes: 3 });
});

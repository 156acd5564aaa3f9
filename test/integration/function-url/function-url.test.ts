import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { FunctionUrl, type FunctionUrlOptions } from '../../../targets/lambda/function-url/server.ts';
import type { InvokeRequest, InvokeResult } from '../../../targets/lambda/invoke.ts';
import { EnvironmentHost } from '../environment-host.ts';

const command = [process.execPath, join(import.meta.dirname, '../../fixtures/lambda/raw-runtime.mjs')];

let open: FunctionUrl | undefined;
const refused: string[] = [];
afterEach(() => {
  open?.close();
  refused.length = 0;
});

async function listen(options: Partial<FunctionUrlOptions>): Promise<string> {
  const invoke = async (): Promise<InvokeResult> => ({ kind: 'answered', payload: Buffer.from('"hello"') });
  const onRefused = (_: string, reason: string) => void refused.push(reason);
  open = await FunctionUrl.listen({ host: '127.0.0.1', port: 0, invoke, onRefused, ...options });
  return open.url;
}

/** One environment behind a function URL; the body of a request says how its runtime answers. */
async function ask(host: EnvironmentHost, what: string, invokeMode: FunctionUrlOptions['invokeMode'] & string) {
  const environment = host.start({ command });
  const invoke = (request: InvokeRequest) => host.call(environment, '', request);
  const url = await listen({ invoke, invokeMode });
  return fetch(url, { method: 'POST', body: JSON.stringify(what), headers: { 'content-type': 'application/json' } });
}

it.each([
  ['prelude', 'RESPONSE_STREAM', 'first second'],
  ['prelude', 'BUFFERED', 'first second'],
  ['prelude-whole', 'RESPONSE_STREAM', 'body'],
  ['prelude-whole', 'BUFFERED', 'body'],
] as const)('%s under %s: status, headers and cookies of the prelude, then the body', async (what, mode, body) => {
  await using host = new EnvironmentHost();
  const response = await ask(host, what, mode);
  expect(response.status).toBe(201);
  expect(response.headers.get('x-mine')).toBe('1');
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await response.text()).toBe(body);
});

it('gives a stream on as it comes: there are pieces before the end', async () => {
  await using host = new EnvironmentHost();
  const response = await ask(host, 'pieces', 'RESPONSE_STREAM');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain');
  const pieces: string[] = [];
  for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece).toString());
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe('one two three');
});

it('infers nothing under RESPONSE_STREAM: an answer that is not streamed is the body', async () => {
  await using host = new EnvironmentHost();
  const response = await ask(host, 'plain', 'RESPONSE_STREAM');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ plain: true });
});

it.each([
  ['no-prelude', 'RESPONSE_STREAM'],
  ['no-prelude', 'BUFFERED'],
  ['late-error', 'BUFFERED'],
  ['broken-off', 'BUFFERED'],
] as const)('%s under %s is a 502', async (what, mode) => {
  await using host = new EnvironmentHost();
  const response = await ask(host, what, mode);
  expect([response.status, await response.text()]).toEqual([502, 'Internal Server Error']);
});

it.each(['late-error', 'broken-off'])('%s under RESPONSE_STREAM breaks the answer off', async (what) => {
  await using host = new EnvironmentHost();
  const response = await ask(host, what, 'RESPONSE_STREAM');
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

it('a client that leaves in the middle of a stream does not keep the function', async () => {
  await using host = new EnvironmentHost();
  const environment = host.start({ command });
  const url = await listen({
    invokeMode: 'RESPONSE_STREAM',
    invoke: (request) => host.call(environment, '', request),
  });
  const aborted = new AbortController();
  const response = await fetch(url, { method: 'POST', body: '"oversize"', signal: aborted.signal });
  expect(response.status).toBe(200);
  aborted.abort();
  expect((await host.call(environment, 'plain')).kind).toBe('answered');
});

it.each([
  [undefined, 'ReservedFunctionConcurrentInvocationLimitExceeded'],
  ['ConcurrentInvocationLimitExceeded', 'ConcurrentInvocationLimitExceeded'],
  ['FunctionInvocationRateLimitExceeded', 'FunctionInvocationRateLimitExceeded'],
] as const)('throttled for the reason %s: 429 that says %s', async (reason, said) => {
  const url = await listen({ invoke: async () => ({ kind: 'throttled', ...(reason && { reason }) }) });
  const response = await fetch(url);
  expect(response.status).toBe(429);
  expect(await response.json()).toEqual({ Reason: said, Type: 'User', message: 'Rate Exceeded.' });
});

it('asks whether a request may pass, with its body, before it invokes', async () => {
  const url = await listen({
    authorize: ({ body, headers }) =>
      headers['x-key'] === 'right' && body.toString() === 'signed'
        ? undefined
        : { status: 403, body: '{"Message":"Forbidden"}' },
  });
  const answers = [
    await fetch(url),
    await fetch(url, { method: 'POST', body: 'altered', headers: { 'x-key': 'right' } }),
    await fetch(url, { method: 'POST', body: 'signed', headers: { 'x-key': 'right' } }),
  ];
  expect(await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`))).toEqual([
    '403 {"Message":"Forbidden"}',
    '403 {"Message":"Forbidden"}',
    '200 hello',
  ]);
});

it('speaks HTTPS with the certificate that it is given', async () => {
  const pem = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', name), 'utf8');
  const url = await listen({ tls: { key: pem('test-only-key.pem'), cert: pem('test-only-cert.pem') } });
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const status = await new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, (response) => {
      resolve(response.statusCode);
      response.resume();
    }).on('error', reject);
  });
  expect(status).toBe(200);
});

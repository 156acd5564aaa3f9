import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import type { LambdaCode } from '../../../src/model/platform/lambda.ts';
import { LambdaHere } from '../lambda/embedded/here.ts';
import type { FunctionOverrides } from '../local/service-config.ts';

/*
 * Functions in the forms that AWS and others document them in, written anew, behind a function URL of their own: each answers what the
 * documents say.
 */

const folder = (...parts: string[]): string => join(packageRoot, 'test/fixtures/public-examples', ...parts);

const node = (file: string, name = 'handler'): LambdaCode => ({
  kind: 'node',
  handler: { file: folder(file), export: name },
  taskRoot: folder(file.split('/')[0] ?? ''),
});

async function ask(code: LambdaCode, url: FunctionOverrides['url'], path: string, init: RequestInit = {}) {
  await using lambda = await LambdaHere.start('identity.mjs', { code, ...(url && { url }) });
  const response = await fetch(lambda.url + path, { redirect: 'manual', ...init });
  const { status, headers } = response;
  const header = (name: string) => headers.get(name);
  return { status, header, cookies: headers.getSetCookie(), body: Buffer.from(await response.arrayBuffer()), lambda };
}

it('1. Go: a LambdaFunctionURLResponse without headers and cookies', async () => {
  const { status, body } = await ask({ kind: 'provided', bootstrap: folder('go-url/bootstrap') }, {}, '/');
  expect([status, body.toString()]).toEqual([201, 'made']);
});

it('2. Python: a handler in a package, with a relative import', async () => {
  const code = { kind: 'python', file: folder('python/src/api/orders.py'), function: 'handler' } as const;
  const place = { taskRoot: folder('python'), handlerName: 'src.api.orders.handler' };
  const { status, header, body } = await ask({ ...code, ...place }, {}, '/orders/tea');
  expect([status, header('content-type'), JSON.parse(body.toString())]).toEqual([
    200,
    'application/json',
    { item: 'tea', price: 3 },
  ]);
});

it('3. Express through an adapter: path, query, headers, cookie', async () => {
  const { status, header, cookies, body, lambda } = await ask(node('express/index.mjs'), {}, '/orders/7?page=2');
  expect(status).toBe(200);
  expect(JSON.parse(body.toString())).toEqual({ id: '7', page: '2', via: 'http' });
  expect(header('x-seen-host')).toBe(new URL(lambda.url).host);
  expect(cookies).toEqual(['seen=7; Path=/']);
});

it('4. Express through an adapter: a JSON body, by the event of a REST API', async () => {
  const init = { method: 'POST', body: '{"name":"tea"}', headers: { 'content-type': 'application/json' } };
  const { status, body } = await ask(node('express/index.mjs'), { event: { kind: 'http-v1' } }, '/orders', init);
  expect([status, body.toString()]).toEqual([201, '{"made":"tea"}']);
});

it.each(['RESPONSE_STREAM', 'BUFFERED'] as const)(
  '5. a streamed answer with metadata, under %s',
  async (invokeMode) => {
    const { status, header, body } = await ask(node('streaming/index.mjs'), { invokeMode }, '/');
    expect([status, header('content-type'), header('x-custom-header'), body.toString()]).toEqual([
      200,
      'text/html',
      'Example-Custom-Header',
      '<html><p>Hello!</p></html>',
    ]);
  },
);

it('6. SAM, Type: Api: the event of a REST API with a route', async () => {
  const code = node('sam-rest/src/handlers/get-by-id.mjs', 'getByIdHandler');
  const { status, body } = await ask(code, { event: { kind: 'http-v1', route: '/{id}' } }, '/42');
  expect([status, body.toString()]).toEqual([200, '{"id":"42","resource":"/{id}","stage":"prod"}']);
});

it('7. a callback whose status is text', async () => {
  const { status, header, body } = await ask(node('callback/index.js'), {}, '/?name=Ada');
  expect([status, header('content-type'), body.toString()]).toEqual([200, 'text/plain', 'Hello Ada']);
});

it('8. cookies and headers of its own', async () => {
  const { status, header, cookies, body } = await ask(node('cookies/index.mjs'), {}, '/');
  expect([status, header('my-custom-header'), body.toString()]).toEqual([
    201,
    'Custom Value',
    '{"message":"Hello, world!"}',
  ]);
  expect(cookies).toEqual(['Cookie_1=Value1; Expires=21 Oct 2021 07:48 GMT', 'Cookie_2=Value2; Max-Age=78000']);
});

it('9. an image in base64', async () => {
  const { status, header, body } = await ask(node('image/index.mjs'), {}, '/');
  expect([status, header('content-type'), body.toString('latin1')]).toEqual([200, 'image/png', '\x89PNG\r\n\x1a\n']);
});

it('10. an object without a status is the JSON body of a 200', async () => {
  const { status, header, body } = await ask(node('inferred/index.mjs'), {}, '/');
  expect([status, header('content-type'), body.toString()]).toEqual([
    200,
    'application/json',
    '{"message":"Hello, world!"}',
  ]);
});

it('11. a redirect of a REST API with two cookies in multiValueHeaders', async () => {
  const init = { method: 'POST', body: '{"user":"ada"}' };
  const code = node('login-rest/handler.js', 'login');
  const { status, header, cookies } = await ask(code, { event: { kind: 'http-v1', route: '/login' } }, '/login', init);
  expect([status, header('location'), cookies]).toEqual([302, '/home', ['user=ada; Path=/', 'theme=dark; Path=/']]);
});

it('a path that is on no route of its API is a 403, and no call', async () => {
  await using lambda = await LambdaHere.start('identity.mjs', {
    ...{ code: node('inferred/index.mjs'), url: { event: { kind: 'http-v1', route: '/items/{id}' } } },
  });
  const response = await fetch(`${lambda.url}/orders/1`);
  expect([response.status, await response.text()]).toEqual([403, '{"message":"Missing Authentication Token"}']);
  await lambda.stop();
  expect(lambda.reports).toEqual([]);
});

import { describe, expect, it, test } from 'vitest';
import { type ApiRoute, apiEvent, routeOf, unmatched } from '../../../../src/model/http/api-route.ts';
import type { HttpRequest } from '../../../../src/model/http/request.ts';

const routes = (event: ApiRoute['event'], ...keys: string[]): ApiRoute[] =>
  keys.map((key) => {
    const [method = 'ANY', path = '$default'] = key === '$default' ? [] : key.split(' ');
    return { method, path, event };
  });

/** The key of the route of a request such as `GET /pets`. */
function routed(all: readonly ApiRoute[], request: string): string | undefined {
  const [method = '', rawUrl = ''] = request.split(' ');
  const found = routeOf(all, { method, rawUrl });
  return found && (found.path === '$default' ? found.path : `${found.method} ${found.path}`);
}

describe('an HTTP API', () => {
  // The example of docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
  const documented = routes(
    'http-v2',
    ...['$default', 'GET /pets/{proxy+}', 'ANY /{proxy+}', 'GET /pets/dog/{id}', 'GET /pets/dog/1'],
  );
  it.each([
    ['GET /pets/dog/1', 'GET /pets/dog/1'],
    ['GET /pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET /pets/cat/1?x=1', 'GET /pets/{proxy+}'],
    ['POST /test/5', 'ANY /{proxy+}'],
    // No route of this method on the better paths.
    ['POST /pets/dog/1', 'ANY /{proxy+}'],
    ['GET /', '$default'],
  ])('%s is on %s', (request, route) => {
    expect(routed(documented, request)).toBe(route);
  });

  it('has no route for a request that none matches', () => {
    expect(routed(routes('http-v2', 'GET /pets'), 'GET /pet')).toBeUndefined();
    expect(routed(routes('http-v2', 'GET /pets'), 'GET /pets/1')).toBeUndefined();
  });

  it('prefers one segment before a greedy rest', () => {
    const both = routes('http-v2', 'GET /a/{proxy+}', 'GET /a/{id}');
    expect(['GET /a/1', 'GET /a/1/2'].map((request) => routed(both, request))).toEqual([
      'GET /a/{id}',
      'GET /a/{proxy+}',
    ]);
  });

  it('prefers the method before ANY on one path', () => {
    expect(routed(routes('http-v2', 'ANY /a', 'POST /a'), 'POST /a')).toBe('POST /a');
    expect(routed(routes('http-v2', 'ANY /a', 'POST /a'), 'GET /a')).toBe('ANY /a');
  });
});

test('a REST API looks for the method on the best path only', () => {
  const rest = routes('http-v1', 'GET /pets/{id}', 'POST /pets/dog', 'ANY /{proxy+}');
  expect(routed(rest, 'GET /pets/dog')).toBeUndefined();
  expect(routed(rest, 'GET /pets/cat')).toBe('GET /pets/{id}');
  expect(routed(rest, 'PUT /pets')).toBe('ANY /{proxy+}');
});

const request = (rawUrl: string): HttpRequest => ({
  ...{ method: 'GET', rawUrl, headers: {}, rawHeaders: [], body: Buffer.alloc(0) },
  ...{ sourceIp: '192.0.2.7', protocol: 'https', port: 443, requestId: 'id-1', traceId: 'Root=1' },
  ...{ nowEpochMs: 1_583_348_638_390, domainName: 'abc.execute-api.us-east-1.amazonaws.com' },
});

test('a request on no route gets the answer of its API', () => {
  expect(unmatched(routes('http-v2', 'GET /a'))).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  expect(unmatched(routes('http-v1', 'GET /a'))).toMatchObject({ status: 403 });
});

test('an event of an HTTP API names its route, and its parameters are decoded', () => {
  const route = { method: 'ANY', path: '/items/{id}/{name}', event: 'http-v2' } as const;
  const made = apiEvent(request('/items/a%20b/%zz?q=1'), route);
  expect(made.format).toBe('2.0');
  expect(made.event).toMatchObject({
    ...{ version: '2.0', routeKey: 'ANY /items/{id}/{name}', rawPath: '/items/a%20b/%zz', rawQueryString: 'q=1' },
    pathParameters: { id: 'a b', name: '%zz' },
    requestContext: { routeKey: 'ANY /items/{id}/{name}', accountId: '012345678912', http: { method: 'GET' } },
  });
  const { event: all } = apiEvent(request('/x'), { method: 'ANY', path: '$default', event: 'http-v2' });
  expect(all).toMatchObject({ routeKey: '$default' });
  expect(all).not.toHaveProperty('pathParameters');
});

test('an event of a REST API has its resource and its parameters', () => {
  const { event, format } = apiEvent(request('/items/7'), { method: 'GET', path: '/items/{id}', event: 'http-v1' });
  expect(format).toBe('1.0');
  expect(event).toMatchObject({ resource: '/items/{id}', pathParameters: { id: '7' }, httpMethod: 'GET' });
  const { event: all } = apiEvent(request('/a/b'), { method: 'ANY', path: '$default', event: 'http-v1' });
  expect(all).toMatchObject({ resource: '/{proxy+}', pathParameters: { proxy: 'a/b' } });
});

import { describe, expect, it } from 'vitest';
import { matchedRoute, routePattern } from '../../../../src/model/http/route.ts';

describe('a path on a route', () => {
  it.each<[string, string, object | null]>([
    ['/items/{id}', '/items/42', { id: '42' }],
    ['/items/{id}', '/items/a%20b', { id: 'a%20b' }],
    ['/a/{x}/b/{y}', '/a/1/b/2', { x: '1', y: '2' }],
    ['/files/{path+}', '/files/a/b/c', { path: 'a/b/c' }],
    ['/{proxy+}', '/any/thing', { proxy: 'any/thing' }],
    ['/v1.0', '/v1.0', null],
    ['/', '/', null],
  ])('%s takes %s', (route, path, pathParameters) => {
    expect(matchedRoute(route, path)).toEqual({ resource: route, pathParameters });
  });

  it('the root beside {proxy+} is a resource of its own', () => {
    expect(matchedRoute('/{proxy+}', '/')).toEqual({ resource: '/', pathParameters: null });
  });

  it.each([
    ['/items/{id}', '/items'],
    ['/items/{id}', '/items/42/more'],
    ['/items/{id}', '/items/'],
    ['/v1.0', '/v1x0'],
    ['/', '/a'],
    ['/files/{path+}', '/files/'],
  ])('%s does not take %s', (route, path) => {
    expect(matchedRoute(route, path)).toBeUndefined();
  });
});

it.each(['/', '/items', '/items/{id}', '/{proxy+}', '/a/{b}/c/{d+}', '/v1.0/~x'])('%s is a route', (route) => {
  expect(route).toMatch(routePattern);
});

it.each(['', 'items', '/items/', '/{a+}/b', '/{a}b', '/{}', '//', '/a?b', '/a/{b', '/*'])('%s is none', (route) => {
  expect(route).not.toMatch(routePattern);
});

import { expect, test } from 'vitest';
import { parseFunctions } from '../../../../src/scenario/functions/parse.ts';

const text = (routes: string) =>
  `functions: [{ name: api, directory: ./api }]\napi:\n  port: 8080\n  routes: [${routes}]`;
const read = (routes: string) => parseFunctions({ text: text(routes), file: 'f.yaml' }).value.api;

test('a route has any method, the path $default and events of an HTTP API by default', () => {
  expect(read('{ function: api }')).toEqual({
    port: 8080,
    routes: [{ method: 'ANY', path: '$default', function: 'api', event: 'http-v2' }],
  });
});

test.each([
  [
    '{ function: other }',
    'f.yaml:4:24 api.routes.0.function: expected the name of a function of this file, got "other"',
  ],
  [
    '{ function: api, path: /a }, { function: api, method: ANY, path: /a }',
    'f.yaml:4:41 api.routes.1: ANY /a is already api.routes.0; remove one of them',
  ],
  [
    '{ function: api, path: a }',
    'f.yaml:4:35 api.routes.0.path: expected a path such as /items/{id}, or $default, got "a"',
  ],
])('%s: %s', (routes, message) => {
  expect(() => read(routes)).toThrow(message);
});

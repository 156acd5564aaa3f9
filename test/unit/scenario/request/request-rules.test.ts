import { expect, test } from 'vitest';
import { complaintsOf, scenarioText } from '../scenario-text.ts';

const headers = (text: string, ...more: string[]) => scenarioText({}, `request: { headers: { ${text} } }`, ...more);
const undici = 'engine: undici';
const http2 = 'engine: { kind: undici, http2: true }';
const https = { 5: '  - { name: lambda, kind: http, url: "https://h/" }', 6: '' };
const ours = 'expected another header: rollcall sets this one itself';

test.each<[string, string, string[]]>([
  [
    'two spellings of one header',
    headers('X-A: "1", x-a: "2", x-A: "3"'),
    [
      'x.yaml:10:33 request.headers.x-a: "X-A" is the same header: names of headers ignore case',
      'x.yaml:10:43 request.headers.x-A: "X-A" is the same header: names of headers ignore case',
    ],
  ],
  [
    'headers that frame the message',
    headers('Content-Length: "3", transfer-encoding: chunked, CONNECTION: close'),
    [
      `x.yaml:10:23 request.headers.Content-Length: ${ours}`,
      `x.yaml:10:44 request.headers.transfer-encoding: ${ours}`,
      `x.yaml:10:72 request.headers.CONNECTION: ${ours}`,
    ],
  ],
  [
    'the prototype',
    headers('__proto__: x'),
    ['x.yaml:10:23 request.headers.__proto__: expected another name: `__proto__` cannot be a name'],
  ],
  [
    'a space at an end',
    headers('x-a: " 1", x-b: "1\\t"'),
    [
      'x.yaml:10:28 request.headers.x-a: expected a value without leading or trailing spaces: HTTP drops them',
      'x.yaml:10:39 request.headers.x-b: expected a value without leading or trailing spaces: HTTP drops them',
    ],
  ],
  [
    'half a character in a header and in the body',
    scenarioText({}, 'request: { headers: { x-a: "\\ud83d" }, body: "a\\ude00b", method: POST }'),
    [
      'x.yaml:10:28 request.headers.x-a: expected text, got half of a surrogate pair, which cannot be sent as UTF-8',
      'x.yaml:10:46 request.body: expected text, got half of a surrogate pair, which cannot be sent as UTF-8',
    ],
  ],
  [
    'a path that is on no route of its API',
    scenarioText({}, 'request: { path: "/orders/1?a=b", event: { kind: http-v1, route: "/items/{id}" } }'),
    ['x.yaml:10:18 request.path: "/orders/1" is not on the route "/items/{id}" of request.event'],
  ],
  [
    'a path that is on no route of one target',
    scenarioText({ 5: '  - { name: lambda, kind: local-lambda, event: { kind: http-v1, route: /items } }' }),
    ['x.yaml:1:1 request.path: "/" is not on the route "/items" of targets.0.event'],
  ],
  [
    'a body that is no JSON where it is the event',
    scenarioText(
      { 5: '  - { name: lambda, kind: local-lambda, event: raw }' },
      'request: { body: hello, method: POST }',
    ),
    ['x.yaml:10:18 request.body: expected JSON: targets.0.event is `raw`, so the body is the event'],
  ],
  [
    'an event of nobody',
    scenarioText({ 5: '  - { name: lambda, kind: local-lambda, event: http }' }),
    ['x.yaml:5:48 targets.0.event: expected `http-v2`, `http-v1`, `alb` or `raw`, got "http"'],
  ],
  [
    'a route that is none',
    scenarioText({}, 'request: { event: { kind: http-v1, route: items } }'),
    ['x.yaml:10:43 request.event.route: expected a route such as /items/{id} or /{proxy+}, got "items"'],
  ],
  [
    'a route of a function URL, which has none',
    scenarioText({}, 'request: { event: { kind: http-v2, route: /a } }'),
    ['x.yaml:10:36 request.event.route: unknown key; expected `kind`'],
  ],
  [
    'what undici refuses',
    headers('Expect: 100-continue, keep-alive: x', undici),
    [
      'x.yaml:10:23 request.headers.Expect: expected another header: the engine undici cannot send this one; the engine socket can',
      'x.yaml:10:45 request.headers.keep-alive: expected another header: the engine undici cannot send this one; the engine socket can',
    ],
  ],
  [
    'what HTTP/2 does not have',
    scenarioText(https, 'request: { headers: { te: gzip, upgrade: h2c } }', http2),
    [
      'x.yaml:10:23 request.headers.te: expected another header: HTTP/2 does not have this one',
      'x.yaml:10:33 request.headers.upgrade: expected another header: HTTP/2 does not have this one',
    ],
  ],
  [
    'a host that is a URL',
    headers('host: "http://h/"'),
    [
      'x.yaml:10:29 request.headers.host: expected a host, with a port if need be, such as api.example.com:8443, got "http://h/"',
    ],
  ],
  [
    'a host of one’s own at a function URL',
    scenarioText({ 5: '  - { name: lambda, kind: lambda-url }' }, 'request: { headers: { Host: a.example } }'),
    [
      'x.yaml:10:23 request.headers.Host: expected none with a target of kind lambda-url: AWS finds the function by its host',
    ],
  ],
  [
    'a host of one’s own behind a proxy',
    headers('host: a.example', 'engine: { kind: undici, proxy: "http://127.0.0.1:3128" }'),
    [
      'x.yaml:10:23 request.headers.host: expected none with engine.proxy and an http target: a proxy replaces it by the host of the URL',
    ],
  ],
  [
    'another method',
    scenarioText({}, 'request: { method: CONNECT }'),
    [
      'x.yaml:10:20 request.method: expected `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE` or `OPTIONS`, got "CONNECT"',
    ],
  ],
])('refused: %s', (_, text, lines) => {
  expect(complaintsOf(text)).toEqual(lines);
});

test.each([
  ['text of any script', headers('x-user: "Zoë 名 😀"')],
  ['a host with a port', headers('Host: "[::1]:80"')],
  ['an empty value', headers('x-a: ""')],
  ['te: trailers over HTTP/2', scenarioText(https, 'request: { headers: { te: trailers } }', http2)],
  ['expect with the socket engine', headers('expect: 100-continue')],
  ['a whole character of two halves', scenarioText({}, 'request: { body: "\\ud83d\\ude00" }')],
  ['a fragment, which is not sent', scenarioText({}, 'request: { path: "/a#b" }')],
])('allowed: %s', (_, text) => {
  expect(complaintsOf(text)).toEqual([]);
});

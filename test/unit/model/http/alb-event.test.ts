import { expect, it } from 'vitest';
import { toAlbEvent } from '../../../../src/model/http/alb-event.ts';
import type { HttpRequest } from '../../../../src/model/http/request.ts';

const request = (given: Partial<HttpRequest> = {}): HttpRequest => ({
  ...{ method: 'GET', rawUrl: '/items', headers: {}, rawHeaders: [], body: Buffer.alloc(0) },
  ...{ sourceIp: '192.0.2.7', protocol: 'http', port: 80, requestId: 'id-1' },
  traceId: 'Root=1-5e5ffe9e-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
  ...{ nowEpochMs: 1_583_348_638_390, domainName: 'shop.us-east-1.elb.amazonaws.com' },
  ...given,
});

const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:012345678912:targetgroup/local/0123456789abcdef';

it('is the documented event: names in lower case, and nothing decoded', () => {
  const rawHeaders = ['Host', 'shop', 'User-Agent', 'curl', 'X-Forwarded-For', '198.51.100.1'];
  expect(toAlbEvent(request({ rawUrl: '/a%20b?city=S%C3%A3o+Paulo&flag', rawHeaders }), false)).toEqual({
    requestContext: { elb: { targetGroupArn } },
    httpMethod: 'GET',
    path: '/a%20b',
    queryStringParameters: { city: 'S%C3%A3o+Paulo', flag: '' },
    headers: {
      host: 'shop',
      'user-agent': 'curl',
      'x-amzn-trace-id': 'Root=1-5e5ffe9e-0123456789abcdef01234567',
      'x-forwarded-for': '198.51.100.1, 192.0.2.7',
      'x-forwarded-port': '80',
      'x-forwarded-proto': 'http',
    },
    body: '',
    isBase64Encoded: false,
  });
});

const repeated = { rawUrl: '/?a=1&b=2&a=3', rawHeaders: ['X-A', '1', 'x-a', '2'] };

it('of several values the last counts', () => {
  expect(toAlbEvent(request(repeated), false)).toMatchObject({
    headers: { 'x-a': '2' },
    queryStringParameters: { a: '3', b: '2' },
  });
});

it('with multi-value headers all values are in lists, and the other two fields are not there', () => {
  const event = toAlbEvent(request(repeated), true);
  expect(event).toMatchObject({
    multiValueQueryStringParameters: { a: ['1', '3'], b: ['2'] },
    multiValueHeaders: { 'x-a': ['1', '2'], 'x-forwarded-proto': ['http'] },
  });
  expect(Object.keys(event)).toEqual([
    ...['requestContext', 'httpMethod', 'path', 'multiValueQueryStringParameters', 'multiValueHeaders', 'body'],
    'isBase64Encoded',
  ]);
});

it.each([
  ['application/json', '{"a":1}', '{"a":1}', false],
  ['text/csv; charset=utf-8', 'a,b', 'a,b', false],
  ['application/javascript', 'x', 'x', false],
  ['application/xml', '<a/>', '<a/>', false],
  ['application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
  ['application/octet-stream', 'ab', 'YWI=', true],
  ['', 'ab', 'YWI=', true],
])('a body of type %j', (type, sent, body, isBase64Encoded) => {
  const rawHeaders = type === '' ? [] : ['content-type', type];
  expect(toAlbEvent(request({ method: 'POST', rawHeaders, body: Buffer.from(sent) }), false)).toMatchObject({
    ...{ httpMethod: 'POST', body, isBase64Encoded },
  });
});

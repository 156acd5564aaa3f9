import { describe, expect, it } from 'vitest';
import { toHttpEvent } from '../../../../src/model/http/event.ts';
import type { HttpRequest } from '../../../../src/model/http/request.ts';

const eventOf = (request: Partial<HttpRequest> = {}) =>
  toHttpEvent({
    method: 'GET',
    rawUrl: '/',
    headers: {},
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    protocol: 'https',
    port: 443,
    requestId: 'id-1',
    traceId: 'Root=1-5e5ffe9e-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
    nowEpochMs: 1_583_348_638_390,
    domainName: 'abc.lambda-url.us-east-1.on.aws',
    ...request,
  });

describe('path and query', () => {
  it('without a query: an empty text, and no parameters', () => {
    const event = eventOf({ rawUrl: '/my/path' });
    expect(event).toMatchObject({ rawPath: '/my/path', rawQueryString: '' });
    expect(event).not.toHaveProperty('queryStringParameters');
  });

  it('joins the values of a parameter with commas, decoded; the raw text stays as it came', () => {
    const event = eventOf({ rawUrl: '/p%20q?a=1&a=2&b=x+y&c=%C3%A4?' });
    expect(event).toMatchObject({
      rawPath: '/p%20q',
      rawQueryString: 'a=1&a=2&b=x+y&c=%C3%A4?',
      queryStringParameters: { a: '1,2', b: 'x y', c: 'ä?' },
    });
  });

  it('a parameter named __proto__ is a parameter', () => {
    const { queryStringParameters = {} } = eventOf({ rawUrl: '/?__proto__=x' });
    expect(Object.entries(queryStringParameters)).toEqual([['__proto__', 'x']]);
  });
});

/** What AWS adds to each, as in its documented event. */
const added = {
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
  'x-amzn-trace-id': 'Root=1-5e5ffe9e-0123456789abcdef01234567',
};

describe('headers', () => {
  it('have AWS’s own in the place of the client’s, whose addresses come first and whose trace goes on', () => {
    const headers = {
      'x-forwarded-for': '10.0.0.1',
      'x-forwarded-port': '1',
      'x-forwarded-proto': 'gopher',
      'x-amzn-trace-id': 'Root=1-00000000-000000000000000000000001;Sampled=1',
    };
    expect(eventOf({ headers, sourceIp: '10.0.0.2', protocol: 'http', port: 8080 }).headers).toEqual({
      'x-forwarded-for': '10.0.0.1, 10.0.0.2',
      'x-forwarded-port': '8080',
      'x-forwarded-proto': 'http',
      'x-amzn-trace-id': 'Root=1-00000000-000000000000000000000001;Sampled=1',
    });
  });

  it('are in lower case and joined by a comma without a space', () => {
    const rawHeaders = ['X-Tag', 'a', 'x-tag', 'b', 'Host', 'h'];
    expect(eventOf({ headers: { 'x-tag': 'a, b', host: 'h' }, rawHeaders }).headers).toEqual({
      'x-tag': 'a,b',
      host: 'h',
      ...added,
    });
  });

  it('without raw headers, Node’s own are used', () => {
    expect(eventOf({ headers: { 'x-tag': 'a, b', 'x-via': ['p', 'q'] } }).headers).toEqual({
      'x-tag': 'a, b',
      'x-via': 'p,q',
      ...added,
    });
  });

  it('cookies are split out', () => {
    const event = eventOf({ headers: { cookie: 'a=1; b=2' }, rawHeaders: ['Cookie', 'a=1; b=2', 'cookie', 'c=3'] });
    expect(event.cookies).toEqual(['a=1', 'b=2', 'c=3']);
    expect(event.headers).toEqual(added);
    expect(eventOf()).not.toHaveProperty('cookies');
  });
});

it('tells who asked, where and when', () => {
  expect(eventOf({ method: 'PUT', rawUrl: '/x?y', headers: { 'user-agent': 'curl' } }).requestContext).toEqual({
    accountId: 'anonymous',
    apiId: 'abc',
    domainName: 'abc.lambda-url.us-east-1.on.aws',
    domainPrefix: 'abc',
    http: { method: 'PUT', path: '/x', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'curl' },
    requestId: 'id-1',
    routeKey: '$default',
    stage: '$default',
    // 1583348638 s after 1970 is 18325 days, 19 h 03 min 58 s.
    time: '04/Mar/2020:19:03:58 +0000',
    timeEpoch: 1_583_348_638_390,
  });
});

describe('body', () => {
  it.each([
    'text/plain',
    'application/json',
    'application/JSON; charset=utf-8',
    'application/problem+json',
    'application/xml',
    'image/svg+xml; not application',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'application/jsonlines-not',
    '',
  ])('of type "%s"', (type) => {
    const { body, isBase64Encoded } = eventOf({ headers: { 'content-type': type }, body: Buffer.from('{}') });
    const isText = /^(text|application\/(json$|JSON|problem|xml|x-www))/.test(type);
    // "{}" in base64: 7b 7d is 011110 110111 1101(00), letters 30, 55, 52.
    expect([body, isBase64Encoded]).toEqual(isText ? ['{}', false] : ['e30=', true]);
  });

  it('that claims to be text but is no UTF-8 is not mangled', () => {
    const body = Buffer.from([0x1f, 0x8b, 0xff]);
    const event = eventOf({ headers: { 'content-type': 'application/json' }, body });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body ?? '', 'base64')).toEqual(body);
  });

  it('none: absent', () => {
    expect(eventOf()).not.toHaveProperty('body');
    expect(eventOf().isBase64Encoded).toBe(false);
  });
});

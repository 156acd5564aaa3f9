import { describe, expect, it } from 'vitest';
import { MalformedAnswerError, toHttpAnswer } from '../../../src/model/http-answer.ts';

const shown = (result: unknown) => {
  const { body, ...rest } = toHttpAnswer(result);
  return { ...rest, body: body.toString() };
};

describe('without statusCode: 200, the result is the body, of type application/json', () => {
  it.each([
    ['an object is its JSON', { a: 1 }, '{"a":1}'],
    ['a list is its JSON', [1, 2], '[1,2]'],
    ['a text is itself', 'Hello, "world"', 'Hello, "world"'],
    ['an empty text is itself', '', ''],
    ['a number is its JSON', 7, '7'],
    ['null is null', null, 'null'],
    ['undefined is null', undefined, 'null'],
    ['headers alone are no answer', { headers: { a: 'b' } }, '{"headers":{"a":"b"}}'],
    ['a statusCode that JSON would drop is none', { statusCode: undefined, a: 1 }, '{"a":1}'],
  ])('%s', (_, result, body) => {
    expect(shown(result)).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      cookies: [],
      body,
    });
  });
});

describe('a result that was read from JSON', () => {
  it('is the body as it was written, unless it is a text: numbers may be longer than ours', () => {
    const written = '{"id": 12345678901234567891, "price": 1.0}';
    expect(toHttpAnswer(JSON.parse(written), Buffer.from(written)).body.toString()).toBe(written);
    expect(toHttpAnswer('a"b', Buffer.from('"a\\"b"')).body.toString()).toBe('a"b');
    expect(toHttpAnswer({ statusCode: 201, body: 'x' }, Buffer.from('{}')).body.toString()).toBe('x');
  });
});

describe('with statusCode', () => {
  it('it says all itself; names in lower case, numbers and booleans as text', () => {
    const headers = { 'X-Count': 3, 'X-Cold': true, 'Content-Type': 'text/csv', absent: undefined };
    expect(shown({ statusCode: 201, headers, cookies: ['a=1; Secure', 'b=2'], body: 'x,y' })).toEqual({
      statusCode: 201,
      headers: { 'x-count': '3', 'x-cold': 'true', 'content-type': 'text/csv' },
      cookies: ['a=1; Secure', 'b=2'],
      body: 'x,y',
    });
  });

  it('alone: no headers, an empty body', () => {
    expect(shown({ statusCode: 404 })).toEqual({ statusCode: 404, headers: {}, cookies: [], body: '' });
  });

  it('base64 is decoded only if it says so', () => {
    expect(toHttpAnswer({ statusCode: 200, body: '/wA=', isBase64Encoded: true }).body).toEqual(Buffer.from([255, 0]));
    expect(shown({ statusCode: 200, body: '/wA=' }).body).toBe('/wA=');
  });

  it('the length and the connection are the server’s, not the function’s', () => {
    expect(shown({ statusCode: 200, headers: { 'Content-Length': 9, Connection: 'close' } }).headers).toEqual({});
  });
});

describe('malformed', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  it.each([
    ['status is text', { statusCode: '200' }],
    ['status is null', { statusCode: null }],
    ['status 99', { statusCode: 99 }],
    ['status 600', { statusCode: 600 }],
    ['status 200.5', { statusCode: 200.5 }],
    ['headers are a text', { statusCode: 200, headers: 'a: b' }],
    ['headers are a list', { statusCode: 200, headers: ['a'] }],
    ['a header is an object', { statusCode: 200, headers: { a: {} } }],
    ['a header ends early', { statusCode: 200, headers: { a: 'b\r\nc: d' } }],
    ['a header has letters that HTTP cannot carry', { statusCode: 200, headers: { a: '€' } }],
    ['a name with a space', { statusCode: 200, headers: { 'a b': 'c' } }],
    ['cookies are a text', { statusCode: 200, cookies: 'a=1' }],
    ['a cookie ends early', { statusCode: 200, cookies: ['a=1\nb'] }],
    ['body is an object', { statusCode: 200, body: {} }],
    ['body is a number', { statusCode: 200, body: 1 }],
    ['a circle', circular],
    ['a bigint', { a: 1n }],
  ])('%s', (_, result) => {
    expect(() => toHttpAnswer(result)).toThrow(MalformedAnswerError);
  });

  it('100 and 599 are the outermost that are not', () => {
    expect([100, 599].map((statusCode) => toHttpAnswer({ statusCode }).statusCode)).toEqual([100, 599]);
  });
});

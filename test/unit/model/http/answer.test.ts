import { describe, expect, it } from 'vitest';
import { MalformedAnswerError, toHttpAnswer } from '../../../../src/model/http/answer.ts';
import { WrittenJson } from '../../../../src/model/http/written.ts';

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
    expect(toHttpAnswer(JSON.parse(written), new WrittenJson(Buffer.from(written))).body.toString()).toBe(written);
    expect(toHttpAnswer('a"b', new WrittenJson(Buffer.from('"a\\"b"'))).body.toString()).toBe('a"b');
    expect(toHttpAnswer({ statusCode: 201, body: 'x' }, new WrittenJson(Buffer.from('{}'))).body.toString()).toBe('x');
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
    const decoded = (body: string) => [...toHttpAnswer({ statusCode: 200, body, isBase64Encoded: true }).body];
    expect(['/wA=', '/wA', '/w\r\nA=\n', ''].map(decoded)).toEqual([[255, 0], [255, 0], [255, 0], []]);
    expect(shown({ statusCode: 200, body: '/wA=' }).body).toBe('/wA=');
  });

  it('the length and the connection are the server’s, not the function’s', () => {
    expect(shown({ statusCode: 200, headers: { 'Content-Length': 9, Connection: 'close' } }).headers).toEqual({});
  });
});

describe('null and absent are the same', () => {
  // What Go, Java and C# write of their types: nil maps, slices and pointers are null.
  it.each<[string, object]>([
    ['Go, nil headers and cookies', { headers: null, body: 'made', isBase64Encoded: false, cookies: null }],
    ['Java, more fields', { headers: null, multiValueHeaders: null, body: 'made', isBase64Encoded: false }],
    ['a null flag', { headers: {}, body: 'made', isBase64Encoded: null }],
    ['a header without a value', { headers: { 'x-a': null }, body: 'made', cookies: [null] }],
  ])('%s', (_, fields) => {
    const expected = { statusCode: 201, headers: {}, cookies: [], body: 'made' };
    expect(shown({ statusCode: 201, ...fields })).toEqual(expected);
  });

  it('no body: an empty one; no status: the result is the body', () => {
    expect(shown({ statusCode: 200, body: null }).body).toBe('');
    expect(shown({ statusCode: null, a: 1 })).toMatchObject({ statusCode: 200, body: '{"statusCode":null,"a":1}' });
  });
});

describe('what is no text where text is expected', () => {
  it.each<[unknown, string]>([
    [12, '12'],
    [true, 'true'],
    [{ a: 1 }, '{"a":1}'],
    [['x'], '["x"]'],
  ])('a body of %j goes out as %s', (body, text) => {
    expect(shown({ statusCode: 200, body }).body).toBe(text);
  });

  it('a body that is no text keeps its numbers as they were written', () => {
    const written = '{"statusCode":200,"body":{"id": 12345678901234567891, "price": 1.0}}';
    const answer = toHttpAnswer(JSON.parse(written), new WrittenJson(Buffer.from(written)));
    expect(answer.body.toString()).toBe('{"id": 12345678901234567891, "price": 1.0}');
  });

  it('a status may be three digits in text, a flag the word for it', () => {
    expect(shown({ statusCode: '404', body: 'eA==', isBase64Encoded: 'true' })).toMatchObject({
      statusCode: 404,
      body: 'x',
    });
  });
});

describe('headers', () => {
  it('go out in UTF-8, one byte per character', () => {
    expect(shown({ statusCode: 200, headers: { a: 'Zürich', b: '€' } }).headers).toEqual({
      a: 'Z\xc3\xbcrich',
      b: '\xe2\x82\xac',
    });
  });

  it('a Set-Cookie among them is a cookie, before those of `cookies`', () => {
    expect(shown({ statusCode: 200, headers: { 'Set-Cookie': 'a=1' }, cookies: ['b=2'] })).toMatchObject({
      headers: {},
      cookies: ['a=1', 'b=2'],
    });
  });
});

describe('malformed, for a reason that names the field and its value', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  it.each([
    ['a status in words', { statusCode: 'OK' }, 'statusCode must be an integer from 200 to 599, got "OK"'],
    ['a status of four digits', { statusCode: '2000' }, 'statusCode must be an integer from 200 to 599, got "2000"'],
    ['an informational status', { statusCode: 199 }, 'statusCode must be an integer from 200 to 599, got 199'],
    ['status 600', { statusCode: 600 }, 'statusCode must be an integer from 200 to 599, got 600'],
    ['status 200.5', { statusCode: 200.5 }, 'statusCode must be an integer from 200 to 599, got 200.5'],
    ['headers are a text', { statusCode: 200, headers: 'a: b' }, 'headers must be an object, got "a: b"'],
    ['headers are a list', { statusCode: 200, headers: ['a'] }, 'headers must be an object, got ["a"]'],
    [
      'a header is an object',
      { statusCode: 200, headers: { a: {} } },
      'headers.a must be text, a number or a boolean, got {}',
    ],
    [
      'a header is a list',
      { statusCode: 200, headers: { a: ['b'] } },
      'headers.a must be text, a number or a boolean, got ["b"]',
    ],
    [
      'a header ends early',
      { statusCode: 200, headers: { a: 'b\r\nc: d' } },
      'headers.a must be one line without control characters, got "b\\r\\nc: d"',
    ],
    [
      'a name with a space',
      { statusCode: 200, headers: { 'a b': 'c' } },
      'a name in headers must be a name that HTTP allows, got "a b"',
    ],
    ['cookies are a text', { statusCode: 200, cookies: 'a=1' }, 'cookies must be a list, got "a=1"'],
    [
      'a cookie ends early',
      { statusCode: 200, cookies: ['a=1', 'a=1\nb'] },
      'cookies.1 must be one line without control characters, got "a=1\\nb"',
    ],
    ['a flag is a list', { statusCode: 200, isBase64Encoded: [] }, 'isBase64Encoded must be true or false, got []'],
    [
      'a body that is not base64',
      { statusCode: 200, isBase64Encoded: true, body: '***' },
      'body must be base64, as isBase64Encoded is true, got "***"',
    ],
    ['a digit too many', { statusCode: 200, isBase64Encoded: true, body: 'AAAAA' }, 'body must be base64'],
    ['padding within', { statusCode: 200, isBase64Encoded: true, body: 'AA==AA==' }, 'body must be base64'],
    ['the alphabet of URLs', { statusCode: 200, isBase64Encoded: true, body: '_wA=' }, 'body must be base64'],
    ['a circle', circular, 'the result is no JSON: '],
    ['a bigint', { a: 1n }, 'the result is no JSON: '],
  ])('%s', (_, result, reason) => {
    expect(() => toHttpAnswer(result)).toThrow(MalformedAnswerError);
    expect(() => toHttpAnswer(result)).toThrow(reason);
  });

  it('200 and 599 are the outermost that are not', () => {
    expect([200, 599].map((statusCode) => toHttpAnswer({ statusCode }).statusCode)).toEqual([200, 599]);
  });
});

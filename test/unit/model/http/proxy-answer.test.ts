import { expect, test } from 'vitest';
import { MalformedAnswerError } from '../../../../src/model/http/answer.ts';
import { toProxyAnswer } from '../../../../src/model/http/proxy-answer.ts';

test('headers of both kinds are merged, those with several values win, in any case of their names', () => {
  const result = {
    statusCode: '201',
    headers: { 'X-A': '1', 'X-B': '2' },
    multiValueHeaders: { 'x-b': ['3', '4'], 'X-C': ['5'] },
    body: 'eA==',
    isBase64Encoded: true,
  };
  expect(toProxyAnswer(result)).toEqual({
    ...{ statusCode: 201, cookies: [], body: Buffer.from('x') },
    headers: { 'x-a': '1', 'x-b': '3, 4', 'x-c': '5' },
  });
});

test('each Set-Cookie is a cookie of its own, and a flag or status in text is taken', () => {
  const multiValueHeaders = { 'Set-Cookie': ['a=1', 'b=2'], 'X-A': null };
  expect(toProxyAnswer({ statusCode: 200, multiValueHeaders, body: 5, isBase64Encoded: 'false' })).toEqual({
    ...{ statusCode: 200, headers: {}, cookies: ['a=1', 'b=2'], body: Buffer.from('5') },
  });
});

test('null stands for no headers and no body', () => {
  const answer = toProxyAnswer({ statusCode: 204, headers: null, multiValueHeaders: null, body: null });
  expect(answer).toEqual({ statusCode: 204, headers: {}, cookies: [], body: Buffer.alloc(0) });
});

test.each([
  ['nothing', null],
  ['a text', 'hello'],
  ['a body without a status', { body: 'x' }],
  ['a status in words', { statusCode: 'OK' }],
  ['a status of four digits', { statusCode: '2000' }],
  ['a header whose values are an object', { statusCode: 200, multiValueHeaders: { a: {} } }],
  ['multiValueHeaders in a list', { statusCode: 200, multiValueHeaders: ['a'] }],
])('%s is no answer', (_, result) => {
  expect(() => toProxyAnswer(result)).toThrow(MalformedAnswerError);
});

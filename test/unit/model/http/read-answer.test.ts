import { expect, it } from 'vitest';
import { MalformedAnswerError } from '../../../../src/model/http/answer.ts';
import { answerOf, readHttpAnswer } from '../../../../src/model/http/read-answer.ts';

const result = {
  ...{ statusCode: 201, statusDescription: '201 Made', body: 'eA==', isBase64Encoded: true },
  headers: { 'X-A': '1', 'Set-Cookie': 'a=1' },
  multiValueHeaders: { 'X-B': ['2', '3'], 'Set-Cookie': ['b=1', 'c=1'] },
};
const common = { statusCode: 201, body: Buffer.from('x') };

it.each([
  ['alb', { ...common, reason: 'Made', headers: { 'x-a': '1' }, cookies: ['a=1'] }],
  ['alb-lists', { ...common, reason: 'Made', headers: { 'x-b': '2, 3' }, cookies: ['b=1', 'c=1'] }],
  ['1.0', { ...common, headers: { 'x-a': '1', 'x-b': '2, 3' }, cookies: ['b=1', 'c=1'] }],
] as const)('%s reads its own fields of a result, from JSON as from an object', (format, expected) => {
  expect(readHttpAnswer(Buffer.from(JSON.stringify(result)), format)).toEqual(expected);
  expect(answerOf(result, format)).toEqual(expected);
});

it('raw: the result is the body of a 200, as it was written', () => {
  const written = '{"statusCode":500,"id":12345678901234567891}';
  const headers = { 'content-type': 'application/json' };
  expect(readHttpAnswer(Buffer.from(written), 'raw')).toEqual({
    ...{ statusCode: 200, headers, cookies: [], body: Buffer.from(written) },
  });
  expect(answerOf({ statusCode: 500 }, 'raw').body.toString()).toBe('{"statusCode":500}');
});

it.each([
  ['no status', { body: 'x' }],
  ['a status line of two lines', { statusCode: 200, statusDescription: '200 OK\r\nx-a: 1' }],
  ['a status line that is a number', { statusCode: 200, statusDescription: 200 }],
])('a load balancer refuses %s', (_, refused) => {
  expect(() => answerOf(refused, 'alb')).toThrow(MalformedAnswerError);
});

it('a load balancer takes a result of 1 MiB and not one of a byte more, as JSON and as an object', () => {
  const empty = JSON.stringify({ statusCode: 200, body: '' });
  const resultOf = (bytes: number) => ({ statusCode: 200, body: 'x'.repeat(bytes - empty.length) });
  const readers = [
    (bytes: number, format: 'alb' | '1.0') => readHttpAnswer(Buffer.from(JSON.stringify(resultOf(bytes))), format),
    (bytes: number, format: 'alb' | '1.0') => answerOf(resultOf(bytes), format),
  ];
  for (const read of readers) {
    expect(read(2 ** 20, 'alb').statusCode).toBe(200);
    expect(() => read(2 ** 20 + 1, 'alb')).toThrow('the result has 1048577 bytes; a load balancer takes 1048576');
    expect(read(2 ** 20 + 1, '1.0').statusCode).toBe(200);
  }
});

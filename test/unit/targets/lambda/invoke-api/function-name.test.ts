import { expect, test } from 'vitest';
import { parseFunctionName } from '../../../../../targets/lambda/invoke-api/function-name.ts';

test.each([
  ['hello', {}],
  ['Hello_1-x', { functionName: 'Hello_1-x' }],
  ['hello:prod', { qualifier: 'prod' }],
  ['hello:12', { qualifier: '12' }],
  ['hello:$LATEST', { qualifier: '$LATEST' }],
  ['function:hello', {}],
  ['function:hello:3', { qualifier: '3' }],
  ['123456789012:hello', { accountId: '123456789012' }],
  ['123456789012:function:hello:3', { accountId: '123456789012', qualifier: '3' }],
  ['us-gov-west-1:123456789012:function:hello', { region: 'us-gov-west-1', accountId: '123456789012' }],
  [
    'arn:aws-cn:lambda:cn-north-1:123456789012:function:hello:live',
    { region: 'cn-north-1', accountId: '123456789012', qualifier: 'live' },
  ],
])('%s is a name', (text, expected) => {
  const none = { functionName: 'hello', region: undefined, accountId: undefined, qualifier: undefined };
  expect(parseFunctionName(text)).toEqual({ ...none, ...expected });
});

test.each([
  '',
  'a.b',
  'a b',
  'a/b',
  '../x',
  'hello:',
  ':hello',
  'hello:a:b',
  'hello:$OLDEST',
  'arn:aws:s3:::hello',
  'arn:aws:lambda:us-east-1:12345:function:hello',
  'x'.repeat(65),
  `arn:aws:lambda:us-east-1:123456789012:function:hello:${'x'.repeat(100)}`,
])('%s is none', (text) => {
  expect(() => parseFunctionName(text)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
});

test('a name has at most 64 characters, an ARN at most 140', () => {
  const name = 'x'.repeat(64);
  expect(parseFunctionName(name).functionName).toBe(name);
  const head = `arn:aws:lambda:us-east-1:123456789012:function:${name}:`;
  expect(parseFunctionName(head + 'v'.repeat(140 - head.length)).functionName).toBe(name);
  expect(() => parseFunctionName(head + 'v'.repeat(141 - head.length))).toThrow(/less than or equal to 140/);
});

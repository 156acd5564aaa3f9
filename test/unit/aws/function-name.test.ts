import { describe, expect, it } from 'vitest';
import { namedFunction } from '../../../src/aws/function-name.ts';

const arn = 'arn:aws:lambda:eu-west-1:012345678912:function:orders';

describe('what a function is called by', () => {
  it.each([
    ['orders', { name: 'orders', unqualified: 'orders' }],
    ['orders:live', { name: 'orders', unqualified: 'orders', qualifier: 'live' }],
    ['orders:$LATEST', { name: 'orders', unqualified: 'orders', qualifier: '$LATEST' }],
    ['012345678912:function:orders:7', { name: 'orders', unqualified: '012345678912:function:orders', qualifier: '7' }],
    [arn, { name: 'orders', unqualified: arn, region: 'eu-west-1' }],
    [`${arn}:live`, { name: 'orders', unqualified: arn, region: 'eu-west-1', qualifier: 'live' }],
    [
      'arn:aws-us-gov:lambda:us-gov-west-1:012345678912:function:orders',
      {
        ...{ name: 'orders', region: 'us-gov-west-1' },
        unqualified: 'arn:aws-us-gov:lambda:us-gov-west-1:012345678912:function:orders',
      },
    ],
  ])('%s', (given, expected) => {
    expect(namedFunction(given)).toEqual(expected);
  });

  it('a qualifier beside the name is as good, also said twice', () => {
    expect(namedFunction('orders', 'live').qualifier).toBe('live');
    expect(namedFunction('orders:live', 'live').qualifier).toBe('live');
  });

  it('two different qualifiers are refused', () => {
    expect(() => namedFunction(`${arn}:live`, '7')).toThrow('two different versions');
  });

  it.each(['', 'a b', 'https://orders', 'orders:live:7', 'arn:aws:s3:::bucket'])('%j is none', (given) => {
    expect(() => namedFunction(given)).toThrow('neither the name nor the ARN of a function');
  });
});

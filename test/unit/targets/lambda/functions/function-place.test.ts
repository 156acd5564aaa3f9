import { expect, it } from 'vitest';
import { functionArn, placeOf, roleArn, runtimeArn } from '../../../../../targets/lambda/functions/function-place.ts';

it('a function that says nothing is in us-east-1, in the account of AWS’s own emulator', () => {
  expect(functionArn(placeOf({}), 'orders')).toBe('arn:aws:lambda:us-east-1:012345678912:function:orders');
});

it('all ARNs of a function have its region and account', () => {
  const place = placeOf({ region: 'eu-west-1', accountId: '111122223333' });
  expect(functionArn(place, 'orders')).toBe('arn:aws:lambda:eu-west-1:111122223333:function:orders');
  expect(roleArn(place)).toBe('arn:aws:iam::111122223333:role/local');
  expect(runtimeArn(place.region, 'abc')).toBe('arn:aws:lambda:eu-west-1::runtime:abc');
});

it.each([
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-west-2', 'aws'],
])('%s is in the partition %s', (region, partition) => {
  expect(functionArn(placeOf({ region }), 'f')).toBe(`arn:${partition}:lambda:${region}:012345678912:function:f`);
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { regionOf } from '../../../src/aws/access.ts';

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
});
afterEach(() => vi.unstubAllEnvs());

const arn = 'arn:aws:lambda:eu-west-1:012345678912:function:orders';
const url = 'https://abcdefghij.lambda-url.ap-south-1.on.aws/';

it.each([
  ['what is said', { region: 'us-west-2' }, { functionName: arn, url }, 'us-west-2'],
  ['that of the ARN', {}, { functionName: arn, url }, 'eu-west-1'],
  ['that of the function URL', {}, { functionName: 'orders', url }, 'ap-south-1'],
  ['that of the environment', {}, { functionName: 'orders' }, 'sa-east-1'],
  [
    'not what only looks like a function URL',
    {},
    { url: 'https://example.org/.lambda-url.eu-west-1.on.aws' },
    'sa-east-1',
  ],
])('the region is %s', async (_which, access, hints, expected) => {
  vi.stubEnv('AWS_REGION', 'sa-east-1');
  expect(await regionOf(access, hints)).toBe(expected);
});

it('without any it is said how to name one', async () => {
  await expect(regionOf({}, { functionName: 'orders' })).rejects.toMatchObject({
    code: 'aws-no-region',
    hint: expect.stringContaining('AWS_REGION'),
  });
});

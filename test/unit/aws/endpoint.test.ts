import { expect, it } from 'vitest';
import { endpointIn } from '../../../src/aws/endpoint.ts';

it.each([
  ['nothing', {}, undefined],
  ['that of the service', { AWS_ENDPOINT_URL_LAMBDA: 'http://l', AWS_ENDPOINT_URL: 'http://all' }, 'http://l'],
  ['that of all', { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://c', AWS_ENDPOINT_URL: 'http://all' }, 'http://all'],
  ['none that is empty', { AWS_ENDPOINT_URL_LAMBDA: '' }, undefined],
  [
    'none that is to be ignored',
    { AWS_ENDPOINT_URL_LAMBDA: 'http://l', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    undefined,
  ],
])('%s is the endpoint of the Lambda API', (_name, environment, expected) => {
  expect(endpointIn(environment, 'LAMBDA')).toBe(expected);
});

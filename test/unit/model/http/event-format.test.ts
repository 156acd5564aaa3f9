import { expect, test } from 'vitest';
import { httpEventFormat } from '../../../../src/model/http/event-format.ts';

test.each<[string, unknown, string | undefined]>([
  ['a function URL', { version: '2.0', requestContext: { http: { method: 'GET' } } }, '2.0'],
  ['a REST API', { resource: '/{proxy+}', path: '/a', httpMethod: 'GET', requestContext: { stage: 'prod' } }, '1.0'],
  ['an HTTP API of format 1.0', { version: '1.0', path: '/a', httpMethod: 'GET', requestContext: {} }, '1.0'],
  ['a load balancer', { httpMethod: 'GET', path: '/', requestContext: { elb: { targetGroupArn: 'arn' } } }, 'alb'],
  ['one with multi-value headers', { requestContext: { elb: {} }, multiValueHeaders: { a: ['b'] } }, 'alb-lists'],
  ['an order', { httpMethod: 'GET', path: '/a' }, undefined],
  ['an agent of Bedrock', { messageVersion: '1.0', apiPath: '/a', httpMethod: 'GET' }, undefined],
  ['a queue', { Records: [{ eventSource: 'aws:sqs' }] }, undefined],
  ['a statusCode', { statusCode: 500 }, undefined],
  ['a list', [{ requestContext: { http: {} } }], undefined],
  ['null', null, undefined],
])('%s', (_, event, format) => {
  expect(httpEventFormat(event)).toBe(format);
});

import { expect, it } from 'vitest';
import type { HttpRequest } from '../../../../src/model/http/request.ts';
import { toRestEvent } from '../../../../src/model/http/rest-event.ts';

const request = (given: Partial<HttpRequest> = {}): HttpRequest => ({
  ...{ method: 'GET', rawUrl: '/items/42', headers: {}, rawHeaders: [], body: Buffer.alloc(0) },
  ...{ sourceIp: '192.0.2.7', protocol: 'https', port: 443, requestId: 'id-1' },
  traceId: 'Root=1-5e5ffe9e-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
  ...{ nowEpochMs: 1_583_348_638_390, domainName: 'abc.execute-api.us-east-1.amazonaws.com' },
  ...given,
});

it('is the documented event: what there is none of is null', () => {
  expect(toRestEvent(request({ rawHeaders: ['Host', 'h', 'User-Agent', 'curl'] }), '/items/{id}')).toEqual({
    resource: '/items/{id}',
    path: '/items/42',
    httpMethod: 'GET',
    headers: {
      Host: 'h',
      'User-Agent': 'curl',
      'X-Amzn-Trace-Id': 'Root=1-5e5ffe9e-0123456789abcdef01234567',
      'X-Forwarded-For': '192.0.2.7',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
    },
    multiValueHeaders: {
      Host: ['h'],
      'User-Agent': ['curl'],
      'X-Amzn-Trace-Id': ['Root=1-5e5ffe9e-0123456789abcdef01234567'],
      'X-Forwarded-For': ['192.0.2.7'],
      'X-Forwarded-Port': ['443'],
      'X-Forwarded-Proto': ['https'],
    },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { id: '42' },
    stageVariables: null,
    requestContext: {
      accountId: '012345678912',
      apiId: 'abc',
      domainName: 'abc.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'abc',
      httpMethod: 'GET',
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        sourceIp: '192.0.2.7',
        user: null,
        userAgent: 'curl',
        userArn: null,
      },
      path: '/prod/items/42',
      protocol: 'HTTP/1.1',
      requestId: 'id-1',
      requestTime: '04/Mar/2020:19:03:58 +0000',
      requestTimeEpoch: 1_583_348_638_390,
      resourceId: 'local',
      resourcePath: '/items/{id}',
      stage: 'prod',
    },
    body: null,
    isBase64Encoded: false,
  });
});

it('of several values has the last one, and all of them in a list', () => {
  const event = toRestEvent(
    request({ rawUrl: '/items/1?a=1&b=x%20y&a=2', rawHeaders: ['X-A', '1', 'X-A', '2'] }),
    '/{proxy+}',
  );
  expect(event?.headers['X-A']).toBe('2');
  expect(event?.multiValueHeaders['X-A']).toEqual(['1', '2']);
  expect(event?.queryStringParameters).toEqual({ a: '2', b: 'x y' });
  expect(event?.multiValueQueryStringParameters).toEqual({ a: ['1', '2'], b: ['x y'] });
  expect(event).toMatchObject({ resource: '/{proxy+}', pathParameters: { proxy: 'items/1' } });
});

it('has a body as text whatever its type, and in base64 what is no text', () => {
  expect(toRestEvent(request({ body: Buffer.from('{}') }), '/{proxy+}')).toMatchObject({
    body: '{}',
    isBase64Encoded: false,
  });
  // ff fe in base64: 111111 111111 1110(00), letters 63, 63, 56.
  expect(toRestEvent(request({ body: Buffer.from([0xff, 0xfe]) }), '/{proxy+}')).toMatchObject({
    body: '//4=',
    isBase64Encoded: true,
  });
});

it('is none for a path that is on another route', () => {
  expect(toRestEvent(request(), '/orders/{id}')).toBeUndefined();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signerFor } from '../../../../src/loadgen/engines/request-signer.ts';
import { originOf } from '../../../../src/loadgen/http/origin.ts';
import { headersOf, pathOf, type RequestSpec } from '../../../../src/loadgen/http/request-bytes.ts';
import { verifySignature } from '../../../../targets/lambda/sigv4/verify.ts';

/** Of AWS's Signature Version 4 test suite: https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4 */
const suite = {
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  service: 'service',
  region: 'us-east-1',
  atEpochMs: Date.parse('2015-08-30T12:36:00Z'),
};
const origin = originOf('http://example.amazonaws.com');

test.each([
  { name: 'get-vanilla', path: '/', signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31' },
  {
    name: 'get-vanilla-query-order-key-case',
    path: '/?Param2=value2&Param1=value1',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'get-vanilla-query-order-encoded',
    path: '/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1',
    signature: '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
  },
])('signs $name as the published suite says', async ({ path, signature }) => {
  const sign = await signerFor(origin, suite);
  const headers = await sign({ method: 'GET', path, headers: {} }, suite.atEpochMs);
  expect(headers['authorization']).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  );
  expect(headers['x-amz-date']).toBe('20150830T123600Z');
});

test('sends the session token along, signed', async () => {
  const token = '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267';
  const sign = await signerFor(origin, { ...suite, credentials: { ...suite.credentials, sessionToken: token } });
  const headers = await sign({ method: 'GET', path: '/', headers: {} }, suite.atEpochMs);
  expect(headers['x-amz-security-token']).toBe(token);
  expect(headers['authorization']).toContain('07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8');
});

const segment = fc.stringMatching(/^[A-Za-z0-9%._~+!-]{0,8}$/).map((text) => text.replaceAll('%', '%25'));
const requests: fc.Arbitrary<RequestSpec> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  path: fc
    .record({
      path: fc.array(segment, { maxLength: 4 }),
      query: fc.array(fc.tuple(segment, segment), { maxLength: 3 }),
    })
    .map(
      ({ path, query }) =>
        `/${path.join('/')}${query.length === 0 ? '' : `?${query.map((pair) => pair.join('=')).join('&')}`}`,
    ),
  headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,5}$/), fc.stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/), {
    noNullPrototype: true,
  }),
  body: fc.string(),
});

test('any request that goes over the wire is one that the embedded Lambda, which has its own reading of SigV4, lets in', async () => {
  const sign = await signerFor(originOf('http://127.0.0.1:9000/base'), { ...suite, service: 'lambda' });
  const { credentials, atEpochMs, region } = suite;
  const regions = [region];
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const place = originOf('http://127.0.0.1:9000/base');
      const signature = await sign(request, atEpochMs);
      const sent = { ...request, headers: { ...request.headers, ...signature } };
      const received = {
        method: request.method,
        rawUrl: pathOf(place, request.path),
        headers: Object.fromEntries(headersOf(place, sent)),
        body: Buffer.from(request.body ?? ''),
      };
      expect(verifySignature(received, { credentials, nowMs: atEpochMs + 1000, regions })).toEqual({ kind: 'valid' });
      const altered = { ...received, body: Buffer.from(`${request.body}x`) };
      expect(verifySignature(altered, { credentials, nowMs: atEpochMs, regions })).not.toEqual({ kind: 'valid' });
    }),
  );
});

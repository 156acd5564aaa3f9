import { expect, test } from 'vitest';
import type { SignedRequest } from '../../../../../targets/lambda/sigv4/signed-request.ts';
import { verifySignature } from '../../../../../targets/lambda/sigv4/verify.ts';

/**
 * Figures from AWS's Signature Version 4 test suite, as kept in
 * https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4 (NAME/header-signed-request.txt). All are signed
 * by AKIDEXAMPLE for `service` in us-east-1 at 2015-08-30T12:36:00Z.
 */
interface Vector {
  readonly name: string;
  readonly request?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly signedHeaders?: string;
  readonly signature: string;
}

const vanilla = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
const token = '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267';

const vectors: readonly Vector[] = [
  { name: 'get-vanilla', signature: vanilla },
  { name: 'get-relative-normalized', request: 'GET /example/..', signature: vanilla },
  {
    name: 'get-slash-pointless-dot-normalized',
    request: 'GET /./example',
    signature: 'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5',
  },
  {
    name: 'get-utf8',
    request: 'GET /ሴ',
    signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
  },
  {
    name: 'get-vanilla-query-order-key-case',
    request: 'GET /?Param2=value2&Param1=value1',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'get-vanilla-query-order-encoded',
    request: 'GET /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1',
    signature: '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
  },
  {
    name: 'get-header-key-duplicate',
    headers: ['My-Header1', 'value2', 'My-Header1', 'value2', 'My-Header1', 'value1'],
    signedHeaders: 'host;my-header1;x-amz-date',
    signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  },
  {
    name: 'get-header-value-trim',
    headers: ['My-Header1', ' value1', 'My-Header2', ' "a   b   c"'],
    signedHeaders: 'host;my-header1;my-header2;x-amz-date',
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  },
  {
    name: 'get-vanilla-with-session-token',
    headers: ['X-Amz-Security-Token', token],
    signedHeaders: 'host;x-amz-date;x-amz-security-token',
    signature: '07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
  },
  {
    name: 'post-x-www-form-urlencoded',
    request: 'POST /',
    headers: [
      ...['Content-Type', 'application/x-www-form-urlencoded', 'Content-Length', '13'],
      ...['x-amz-content-sha256', '9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e'],
    ],
    body: 'Param1=value1',
    signedHeaders: 'content-length;content-type;host;x-amz-content-sha256;x-amz-date',
    signature: 'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
  },
];

const nowMs = Date.parse('2015-08-30T12:36:00Z');
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

function requestOf({ request = 'GET /', headers = [], body = '', signedHeaders, signature }: Vector): SignedRequest {
  const [method = '', rawUrl = ''] = request.split(' ');
  const credential = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders ?? 'host;x-amz-date'}, Signature=${signature}`;
  const own = ['Host', 'example.amazonaws.com', 'X-Amz-Date', '20150830T123600Z', 'Authorization', authorization];
  return { method, rawUrl, headers: {}, rawHeaders: [...own, ...headers], body: Buffer.from(body) };
}

test.each(vectors)('takes the published signature of $name, and no other', (vector) => {
  const sessionToken = vector.headers?.[0] === 'X-Amz-Security-Token' ? { sessionToken: token } : {};
  const options = { credentials: { ...keys, ...sessionToken }, nowMs, service: 'service', regions: ['us-east-1'] };
  expect(verifySignature(requestOf(vector), options)).toEqual({ kind: 'valid' });
  const altered = { ...vector, signature: vector.signature.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
  expect(verifySignature(requestOf(altered), options).kind).toBe('InvalidSignatureException');
});

// NAME/query-signed-request.txt of the same suite.
test('takes the published presigned URL of get-vanilla-query-order-key-case for its 3600 s', () => {
  const request: SignedRequest = {
    method: 'GET',
    rawUrl:
      '/?Param2=value2&Param1=value1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1' +
      '%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=' +
      '86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5',
    headers: { host: 'example.amazonaws.com' },
    body: Buffer.alloc(0),
  };
  const at = (ms: number) =>
    verifySignature(request, { credentials: keys, nowMs: ms, service: 'service', regions: ['us-east-1'] }).kind;
  expect(at(nowMs + 3_600_000)).toBe('valid');
  expect(at(nowMs + 3_600_001)).toBe('InvalidSignatureException');
});

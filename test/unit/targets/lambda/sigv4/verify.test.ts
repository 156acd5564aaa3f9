import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { authorizeUrl } from '../../../../../targets/lambda/sigv4/authorize-url.ts';
import type { SignedRequest } from '../../../../../targets/lambda/sigv4/signed-request.ts';
import { verifySignature } from '../../../../../targets/lambda/sigv4/verify.ts';

const credentials = { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local-secret' };
const nowMs = Date.parse('2026-11-21T05:00:00Z');
const regions = ['us-east-1'];
const options = { credentials, nowMs, regions };

const scheme = 'AWS4-HMAC-SHA256 Credential=';

type Form = 'sign' | 'presign';

test.each<Form>(['sign', 'presign'])(
  'takes what the SDK has signed (%s), for one of the regions and no other',
  async (form) => {
    const two = { ...options, regions: ['us-east-1', 'eu-central-2'] };
    for (const region of two.regions) {
      expect(verifySignature(await signed(form, { region }), two)).toEqual({ kind: 'valid' });
    }
    expect(verifySignature(await signed(form, { region: 'eu-central-2' }), options)).toEqual({
      kind: 'InvalidSignatureException',
      message: 'Credential should be scoped to a valid region.',
    });
  },
);

test('takes a path and a query that need encoding', async () => {
  const path = '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A012345678912%3Afunction%3Aa~b/invocations';
  const query = { Qualifier: '$LATEST', q: "a b+c/é!'()*" };
  expect(verifySignature(await signed('sign', { path, query }), options)).toEqual({ kind: 'valid' });
});

test.each<[string, (request: SignedRequest) => SignedRequest]>([
  ['method', (request) => ({ ...request, method: 'PUT' })],
  ['path', (request) => ({ ...request, rawUrl: request.rawUrl.replace('/some', '/other') })],
  ['query', (request) => ({ ...request, rawUrl: withQuery(request, 'b=2') })],
  ['query, by a second signature', (request) => ({ ...request, rawUrl: withQuery(request, 'X%2DAmz-Signature=0') })],
  ['host', (request) => ({ ...request, headers: { ...request.headers, host: 'elsewhere' } })],
  ['body', (request) => ({ ...request, body: Buffer.from('{"a":2}') })],
])('rejects a request whose %s was altered', async (_what, alter) => {
  for (const form of ['sign', 'presign'] as const) {
    const verdict = verifySignature(alter(await signed(form, {})), options);
    expect(verdict).toMatchObject({ kind: 'InvalidSignatureException' });
    expect(verdict).toHaveProperty(
      'message',
      expect.stringMatching(/^The request signature we calculated does not match/),
    );
  }
});

test('rejects an unsigned request', async () => {
  const { headers, ...rest } = await signed('sign', {});
  const { authorization: _, ...others } = headers;
  const message = 'Missing Authentication Token';
  expect(verifySignature({ ...rest, headers: others }, options)).toEqual({
    kind: 'MissingAuthenticationTokenException',
    message,
  });
});

test('takes a signature of any of several, and tells none of them from a stranger', async () => {
  const other = { accessKeyId: 'LOCALROLE', secretAccessKey: 'role-secret' };
  const request = await signed('sign', {});
  expect(verifySignature(request, { credentials: [other, credentials], nowMs, regions })).toEqual({ kind: 'valid' });
  expect(verifySignature(request, { credentials: [other], nowMs, regions })).toMatchObject({
    kind: 'UnrecognizedClientException',
  });
  expect(verifySignature(request, { credentials: [], nowMs, regions })).toMatchObject({
    kind: 'UnrecognizedClientException',
  });
});

test('allows 5 min of difference between the clocks, and not a second more', async () => {
  const request = await signed('sign', {});
  const at = (seconds: number) => verifySignature(request, { credentials, nowMs: nowMs + seconds * 1000, regions });
  expect(at(300)).toEqual({ kind: 'valid' });
  expect(at(-300)).toEqual({ kind: 'valid' });
  expect(at(301)).toEqual({
    kind: 'InvalidSignatureException',
    message: 'Signature expired: 20261121T050000Z is now earlier than 20261121T050001Z (20261121T050501Z - 5 min.)',
  });
  expect(at(-301)).toEqual({
    kind: 'InvalidSignatureException',
    message:
      'Signature not yet current: 20261121T050000Z is still later than 20261121T045959Z (20261121T045459Z + 5 min.)',
  });
});

test('a presigned URL of 60 s ends after 60 s, and cannot be prolonged', async () => {
  const request = await signed('presign', { expiresIn: 60 });
  const at = (seconds: number) => verifySignature(request, { credentials, nowMs: nowMs + seconds * 1000, regions });
  expect(at(60)).toEqual({ kind: 'valid' });
  expect(at(61)).toEqual({
    kind: 'InvalidSignatureException',
    message: 'Signature expired: 20261121T050100Z is now earlier than 20261121T050101Z',
  });
  const prolonged = { ...request, rawUrl: request.rawUrl.replace('X-Amz-Expires=60', 'X-Amz-Expires=600') };
  expect(verifySignature(prolonged, options).kind).toBe('InvalidSignatureException');
  const forever = { ...request, rawUrl: request.rawUrl.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801') };
  expect(verifySignature(forever, options).kind).toBe('IncompleteSignatureException');
});

test.each<Form>(['sign', 'presign'])('rejects unknown keys and wrong tokens (%s)', async (form) => {
  const unknown = { kind: 'UnrecognizedClientException' };
  const temporary = { ...credentials, sessionToken: 'token' };
  expect(verifySignature(await signed(form, { accessKeyId: 'AKIAOTHER' }), options)).toMatchObject(unknown);
  expect(verifySignature(await signed(form, { sessionToken: 'token' }), options)).toMatchObject(unknown);
  expect(verifySignature(await signed(form, {}), { credentials: temporary, nowMs, regions })).toMatchObject(unknown);
  expect(
    verifySignature(await signed(form, { sessionToken: 'other' }), { credentials: temporary, nowMs, regions }),
  ).toMatchObject(unknown);
  expect(
    verifySignature(await signed(form, { sessionToken: 'token' }), { credentials: temporary, nowMs, regions }),
  ).toEqual({
    kind: 'valid',
  });
});

test('rejects another secret, and another service', async () => {
  const forged = await signed('sign', { secretAccessKey: 'guessed' });
  expect(verifySignature(forged, options).kind).toBe('InvalidSignatureException');
  expect(verifySignature(await signed('sign', { service: 's3' }), options)).toEqual({
    kind: 'InvalidSignatureException',
    message: "Credential should be scoped to correct service: 'lambda'.",
  });
});

test.each([
  ['Basic YTpi', 'IncompleteSignatureException', /^Unsupported AWS 'algorithm': 'Basic'/],
  [
    'AWS4-HMAC-SHA256',
    'IncompleteSignatureException',
    /requires 'Credential' .* requires 'SignedHeaders' parameter\.$/,
  ],
  [`${scheme}a/b, SignedHeaders=host, Signature=0`, 'IncompleteSignatureException', /exactly 5 slash-delimited/],
  [
    `${scheme}a/20261121/us-east-1/lambda/aws5, SignedHeaders=host, Signature=0`,
    'InvalidSignatureException',
    /not 'aws5'\.$/,
  ],
  [
    `${scheme}AKIALOCAL/20261121/us-east-1/lambda/aws4_request, SignedHeaders=x-amz-date, Signature=0`,
    'InvalidSignatureException',
    /^'Host' must be a 'SignedHeader'/,
  ],
  [
    `${scheme}AKIALOCAL/20261120/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    'InvalidSignatureException',
    /'20261120' != '20261121', from '20261121T050000Z'\.$/,
  ],
])('says what is wrong with %s: %s', (authorization, kind, message) => {
  const headers = { host: 'localhost', 'x-amz-date': '20261121T050000Z', authorization };
  const verdict = verifySignature({ method: 'GET', rawUrl: '/', headers, body: Buffer.alloc(0) }, options);
  expect(verdict).toEqual({ kind, message: expect.stringMatching(message) });
});

test.each(['/%', '/?%zz=%', '/?X-Amz-Algorithm=%', '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%ff'])(
  'gives a verdict on the hostile URL %s',
  (rawUrl) => {
    const request = { method: 'GET', rawUrl, headers: { host: 'localhost' }, body: Buffer.alloc(0) };
    expect(verifySignature(request, options).kind).not.toBe('valid');
  },
);

test('a function URL answers 403, with Forbidden to an unsigned request', async () => {
  expect(authorizeUrl(await signed('sign', {}), options)).toBeUndefined();
  const request = { method: 'GET', rawUrl: '/', headers: { host: 'localhost' }, body: Buffer.alloc(0) };
  expect(authorizeUrl(request, options)).toMatchObject({
    status: 403,
    body: expect.stringMatching(/^{"Message":"Forbidden/),
  });
  const forged = await signed('sign', { secretAccessKey: 'guessed' });
  expect(authorizeUrl(forged, options)).toMatchObject({ status: 403, body: expect.stringMatching(/does not match/) });
});

const withQuery = ({ rawUrl }: SignedRequest, pair: string): string =>
  `${rawUrl}${rawUrl.includes('?') ? '&' : '?'}${pair}`;

interface Wanted {
  readonly region?: string;
  readonly service?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly expiresIn?: number;
}

/** As the SDK signs it and its HTTP handler sends it. */
async function signed(form: Form, wanted: Wanted): Promise<SignedRequest> {
  const { region = 'us-east-1', service = 'lambda', path = '/some/path', query = {}, sessionToken, expiresIn } = wanted;
  const { accessKeyId = credentials.accessKeyId, secretAccessKey = credentials.secretAccessKey } = wanted;
  const signer = await signerFor(
    { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    service,
    region,
  );
  const body = '{"a":1}';
  const headers = { host: 'localhost:9001', 'content-type': 'application/json' };
  const request = { method: 'POST', protocol: 'http:', hostname: 'localhost', port: 9001, path, query, headers, body };
  const signingDate = new Date(nowMs);
  const done =
    form === 'sign'
      ? await signer.sign(request, { signingDate })
      : await signer.presign(request, { signingDate, ...(expiresIn === undefined ? {} : { expiresIn }) });
  const pairs = Object.entries(done.query ?? {}).map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`);
  const rawUrl = pairs.length === 0 ? done.path : `${done.path}?${pairs.join('&')}`;
  return { method: done.method, rawUrl, headers: done.headers, body: Buffer.from(body) };
}

interface Signer {
  sign(request: object, options: object): Promise<Signed>;
  presign(request: object, options: object): Promise<Signed>;
}

interface Signed {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers: Record<string, string>;
}

/** The one that the client signs its own requests with. */
async function signerFor(keys: LambdaKeys, signingName: string, signingRegion: string): Promise<Signer> {
  const client = new LambdaClient({ region: 'us-east-1', credentials: keys });
  return (await client.config.signer({
    name: 'sigv4',
    signingName,
    signingRegion,
    properties: {},
  })) as unknown as Signer;
}

type LambdaKeys = typeof credentials & { readonly sessionToken?: string };

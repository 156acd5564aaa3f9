import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { SignatureV4 } from '@smithy/signature-v4';
import { credentialsOf } from '../../aws/access.ts';
import { awsProblem } from '../../aws/aws-problem.ts';
import type { UrlDelivery } from '../../aws/delivery.ts';
import type { Origin } from '../http/origin.ts';
import { headersOf, pathOf, type RequestSpec } from '../http/request-bytes.ts';

/** The headers that sign a request (SigV4), for some minutes from the given instant. */
export type RequestSigner = (request: RequestSpec, atEpochMs: number) => Promise<Record<string, string>>;

/** @throws {UserError} if there are no credentials, or they have expired, when it is used. */
export async function requestSigner(origin: Origin, { access, region }: UrlDelivery): Promise<RequestSigner> {
  const sign = await signerFor(origin, { service: 'lambda', region, credentials: await credentialsOf(access) });
  return (request, atEpochMs) =>
    sign(request, atEpochMs).catch((error: unknown) => {
      throw awsProblem(error, 'sign the requests', { region });
    });
}

interface SigningScope {
  readonly service: string;
  readonly region: string;
  readonly credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
}

/** The signer is loaded when there is something to sign. The body is signed too, without a header that says so. */
export async function signerFor(origin: Origin, scope: SigningScope): Promise<RequestSigner> {
  const { SignatureV4: Signer } = await import('@smithy/signature-v4');
  const signer = new Signer({ ...scope, sha256: Sha256, applyChecksum: false });
  return async (request, atEpochMs) => {
    const unsigned = unsignedRequest(origin, request);
    const signed = await signer.sign(unsigned, { signingDate: new Date(atEpochMs) });
    return Object.fromEntries(Object.entries(signed.headers).filter(([name]) => !(name in unsigned.headers)));
  };
}

function unsignedRequest(origin: Origin, request: RequestSpec) {
  const [path = '/', query = ''] = splitOnce(pathOf(origin, request.path), '?');
  const headers = headersOf(origin, request);
  // What a proxy on the way may rewrite is not vouched for.
  for (const name of ['user-agent', 'accept']) headers.delete(name);
  return {
    method: request.method,
    protocol: origin.tls ? 'https:' : 'http:',
    hostname: origin.hostname,
    port: origin.port,
    path,
    query: queryOf(query),
    headers: Object.fromEntries(headers),
    body: request.body ?? '',
  };
}

/** A plus is a plus; names that come several times keep all their values. */
function queryOf(query: string): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', value = ''] = splitOnce(pair, '=').map(decodeURIComponent);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(values);
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** As the signer wants it: SHA-256, with a key HMAC-SHA-256. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

import { timingSafeEqual } from 'node:crypto';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { canonicalRequest } from './canonical-request.ts';
import type { SignatureClaim } from './claim.ts';
import { claimInHeader } from './header-claim.ts';
import { claimInQuery } from './query-claim.ts';
import { sha256Hex, signatureOf, stringToSign } from './signature.ts';
import { headerValues, type SignedRequest, splitUrl } from './signed-request.ts';
import { timeProblem } from './validity.ts';
import { type InvalidSignature, invalid, isInvalid, missing, unrecognized, type Verdict } from './verdict.ts';

export interface VerifyOptions {
  readonly credentials: LocalCredentials | readonly LocalCredentials[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly service?: string;
  /** One of these must have been signed for. */
  readonly regions: readonly string[];
}

/**
 * AWS Signature Version 4, in the header `Authorization` or in the query of a presigned URL. What comes with a request
 * and was not signed, such as headers that are not among the signed ones, is not vouched for.
 * Source: "AWS Signature Version 4 for API requests" (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html)
 */
export function verifySignature(request: SignedRequest, options: VerifyOptions): Verdict {
  const claim = claimOf(request);
  if (isInvalid(claim)) return claim;
  const problem = scopeProblem(claim, options) ?? timeProblem(claim, options.nowMs);
  if (problem !== undefined) return problem;
  const signer = [options.credentials].flat().find((each) => isSigner(claim, each));
  return signer === undefined ? unrecognized : (signatureProblem(request, claim, signer) ?? { kind: 'valid' });
}

function scopeProblem(
  { scope, signedHeaders }: SignatureClaim,
  { service = 'lambda', regions }: VerifyOptions,
): Verdict | undefined {
  if (scope.terminator !== 'aws4_request') {
    return invalid(`Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'.`);
  }
  if (!regions.includes(scope.region)) return invalid('Credential should be scoped to a valid region.');
  if (scope.service !== service) return invalid(`Credential should be scoped to correct service: '${service}'.`);
  // Else a signature for one host could be used on another.
  if (!signedHeaders.includes('host')) return invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  return undefined;
}

const isSigner = (claim: SignatureClaim, { accessKeyId, sessionToken = '' }: LocalCredentials): boolean =>
  same(claim.accessKeyId, accessKeyId) && same(claim.sessionToken ?? '', sessionToken);

/** AWS, too, shows the texts that it has calculated from, which hold no secret. */
function signatureProblem(
  request: SignedRequest,
  claim: SignatureClaim,
  { secretAccessKey }: LocalCredentials,
): Verdict | undefined {
  const canonical = canonicalRequest(request, claim);
  const text = stringToSign(canonical, claim.amzDate, claim.scope);
  if (same(claim.signature, signatureOf(text, secretAccessKey, claim.scope))) return undefined;
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.\n\n' +
      `The Canonical String for this request should have been\n'${canonical}'\n\n` +
      `The String-to-Sign should have been\n'${text}'\n`,
  );
}

/** In constant time whatever their lengths: their hashes are compared. */
const same = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)));

/** From the header `Authorization`, else from the query of a presigned URL. */
function claimOf(request: SignedRequest): SignatureClaim | InvalidSignature {
  const headers = headerValues(request);
  const authorization = headers.get('authorization')?.[0];
  if (authorization !== undefined) return claimInHeader(authorization, headers);
  const { query } = splitUrl(request.rawUrl);
  return query.some(([name]) => name === 'X-Amz-Algorithm') ? claimInQuery(query) : missing;
}

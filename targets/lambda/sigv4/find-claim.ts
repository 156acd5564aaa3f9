import type { SignatureClaim } from './claim.ts';
import { claimInHeader } from './header-claim.ts';
import { claimInQuery } from './query-claim.ts';
import { headerValues, type SignedRequest, splitUrl } from './signed-request.ts';
import { type InvalidSignature, missing } from './verdict.ts';

/** From the header `Authorization`, else from the query of a presigned URL. */
export function claimOf(request: SignedRequest): SignatureClaim | InvalidSignature {
  const headers = headerValues(request);
  const authorization = headers.get('authorization')?.[0];
  if (authorization !== undefined) return claimInHeader(authorization, headers);
  const { query } = splitUrl(request.rawUrl);
  return query.some(([name]) => name === 'X-Amz-Algorithm') ? claimInQuery(query) : missing;
}

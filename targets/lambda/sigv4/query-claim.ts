import { claimParts, type SignatureClaim } from './claim.ts';
import { algorithm } from './signature.ts';
import type { QueryPair } from './signed-request.ts';
import { type InvalidSignature, incomplete, isInvalid } from './verdict.ts';

/** Seven days. */
const longestExpiryS = 604_800;

/** A presigned URL: all of it is in the query. */
export function claimInQuery(query: readonly QueryPair[]): SignatureClaim | InvalidSignature {
  const parameters = new Map(query.map(([name, value]) => [name, decoded(value)]));
  const given = (name: string): string => parameters.get(name) ?? '';
  if (given('X-Amz-Algorithm') !== algorithm) {
    return incomplete(`Unsupported AWS 'algorithm': '${given('X-Amz-Algorithm')}'.`);
  }
  const absent = required.filter((name) => given(name) === '');
  if (absent.length > 0) {
    return incomplete(absent.map((name) => `AWS query-string parameters must include '${name}'.`).join(' '));
  }
  const parts = claimParts(
    given('X-Amz-Credential'),
    given('X-Amz-SignedHeaders'),
    parameters.get('X-Amz-Security-Token'),
  );
  const expiresS = Number(given('X-Amz-Expires'));
  if (isInvalid(parts)) return parts;
  if (!Number.isInteger(expiresS) || expiresS < 1 || expiresS > longestExpiryS) {
    return incomplete(`X-Amz-Expires must be from 1 to ${longestExpiryS} seconds.`);
  }
  return { ...parts, amzDate: given('X-Amz-Date'), signature: given('X-Amz-Signature'), expiresS };
}

const required = ['X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature'] as const;

/** What is no percent-encoding stays as it is, and will match nothing. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}

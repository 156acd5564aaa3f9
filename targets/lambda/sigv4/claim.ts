import { optional } from '../../../src/model/optional.ts';
import type { CredentialScope } from './signature.ts';
import { type InvalidSignature, incomplete } from './verdict.ts';

export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** `YYYYMMDD'T'HHMMSS'Z'` */
  readonly amzDate: string;
  /** Lower case, in the order that was signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken?: string;
  /** Of a presigned URL. Absent: the request is good as long as the clocks may differ. */
  readonly expiresS?: number;
}

/** The parts that both forms have in the same shape. */
export function claimParts(
  credential: string,
  signedHeaders: string,
  sessionToken: string | undefined,
): Pick<SignatureClaim, 'accessKeyId' | 'scope' | 'signedHeaders' | 'sessionToken'> | InvalidSignature {
  const [accessKeyId, date, region, service, terminator, more] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || !terminator || more !== undefined)
    return incomplete('Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term');
  return {
    accessKeyId,
    scope: { date, region, service, terminator },
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    ...optional('sessionToken', sessionToken),
  };
}

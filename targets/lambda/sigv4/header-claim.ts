import { claimParts, type SignatureClaim } from './claim.ts';
import { algorithm } from './signature.ts';
import { type InvalidSignature, incomplete, isInvalid } from './verdict.ts';

/** `AWS4-HMAC-SHA256 Credential=KEY/scope, SignedHeaders=a;b, Signature=hex`, with the date in a header of its own. */
export function claimInHeader(
  authorization: string,
  headers: ReadonlyMap<string, readonly string[]>,
): SignatureClaim | InvalidSignature {
  const [scheme, rest = ''] = authorization.split(/ (.*)/s);
  if (scheme !== algorithm) return incomplete(`Unsupported AWS 'algorithm': '${scheme}'. Authorization=${scheme}`);
  const { Credential: credential, SignedHeaders: signedHeaders, Signature: signature } = parametersIn(rest);
  const amzDate = headers.get('x-amz-date')?.[0] ?? basicDate(headers.get('date')?.[0]);
  if (!credential || !signedHeaders || !signature || amzDate === undefined) {
    return incomplete(lacks({ Credential: credential, Signature: signature, SignedHeaders: signedHeaders }, amzDate));
  }
  const parts = claimParts(credential, signedHeaders, headers.get('x-amz-security-token')?.[0]);
  if (isInvalid(parts)) return parts;
  return { ...parts, amzDate, signature };
}

type Parameters = { readonly [Name in 'Credential' | 'SignedHeaders' | 'Signature']?: string | undefined };

const parametersIn = (text: string): Parameters =>
  Object.fromEntries(
    text.split(',').map((parameter): [string, string] => {
      const [name = '', value = ''] = parameter.trim().split(/=(.*)/s);
      return [name, value];
    }),
  );

/** Clients that cannot set X-Amz-Date have `Date`, as HTTP writes it or in the basic format. */
function basicDate(date: string | undefined): string | undefined {
  if (date === undefined || /^\d{8}T\d{6}Z$/.test(date)) return date;
  const epochMs = Date.parse(date);
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** AWS adds the header as it came; the signature in it is not repeated here, it would end in logs. */
function lacks(parameters: Parameters, amzDate: string | undefined): string {
  const absent = Object.entries(parameters)
    .filter(([, value]) => !value)
    .map(([name]) => `Authorization header requires '${name}' parameter.`);
  const date = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
  return [...absent, ...(amzDate === undefined ? [date] : [])].join(' ');
}

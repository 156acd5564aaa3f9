import { createHash, createHmac } from 'node:crypto';

/** What a key was derived for: `20150830/us-east-1/lambda/aws4_request`. */
export interface CredentialScope {
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

export const sha256Hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

export const algorithm = 'AWS4-HMAC-SHA256';

/** @param amzDate `YYYYMMDD'T'HHMMSS'Z'` */
export const stringToSign = (canonicalRequest: string, amzDate: string, scope: CredentialScope): string =>
  [algorithm, amzDate, scopeText(scope), sha256Hex(canonicalRequest)].join('\n');

export function signatureOf(text: string, secretAccessKey: string, scope: CredentialScope): string {
  const parts = [scope.date, scope.region, scope.service, scope.terminator];
  const key = parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  return hmac(key, text).toString('hex');
}

const scopeText = ({ date, region, service, terminator }: CredentialScope): string =>
  [date, region, service, terminator].join('/');

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

import type { UrlRefusal } from '../function-url/server.ts';
import type { SignedRequest } from './signed-request.ts';
import { type VerifyOptions, verifySignature } from './verify.ts';

/**
 * What a function URL under AWS_IAM answers to a request whose signature is not good; undefined if it is. A request that
 * has no signature at all gets only a link to the documentation.
 * Source: "Control access to Lambda function URLs" (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html)
 */
export function authorizeUrl(request: SignedRequest, options: VerifyOptions): UrlRefusal | undefined {
  const verdict = verifySignature(request, options);
  if (verdict.kind === 'valid') return undefined;
  const body = verdict.kind === 'MissingAuthenticationTokenException' ? forbidden : { message: verdict.message };
  return { status: 403, body: JSON.stringify(body) };
}

const forbidden = {
  Message:
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
};

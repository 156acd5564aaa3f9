import { UserError } from '../model/errors.ts';
import { printable } from '../model/printable.ts';

/** What was tried, for the message. */
export interface AwsContext {
  readonly region: string;
  readonly functionName?: string;
  readonly logGroup?: string;
}

/** What was being done, as a verb: `invoke`, `read the configuration of`. */
type Doing = string;

interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What an error of the SDK means, in one message of our own. AWS's texts are not repeated where they may hold what was signed with; where one is
 * repeated, everything that looks like a key, a token or a signature is taken out.
 */
export function awsProblem(error: unknown, doing: Doing, context: AwsContext): UserError {
  const { name, code, text, status } = factsOf(error);
  const what = `${doing} ${context.functionName ?? context.logGroup ?? 'the function'}`.trim();
  const rule = rules.find(({ when }) => when({ name, code, text, status }));
  const {
    code: reason,
    message,
    hint,
  } = rule?.explain(what, context, text) ?? {
    code: 'aws-failed',
    message: `AWS would not ${what} in ${context.region}: ${redacted(`${name}: ${text}`)}`,
    hint: 'see the message of AWS',
  };
  return new UserError(reason, message, { hint });
}

interface Facts {
  readonly name: string;
  readonly code: string;
  readonly text: string;
  readonly status: number | undefined;
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { name: typeof error, code: '', text: String(error), status: undefined };
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  // Some of the SDK's errors are several: one for each address, or one that wraps the system's.
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const innerCode = inner instanceof Error ? (inner as NodeJS.ErrnoException).code : undefined;
  return {
    name: error.name,
    code: typeof code === 'string' ? code : (innerCode ?? ''),
    text: error.message === '' && inner instanceof Error ? inner.message : error.message,
    status: $metadata?.httpStatusCode,
  };
}

interface Rule {
  when(facts: Facts): boolean;
  explain(what: string, context: AwsContext, text: string): Explanation;
}

const named =
  (...names: readonly string[]) =>
  ({ name }: Facts) =>
    names.includes(name);

const rules: readonly Rule[] = [
  {
    when: ({ name, text }) => name === 'CredentialsProviderError' && /expired|SSO session|sso login/i.test(text),
    explain: (what) => ({
      code: 'aws-credentials-expired',
      message: `the AWS credentials have expired, so nothing could ${what}`,
      hint: 'get new ones, such as with `aws sso login`, and run again',
    }),
  },
  {
    when: named('CredentialsProviderError'),
    explain: (what) => ({
      code: 'aws-no-credentials',
      message: `there are no AWS credentials to ${what} with`,
      hint: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `aws: { profile: NAME }` at the target',
    }),
  },
  {
    when: ({ name, text }) =>
      ['ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired'].includes(name) || /token.*expired/i.test(text),
    explain: (what) => ({
      code: 'aws-credentials-expired',
      message: `AWS would not ${what}: the session token has expired`,
      hint: 'get new credentials, and run again',
    }),
  },
  {
    when: ({ name, text }) =>
      name === 'RequestTimeTooSkewed' || /signature (not yet current|expired)|must be within|request time/i.test(text),
    explain: (what) => ({
      code: 'aws-clock-skewed',
      message: `AWS would not ${what}: the clock of this machine is more than 5 minutes off`,
      hint: 'set the clock (timedatectl set-ntp true), and run again',
    }),
  },
  {
    when: named('UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidAccessKeyId'),
    explain: (what) => ({
      code: 'aws-credentials-invalid',
      message: `AWS would not ${what}: it does not know the access key, or the session token does not belong to it`,
      hint: 'check AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN, or the profile',
    }),
  },
  {
    when: ({ name, text }) => /Signature/.test(name) && /credential should be scoped to a valid region/i.test(text),
    explain: (what, { region }) => ({
      code: 'aws-wrong-region',
      message: `AWS would not ${what}: the request was signed for ${region}, which is not where it went`,
      hint: 'set `aws: { region: ... }` of the target to the region of the function',
    }),
  },
  {
    when: named('InvalidSignatureException', 'SignatureDoesNotMatch', 'IncompleteSignature'),
    explain: (what) => ({
      code: 'aws-signature-refused',
      message: `AWS would not ${what}: the signature is not right`,
      hint: 'check AWS_SECRET_ACCESS_KEY, and that no proxy on the way changes requests',
    }),
  },
  {
    when: ({ name, status }) => /AccessDenied|UnauthorizedOperation|NotAuthorized/.test(name) || status === 403,
    explain: (what, _context, text) => ({
      code: 'aws-access-denied',
      message: `AWS would not ${what}: not allowed${deniedAction(text)}`,
      hint: 'docs/aws.md has the policy with the actions that are needed',
    }),
  },
  {
    when: named('ResourceNotFoundException'),
    explain: (_what, { region, functionName, logGroup }) => ({
      code: 'aws-not-found',
      message: `there is no ${functionName === undefined ? `log group ${logGroup}` : `function ${functionName} (or no such version or alias of it)`} in ${region}, in the account of these credentials`,
      hint: 'check `functionName`, `qualifier`, `aws.region` and the credentials’ account',
    }),
  },
  {
    when: ({ name, status }) => status === 429 || /Throttl|TooManyRequests/.test(name),
    explain: (what) => ({
      code: 'aws-throttled',
      message: `AWS would not ${what}: throttled`,
      hint: 'wait a moment, and look at reserved concurrency and the limits of the account',
    }),
  },
  {
    when: ({ code, name }) => networkCodes.has(code) || name === 'TimeoutError',
    explain: (what, { region }) => ({
      code: 'aws-unreachable',
      message: `AWS could not be reached in ${region} to ${what}`,
      hint: 'check the network, the region, and `lambdaEndpoint`, `logsEndpoint`, AWS_ENDPOINT_URL',
    }),
  },
];

const networkCodes = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'],
]);

/** The action is in AWS's text: `... is not authorized to perform: lambda:InvokeFunction on resource: ...`. */
function deniedAction(text: string): string {
  const [, action] = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(text) ?? [];
  return action === undefined ? '' : ` to do ${action}`;
}

/** Long words may be keys, tokens and signatures; a signed text spans lines. */
export const redacted = (text: string): string =>
  printable(text.split('\n', 1)[0] ?? '')
    .replace(/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{8,}\b/g, '...')
    .replace(/(Credential|Signature|SignedHeaders|token|secret)=?\s*[^\s,]+/gi, '$1 ...')
    .replace(/[A-Za-z0-9+/=_-]{32,}/g, '...')
    .slice(0, 200);

/**
 * Why a function URL refused, where its answer tells: in our words, because AWS's repeat what was signed. Undefined for an answer that
 * a function may as well have given itself.
 */
export function explainRefusal(status: number, body: string): string | undefined {
  if (status !== 403 || !/"?message"?\s*:/i.test(body)) return undefined;
  if (/security token.*expired/i.test(body)) return 'the session token has expired';
  if (/security token.*invalid/i.test(body)) return 'AWS does not know the access key, or the session token';
  if (/signature (not yet current|expired)/i.test(body)) return 'the clock of this machine is more than 5 minutes off';
  if (/scoped to a valid region/i.test(body)) return 'the request was signed for another region';
  if (/signature.*not match|does not match the signature/i.test(body)) return 'the signature is not right';
  if (/missing authentication|forbidden/i.test(body))
    return 'forbidden: not signed (auth AWS_IAM), or without permission (lambda:InvokeFunctionUrl)';
  return undefined;
}

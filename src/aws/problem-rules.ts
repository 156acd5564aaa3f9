import type { AwsContext, ProblemFacts } from './problem-facts.ts';

interface Explanation {
  /** Of the UserError. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

interface Rule {
  when(facts: ProblemFacts): boolean;
  /** @param what the failed operation, such as `invoke orders` */
  explain(what: string, context: AwsContext, facts: ProblemFacts): Explanation;
}

/** The first matching rule explains the problem. */
export const problemRules: readonly Rule[] = [
  {
    when: (facts) => isCredentialSearch(facts) && /expired|SSO session|sso login/i.test(facts.text),
    explain: (what, { profile }) => ({
      code: 'aws-credentials-expired',
      message: `there are no AWS credentials to ${what}: the session (aws sso login) is missing or has expired${ofProfile(profile)}`,
      hint: `log in with \`aws sso login${profile === undefined ? '' : ` --profile ${profile}`}\`, and run again`,
    }),
  },
  {
    when: isCredentialSearch,
    explain: (what, { profile = process.env['AWS_PROFILE'] }) => ({
      code: 'aws-no-credentials',
      message: `there are no AWS credentials to ${what}${ofProfile(profile || undefined)}`,
      hint: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `aws: { profile: NAME }` on the target',
    }),
  },
  {
    when: ({ name, text }) =>
      ['ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired'].includes(name) ||
      /security token.*expired/i.test(text),
    explain: (what) => ({
      code: 'aws-credentials-expired',
      message: `AWS refused to ${what}: the session token has expired`,
      hint: 'get new credentials, and run again',
    }),
  },
  {
    when: ({ name, text }) =>
      name === 'RequestTimeTooSkewed' || /signature (not yet current|expired)|request time and the current/i.test(text),
    explain: (what) => ({
      code: 'aws-clock-skewed',
      message: `AWS refused to ${what}: the clock of this machine is wrong by more than 5 minutes`,
      hint: 'set the clock (timedatectl set-ntp true), and run again',
    }),
  },
  {
    when: named('UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidAccessKeyId'),
    explain: (what) => ({
      code: 'aws-credentials-invalid',
      message: `AWS refused to ${what}: it does not know the access key, or the session token does not belong to it`,
      hint: 'check AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN, or the profile',
    }),
  },
  {
    when: ({ name, text }) => /Signature/.test(name) && /scoped to a valid region/i.test(text),
    explain: (what, { region }) => ({
      code: 'aws-wrong-region',
      message: `AWS refused to ${what}: the request was signed for ${region}, but sent to another region`,
      hint: 'set `aws: { region: ... }` on the target to the region of the function',
    }),
  },
  {
    when: named(
      ...['InvalidSignatureException', 'SignatureDoesNotMatch', 'IncompleteSignature', 'IncompleteSignatureException'],
      ...['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
    ),
    explain: (what) => ({
      code: 'aws-signature-refused',
      message: `AWS refused to ${what}: the signature is wrong`,
      hint: 'check AWS_SECRET_ACCESS_KEY, and that no proxy changes the requests',
    }),
  },
  {
    when: ({ text }) => /not reachable in this region/i.test(text),
    explain: (what, { region }, { text }) => ({
      code: 'aws-wrong-region',
      message: `AWS refused to ${what}: the function is in ${/Functions from '([a-z0-9-]+)'/.exec(text)?.[1] ?? 'another region'}, not in ${region}`,
      hint: 'set `aws: { region: ... }` on the target to the region of the function',
    }),
  },
  {
    when: ({ name, status }) => /AccessDenied|UnauthorizedOperation|NotAuthorized/.test(name) || status === 403,
    explain: (what, { action }, { text }) => ({
      code: 'aws-access-denied',
      message: `AWS refused to ${what}: not allowed${deniedAction(text, action)}`,
      hint: 'docs/aws.md has a policy with the required actions',
    }),
  },
  {
    when: named('ResourceNotFoundException'),
    explain: (_what, { region, functionName, logGroup }) => ({
      code: 'aws-not-found',
      message: `there is no ${functionName === undefined ? `log group ${logGroup}` : `function ${functionName} (or no such version or alias)`} in ${region}, in the account of these credentials`,
      hint: 'check `functionName`, `qualifier`, `aws.region` and the credentials’ account',
    }),
  },
  {
    when: ({ name, status }) => status === 429 || /Throttl|TooManyRequests/.test(name),
    explain: (what) => ({
      code: 'aws-throttled',
      message: `AWS refused to ${what}: throttled`,
      hint: 'wait a moment, and check the reserved concurrency and the limits of the account',
    }),
  },
  {
    when: ({ code, name }) => networkCodes.has(code) || name === 'TimeoutError',
    explain: (what, { region }, { code }) => ({
      code: 'aws-unreachable',
      message: `AWS could not be reached in ${region} to ${what}${networkCodes.has(code) ? ` (${code})` : ''}`,
      hint: 'check the network, the region, and `lambdaEndpoint`, `logsEndpoint`, AWS_ENDPOINT_URL',
    }),
  },
  {
    when: ({ code }) => /^(ERR_TLS_)?(CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/.test(code),
    explain: (what, { region }, { code }) => ({
      code: 'aws-untrusted',
      message: `could not ${what}: the endpoint in ${region} has an untrusted certificate (${code})`,
      hint: 'behind a proxy that inspects TLS, name its authority in NODE_EXTRA_CA_CERTS',
    }),
  },
  {
    when: isNotAws,
    explain: (what, { region }) => ({
      code: 'aws-endpoint-wrong',
      message: `could not ${what}: the endpoint in ${region} is not an AWS API`,
      hint: 'check `lambdaEndpoint`, `logsEndpoint`, AWS_ENDPOINT_URL and its variants, and proxies',
    }),
  },
];

function named(...names: readonly string[]) {
  return ({ name }: ProblemFacts): boolean => names.includes(name);
}

function isCredentialSearch({ name }: ProblemFacts): boolean {
  return ['CredentialsProviderError', 'TokenProviderError', 'ProviderError'].includes(name);
}

/** Not HTTP, not JSON, or an error without the name that all errors of AWS have. */
function isNotAws({ name, code, status }: ProblemFacts): boolean {
  if (code.startsWith('HPE_') || code === 'EPROTO' || code === 'ERR_INVALID_URL') return true;
  if (status === undefined) return false;
  return name === 'SyntaxError' || (name === 'Unknown' && status < 500);
}

const networkCodes = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'],
]);

const ofProfile = (profile: string | undefined): string => (profile === undefined ? '' : ` (profile ${profile})`);

/** AWS's message names it: `... is not authorized to perform: lambda:InvokeFunction on resource: ...`. */
function deniedAction(text: string, expected: string | undefined): string {
  const action = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(text)?.[1] ?? expected;
  return action === undefined ? '' : ` to do ${action}`;
}

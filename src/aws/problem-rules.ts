import type { AwsContext, ProblemFacts } from './problem-facts.ts';

interface Explanation {
  /** Of the UserError. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

interface Rule {
  when(facts: ProblemFacts): boolean;
  /** @param what could not be done, such as `invoke orders` */
  explain(what: string, context: AwsContext, facts: ProblemFacts): Explanation;
}

/** The first that holds explains the problem. */
export const problemRules: readonly Rule[] = [
  {
    when: (facts) => isCredentialSearch(facts) && /expired|SSO session|sso login/i.test(facts.text),
    explain: (what, { profile }) => ({
      code: 'aws-credentials-expired',
      message: `there are no AWS credentials to ${what} with: the session (aws sso login) is not there or has expired${ofProfile(profile)}`,
      hint: `log in with \`aws sso login${profile === undefined ? '' : ` --profile ${profile}`}\`, and run again`,
    }),
  },
  {
    when: isCredentialSearch,
    explain: (what, { profile = process.env['AWS_PROFILE'] }) => ({
      code: 'aws-no-credentials',
      message: `there are no AWS credentials to ${what} with${ofProfile(profile || undefined)}`,
      hint: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `aws: { profile: NAME }` at the target',
    }),
  },
  {
    when: ({ name, text }) =>
      ['ExpiredTokenException', 'ExpiredToken', 'TokenRefreshRequired'].includes(name) ||
      /security token.*expired/i.test(text),
    explain: (what) => ({
      code: 'aws-credentials-expired',
      message: `AWS would not ${what}: the session token has expired`,
      hint: 'get new credentials, and run again',
    }),
  },
  {
    when: ({ name, text }) =>
      name === 'RequestTimeTooSkewed' || /signature (not yet current|expired)|request time and the current/i.test(text),
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
    when: ({ name, text }) => /Signature/.test(name) && /scoped to a valid region/i.test(text),
    explain: (what, { region }) => ({
      code: 'aws-wrong-region',
      message: `AWS would not ${what}: the request was signed for ${region}, which is not where it went`,
      hint: 'set `aws: { region: ... }` of the target to the region of the function',
    }),
  },
  {
    when: named(
      ...['InvalidSignatureException', 'SignatureDoesNotMatch', 'IncompleteSignature', 'IncompleteSignatureException'],
      ...['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
    ),
    explain: (what) => ({
      code: 'aws-signature-refused',
      message: `AWS would not ${what}: the signature is not right`,
      hint: 'check AWS_SECRET_ACCESS_KEY, and that no proxy on the way changes requests',
    }),
  },
  {
    when: ({ text }) => /not reachable in this region/i.test(text),
    explain: (what, { region }, { text }) => ({
      code: 'aws-wrong-region',
      message: `AWS would not ${what}: the function is in ${/Functions from '([a-z0-9-]+)'/.exec(text)?.[1] ?? 'another region'}, and ${region} was asked`,
      hint: 'set `aws: { region: ... }` of the target to the region of the function',
    }),
  },
  {
    when: ({ name, status }) => /AccessDenied|UnauthorizedOperation|NotAuthorized/.test(name) || status === 403,
    explain: (what, { action }, { text }) => ({
      code: 'aws-access-denied',
      message: `AWS would not ${what}: not allowed${deniedAction(text, action)}`,
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
      message: `could not ${what}: what answers in ${region} has a certificate that is not to be trusted (${code})`,
      hint: 'behind a proxy that looks into TLS, name its authority in NODE_EXTRA_CA_CERTS',
    }),
  },
  {
    when: isNotAws,
    explain: (what, { region }) => ({
      code: 'aws-endpoint-wrong',
      message: `could not ${what}: what answers in ${region} is not the API of AWS`,
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

/** AWS's text has it: `... is not authorized to perform: lambda:InvokeFunction on resource: ...`. */
function deniedAction(text: string, expected: string | undefined): string {
  const action = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(text)?.[1] ?? expected;
  return action === undefined ? '' : ` to do ${action}`;
}

import { describe, expect, it } from 'vitest';
import { awsProblem, explainRefusal } from '../../../src/aws/aws-problem.ts';
import { redacted } from '../../../src/aws/redacted.ts';

const place = { region: 'eu-west-1', functionName: 'orders' };

/** As the SDK throws it. */
function sdkError(name: string, message: string, status?: number, code?: string): Error {
  return Object.assign(new Error(message), {
    name,
    ...(status !== undefined && { $metadata: { httpStatusCode: status } }),
    ...(code !== undefined && { code }),
  });
}

describe('an error of the SDK is one message', () => {
  it.each([
    [
      'CredentialsProviderError',
      'Could not load credentials from any providers',
      undefined,
      'there are no AWS credentials',
    ],
    [
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired.',
      undefined,
      'the session (aws sso login) is missing or has expired',
    ],
    [
      'ExpiredTokenException',
      'The security token included in the request is expired',
      403,
      'the session token has expired',
    ],
    [
      'InvalidSignatureException',
      'Signature expired: 20261121T000000Z is now earlier than 20261121T001000Z',
      403,
      'the clock of this machine is wrong by more than 5 minutes',
    ],
    [
      'InvalidSignatureException',
      'Signature not yet current: 20261121T010000Z is still later than',
      403,
      'the clock of this machine is wrong by more than 5 minutes',
    ],
    [
      'InvalidSignatureException',
      'Credential should be scoped to a valid region.',
      403,
      'signed for eu-west-1, but sent to another region',
    ],
    [
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided.',
      403,
      'the signature is wrong',
    ],
    [
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      403,
      'it does not know the access key',
    ],
    [
      'AccessDeniedException',
      'User: arn:aws:iam::1:user/u is not authorized to perform: lambda:InvokeFunction on resource: x',
      403,
      'not allowed to do lambda:InvokeFunction',
    ],
    ['ResourceNotFoundException', 'Function not found: arn', 404, 'there is no function orders'],
    ['TooManyRequestsException', 'Rate Exceeded.', 429, 'throttled'],
  ])('%s: %s', (name, text, status, expected) => {
    const problem = awsProblem(sdkError(name, text, status), 'invoke', place);
    expect(problem.message).toContain(expected);
    expect(problem.hint).toBeTruthy();
  });

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'ETIMEDOUT'])('%s is a network that is not there', (code) => {
    const { message } = awsProblem(sdkError('Error', 'connect', undefined, code), 'invoke', place);
    expect(message).toBe(`AWS could not be reached in eu-west-1 to invoke orders (${code})`);
  });

  it('of several addresses is that of the first', () => {
    const several = new AggregateError([sdkError('Error', 'connect', undefined, 'ECONNREFUSED')], '');
    expect(awsProblem(several, 'invoke', place).code).toBe('aws-unreachable');
  });
});

/** Made up, of the forms that AWS gives them. */
const secrets = {
  accessKeyId: 'ASIAQWERTYUIOPASDFGH',
  secretAccessKey: 'abcdEFGHijklMNOPqrstUVWXyz0123456789/+ab',
  sessionToken: 'IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQD',
  signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
};

it.each([
  'InvalidSignatureException',
  'AccessDeniedException',
  'ServiceException',
  'CredentialsProviderError',
  'UnrecognizedClientException',
  'ValidationException',
])('%s: nothing that was signed with gets into a message or a hint', (name) => {
  const { accessKeyId, secretAccessKey, sessionToken, signature } = secrets;
  for (const text of [
    `The Canonical String should have been 'POST\n/\nx-amz-security-token:${sessionToken}\n'`,
    `bad Authorization: AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=${signature}`,
    `profile has aws_secret_access_key = ${secretAccessKey}`,
    `token ${sessionToken} and key ${accessKeyId} and ${secretAccessKey} and ${signature}`,
  ]) {
    const { message, hint } = awsProblem(sdkError(name, text, 400), 'invoke', place);
    for (const secret of Object.values(secrets)) {
      expect(message).not.toContain(secret);
      expect(hint).not.toContain(secret);
    }
  }
});

it('an unknown error keeps what it says, on one line and without escapes', () => {
  expect(redacted('Too many layers\u001b[31m in the sky\nsecond line')).toMatch(/^Too many layers.* in the sky$/);
  expect(awsProblem(sdkError('OddException', 'Too many layers', 400), 'invoke', place).message).toBe(
    'AWS refused to invoke orders in eu-west-1: OddException: Too many layers',
  );
});

describe('a refusal of a function URL', () => {
  it.each([
    [
      403,
      '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://..."}',
      'forbidden: not signed',
    ],
    [403, '{"message":"Signature expired: 20261121T0000Z is now earlier than ..."}', 'the clock of this machine'],
    [403, '{"message":"The security token included in the request is expired"}', 'the session token has expired'],
    [403, '{"message":"The security token included in the request is invalid."}', 'does not know the access key'],
    [403, '{"message":"Credential should be scoped to a valid region. "}', 'for another region'],
    [
      403,
      '{"message":"The request signature we calculated does not match the signature you provided. The Canonical String ..."}',
      'the signature is wrong',
    ],
  ])('%i %s', (status, body, expected) => {
    expect(explainRefusal(status, body)).toContain(expected);
  });

  it.each([
    [403, 'you shall not pass'],
    [500, '{"message":"Forbidden"}'],
    [403, '{"message":"order 7 is not yours"}'],
  ])('that the function may have given itself is not explained: %i %s', (status, body) => {
    expect(explainRefusal(status, body)).toBeUndefined();
  });
});

import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { LocalCredentials } from '../model/platform/lambda.ts';

interface FunctionRole {
  readonly functionName: string;
  /** Absent: the embedded Lambda makes placeholders up. */
  readonly profile: string | undefined;
}

/**
 * By function name: the credentials of the profiles that these functions run with.
 * @throws {UserError} `aws-no-credentials`
 */
export async function roleCredentials(roles: readonly FunctionRole[]): Promise<Record<string, LocalCredentials>> {
  const withProfile = roles.flatMap(({ functionName, profile }) =>
    profile === undefined ? [] : [[functionName, profile] as const],
  );
  const own = await Promise.all(
    withProfile.map(async ([functionName, profile]) => [functionName, await profileCredentials(profile)] as const),
  );
  return Object.fromEntries(own);
}

/**
 * The credentials that a profile has now. Only the profile is asked: the standard chain would take an instance's role, or a
 * container's, where the profile has none. The SDK's text is not repeated, as it may hold what a credential process printed.
 * @throws {UserError} `aws-no-credentials`
 */
async function profileCredentials(profile: string): Promise<LocalCredentials> {
  const { fromIni } = await import('@aws-sdk/credential-provider-ini');
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await fromIni({ profile })();
    return { accessKeyId, secretAccessKey, ...optional('sessionToken', sessionToken) };
  } catch {
    throw new UserError('aws-no-credentials', `the AWS profile ${profile} has no credentials`, {
      hint: `see \`aws configure list --profile ${profile}\`; a session that has expired is renewed by \`aws sso login --profile ${profile}\``,
    });
  }
}

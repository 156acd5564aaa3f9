import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { LocalCredentials } from '../model/platform/lambda.ts';

interface FunctionRole {
  readonly functionName: string;
  /** Undefined: the embedded Lambda generates placeholders. */
  readonly profile: string | undefined;
}

/**
 * The credentials of the profiles of these functions, by function name.
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
 * The current credentials of a profile. Reads only the profile: the standard chain would use the role of an instance or a
 * container if the profile has none. Does not repeat the SDK's message, which may contain the output of a credential process.
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

import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { LocalCredentials } from '../model/platform/lambda.ts';

/**
 * The credentials of the profiles of these functions, by function name. A function without a profile has generated placeholders.
 * @throws {UserError} `aws-no-credentials`
 */
export async function roleCredentials(
  roles: readonly { readonly functionName: string; readonly profile: string | undefined }[],
): Promise<Record<string, LocalCredentials>> {
  const own: Record<string, LocalCredentials> = {};
  for (const { functionName, profile } of roles)
    if (profile !== undefined) own[functionName] = await profileCredentials(profile);
  return own;
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

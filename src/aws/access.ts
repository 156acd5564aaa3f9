import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import { namedFunction } from './function-name.ts';

// The user has already chosen a Node version, and the SDK's warning would appear between the lines of a run.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Region, profile and endpoints. The standard credential chain and the environment provide the rest. */
export interface AwsAccess {
  readonly region?: string;
  readonly profile?: string;
  /** Lambda API endpoint, such as that of an emulator. */
  readonly lambdaEndpoint?: string;
  readonly logsEndpoint?: string;
}

interface ClientOptions {
  readonly region: string;
  /** Default: the SDK's three. */
  readonly maxAttempts?: number;
  /** Default: a few sockets, with timeouts for connections and responses. */
  readonly requestHandler?: NonNullable<LambdaClientConfig['requestHandler']>;
}

/** The SDK has no timeouts by default. These operations take at most seconds. */
const patience = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/**
 * The region of the settings, else of an ARN or a function URL, else of the environment or the profile.
 * @throws {UserError} `aws-no-region`
 */
export async function regionOf(
  { region, profile }: AwsAccess,
  { url, functionName }: { readonly url?: string | undefined; readonly functionName?: string | undefined } = {},
): Promise<string> {
  const found =
    region ??
    (functionName === undefined ? undefined : namedFunction(functionName).region) ??
    /^https?:\/\/[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.aws(?=[:/]|$)/.exec(url ?? '')?.[1] ??
    (await configuredRegion(profile));
  if (found !== undefined) return found;
  throw new UserError('aws-no-region', 'no AWS region is set', {
    hint: 'set `aws: { region: eu-west-1 }` on the target, AWS_REGION in the environment, or a region in the profile',
  });
}

/** As the SDK's clients find it: AWS_REGION, then the profile. */
async function configuredRegion(profile: string | undefined): Promise<string | undefined> {
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(optional('profile', profile));
  try {
    return await client.config.region();
  } catch (error) {
    // The SDK throws this error if there is none.
    if (error instanceof Error && /region/i.test(error.message)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/**
 * The standard chain: environment, profile (SSO, roles, processes), container, instance. It finds credentials once, and again
 * shortly before they expire. The request to the instance metadata service times out after 2 s; AWS_EC2_METADATA_DISABLED
 * skips it.
 */
export async function credentialsOf({ profile }: AwsAccess) {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return defaultProvider(optional('profile', profile));
}

/** Loaded on demand: a run without AWS never loads the SDK. */
export async function lambdaClient(access: AwsAccess, options: ClientOptions): Promise<LambdaClient> {
  const { LambdaClient: Client } = await import('@aws-sdk/client-lambda');
  return new Client(await settingsOf(access, access.lambdaEndpoint, options));
}

export async function logsClient(access: AwsAccess, options: ClientOptions): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient: Client } = await import('@aws-sdk/client-cloudwatch-logs');
  return new Client(await settingsOf(access, access.logsEndpoint, options));
}

/** Its endpoint: that of the region, or AWS_ENDPOINT_URL_ECS. */
export async function ecsClient(access: AwsAccess, options: ClientOptions): Promise<ECSClient> {
  const { ECSClient: Client } = await import('@aws-sdk/client-ecs');
  return new Client(await settingsOf(access, undefined, options));
}

const settingsOf = async (access: AwsAccess, endpoint: string | undefined, options: ClientOptions) => ({
  requestHandler: patience,
  ...options,
  ...optional('profile', access.profile),
  ...optional('endpoint', endpoint),
  credentials: await credentialsOf(access),
});

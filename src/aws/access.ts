import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import { namedFunction } from './function-name.ts';

// Which Node this runs on has been decided by whoever installed it: the SDK's own warning would stand between the lines of a run.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Where AWS is, and as whom. What is not said here, the standard credential chain and the environment say. */
export interface AwsAccess {
  readonly region?: string;
  readonly profile?: string;
  /** Of the Lambda API, such as an emulator's. */
  readonly lambdaEndpoint?: string;
  readonly logsEndpoint?: string;
}

interface ClientOptions {
  readonly region: string;
  /** Absent: the SDK's own three. */
  readonly maxAttempts?: number;
  /** Absent: of a few sockets, which gives up what does not connect or answer. */
  readonly requestHandler?: NonNullable<LambdaClientConfig['requestHandler']>;
}

/** The SDK's own would wait without end. None of the operations asked here takes more than seconds. */
const patience = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/**
 * The region that the access says, else that of an ARN or of a function URL, else of the environment or the profile.
 * @throws {UserError} `aws-no-region`
 */
export async function regionOf(
  { region, profile }: AwsAccess,
  { url, functionName }: { readonly url?: string | undefined; readonly functionName?: string | undefined } = {},
): Promise<string> {
  const told =
    region ??
    (functionName === undefined ? undefined : namedFunction(functionName).region) ??
    /^https?:\/\/[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.aws(?=[:/]|$)/.exec(url ?? '')?.[1] ??
    (await configuredRegion(profile));
  if (told !== undefined) return told;
  throw new UserError('aws-no-region', 'no AWS region is known', {
    hint: 'set `aws: { region: eu-west-1 }` at the target, AWS_REGION in the environment, or a region in the profile',
  });
}

/** As the SDK's clients find it: AWS_REGION, then the profile. */
async function configuredRegion(profile: string | undefined): Promise<string | undefined> {
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(optional('profile', profile));
  try {
    return await client.config.region();
  } catch (error) {
    // The SDK's way to say that there is none.
    if (error instanceof Error && /region/i.test(error.message)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/**
 * The standard chain: environment, profile (SSO, roles, processes), container, instance. It looks for credentials once, and again
 * shortly before they expire. An instance's metadata service that does not answer is given up after 2 s; AWS_EC2_METADATA_DISABLED
 * spares the question.
 */
export async function credentialsOf({ profile }: AwsAccess) {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return defaultProvider(optional('profile', profile));
}

/** Loaded when it is asked for: a run without AWS never loads the SDK. */
export async function lambdaClient(access: AwsAccess, options: ClientOptions): Promise<LambdaClient> {
  const { LambdaClient: Client } = await import('@aws-sdk/client-lambda');
  return new Client({
    requestHandler: patience,
    ...options,
    ...optional('profile', access.profile),
    ...optional('endpoint', access.lambdaEndpoint),
    credentials: await credentialsOf(access),
  });
}

export async function logsClient(access: AwsAccess, options: ClientOptions): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient: Client } = await import('@aws-sdk/client-cloudwatch-logs');
  return new Client({
    requestHandler: patience,
    ...options,
    ...optional('profile', access.profile),
    ...optional('endpoint', access.logsEndpoint),
    credentials: await credentialsOf(access),
  });
}

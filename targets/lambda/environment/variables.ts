import { optional } from '../../../src/model/optional.ts';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { instanceNumberVariable } from '../../app/instance-seed.ts';
import type { Launch } from '../runtimes/launch.ts';
import { credentialVariables } from '../variables/role-credentials.ts';
import { type PathPlace, searchPaths } from '../variables/search-paths.ts';

export interface EnvironmentPlace {
  readonly runtimeApi: string;
  readonly logStream: string;
  /** Counts the environments of this Lambda from 1, so that each draws its own waiting times, the same in every run. */
  readonly instanceNumber: number;
  /** The only thing of the caller's that an environment gets is its search path, behind Lambda's own. */
  readonly paths: PathPlace;
  /** The environment's own, in place of Lambda's /tmp. */
  readonly temporaryDirectory?: string;
  /** Absent: `on-demand`. */
  readonly initializationType?: InitializationType;
  /** Requests that an environment takes at once, where that may be more than one. */
  readonly maxConcurrency?: number;
  readonly credentials: LocalCredentials;
  /** Of the embedded Lambda, for SDKs inside a function. Absent: there is no Invoke API. */
  readonly invokeEndpoint?: string | undefined;
  /** `host:port` that takes what the X-Ray SDKs send. */
  readonly traceAddress: string;
}

export type InitializationType =
  | 'on-demand'
  | 'provisioned-concurrency'
  | 'snap-start'
  | 'lambda-managed-instances'
  | 'native-http';

export interface FunctionEnvironment {
  readonly functionName: string;
  readonly version: string;
  readonly region: string;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFormat: 'Text' | 'JSON';
  readonly logLevel?: string | undefined;
  readonly logGroup: string;
}

/**
 * The whole environment of a function: what Lambda sets, and the function's own variables. Nothing is inherited, so the
 * caller's credentials stay with the caller. Lambda's reserved names win over the function's own.
 */
export const environmentVariables = (
  config: FunctionEnvironment,
  launch: Omit<Launch, 'command' | 'directory' | 'file'>,
  place: EnvironmentPlace,
): Record<string, string> => ({
  ...searchPaths(launch, place.paths),
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  AWS_XRAY_DAEMON_ADDRESS: place.traceAddress,
  [instanceNumberVariable]: String(place.instanceNumber),
  ...optional('AWS_ENDPOINT_URL_LAMBDA', place.invokeEndpoint),
  ...launch.searchVariables?.(place.paths.opt),
  ...launch.variables,
  ...config.environment,
  ...optional('TMPDIR', place.temporaryDirectory),
  AWS_LAMBDA_FUNCTION_NAME: config.functionName,
  AWS_LAMBDA_FUNCTION_VERSION: config.version,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
  // Source: "Monitoring for Lambda SnapStart": functions with a snapshot have neither.
  ...(place.initializationType !== 'snap-start' && {
    AWS_LAMBDA_LOG_GROUP_NAME: config.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
  }),
  AWS_LAMBDA_LOG_FORMAT: config.logFormat,
  ...optional('AWS_LAMBDA_LOG_LEVEL', config.logLevel),
  AWS_LAMBDA_INITIALIZATION_TYPE: place.initializationType ?? 'on-demand',
  ...optional('AWS_LAMBDA_MAX_CONCURRENCY', place.maxConcurrency?.toString()),
  AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
  ...credentialVariables(place.credentials),
  AWS_REGION: config.region,
  AWS_DEFAULT_REGION: config.region,
  LAMBDA_RUNTIME_DIR: launch.runtimeDirectory,
  LAMBDA_TASK_ROOT: launch.taskRoot,
  _HANDLER: launch.handlerName,
  ...optional('AWS_EXECUTION_ENV', launch.executionEnvironment),
});

/** `2026/11/21/[$LATEST]0123...`: an environment's log stream, as Lambda names it. */
export const logStreamName = (environmentId: string, version: string, now: Date): string =>
  `${now.toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${environmentId.replaceAll('-', '')}`;

import { basename, dirname, extname } from 'node:path';
import type { LambdaConfig } from '../../src/model/programs.ts';
import { instanceNumberVariable } from '../app/instance-seed.ts';

/** There is no region; clients and SDKs inside a function want one to be named. */
const region = 'us-east-1';

/** The account number of AWS's own local emulator. */
const account = '012345678912';

export const functionArn = (functionName: string): string =>
  `arn:aws:lambda:${region}:${account}:function:${functionName}`;

export interface EnvironmentPlace {
  /** `host:port` of this environment's Runtime API. */
  readonly runtimeApi: string;
  readonly runtimeDirectory: string;
  readonly logStream: string;
  /** Counts the environments of this Lambda from 1, so that each draws its own waiting times, the same in every run. */
  readonly instanceNumber: number;
  /** The caller's search path: the only thing of the caller's that an environment gets. */
  readonly path: string;
}

/**
 * The whole environment of a function: what Lambda sets, and the function's own variables. Nothing is inherited, so the
 * caller's credentials stay with the caller. Lambda's reserved names win over the function's own.
 */
export const environmentVariables = (config: LambdaConfig, place: EnvironmentPlace): Record<string, string> => ({
  PATH: place.path,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  [instanceNumberVariable]: String(place.instanceNumber),
  ...config.environment,
  AWS_LAMBDA_FUNCTION_NAME: config.functionName,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.functionName}`,
  AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
  AWS_LAMBDA_LOG_FORMAT: 'Text',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
  AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  LAMBDA_TASK_ROOT: dirname(config.handler.file),
  LAMBDA_RUNTIME_DIR: place.runtimeDirectory,
  _HANDLER: `${basename(config.handler.file, extname(config.handler.file))}.${config.handler.export}`,
});

/** `2026/11/21/[$LATEST]0123...`: an environment's log stream, as Lambda names it. */
export const logStreamName = (environmentId: string, now: Date): string =>
  `${now.toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${environmentId.replaceAll('-', '')}`;

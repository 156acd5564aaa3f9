import type { LambdaFunctionConfig } from '../../src/model/lambda.ts';
import type { FunctionEnvironment } from './environment-variables.ts';
import { placeOf } from './functions/function-place.ts';
import { type FunctionVersion, latest } from './functions/function-version.ts';

/** What of one version of a function its environments are made with. */
export interface VersionSettings extends FunctionEnvironment {
  readonly timeoutMs: number;
}

/**
 * A function is started with a timeout in ms and with variables that Lambda itself would not take; what was changed by the Invoke
 * API since then wins.
 */
export function settingsOf(config: LambdaFunctionConfig, { version, settings }: FunctionVersion): VersionSettings {
  const { functionName, timeoutMs, logFormat } = config;
  return {
    functionName,
    version,
    region: placeOf(config).region,
    memoryMb: settings.memoryMb,
    timeoutMs: settings.timeoutS === wholeSeconds(timeoutMs) ? timeoutMs : settings.timeoutS * 1000,
    environment: settings.variables,
    logFormat: settings.logging.format ?? logFormat,
    logLevel: settings.logging.applicationLogLevel,
  };
}

/** As the API tells and takes it: from 1 to 900. */
export const wholeSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** The version that a function URL runs: the one that has environments provisioned, as an alias on it would. */
export const urlVersion = ({ provisionedConcurrency }: LambdaFunctionConfig): string =>
  provisionedConcurrency === undefined ? latest : '1';

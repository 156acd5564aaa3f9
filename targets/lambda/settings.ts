import type { LambdaFunctionConfig } from '../../src/model/platform/lambda.ts';
import type { FunctionEnvironment, InitializationType } from './environment/variables.ts';
import { placeOf } from './functions/function-place.ts';
import { type FunctionVersion, isSnapshot, latest } from './functions/function-version.ts';
import type { SystemLogLevel } from './logging/system-log-level.ts';
import { launchOf } from './runtimes/runtimes.ts';

export interface VersionSettings extends FunctionEnvironment {
  readonly timeoutMs: number;
  readonly ephemeralStorageMb: number;
  /** Whether its environments are restored from a snapshot: only those of published versions are. */
  readonly isSnapshot: boolean;
  /** The least severe level of platform records that is logged, in JSON only. Absent: all are. */
  readonly systemLogLevel: SystemLogLevel | undefined;
}

/**
 * A function is started with a timeout in ms and with variables that Lambda itself would not take; what was changed by the Invoke
 * API since then wins.
 */
export function settingsOf(config: LambdaFunctionConfig, { version, settings }: FunctionVersion): VersionSettings {
  const { functionName, timeoutMs } = config;
  const { logging } = settings;
  return {
    functionName,
    version,
    region: placeOf(config).region,
    memoryMb: settings.memoryMb,
    timeoutMs: settings.timeoutS === wholeSeconds(timeoutMs) ? timeoutMs : settings.timeoutS * 1000,
    environment: settings.variables,
    ephemeralStorageMb: settings.ephemeralStorageMb,
    isSnapshot: isSnapshot({ version, settings }),
    logFormat: logging.format,
    logLevel: logging.applicationLogLevel,
    systemLogLevel: logging.systemLogLevel,
    logGroup: logging.group,
  };
}

/** What the records of an environment say about the configuration that it was started with. */
export interface LoggedConfiguration
  extends Pick<
      VersionSettings,
      'functionName' | 'version' | 'region' | 'memoryMb' | 'ephemeralStorageMb' | 'logFormat'
    >,
    Partial<Pick<VersionSettings, 'systemLogLevel'>> {
  readonly initializationType: string;
  /** `nodejs:20.20.0` */
  readonly runtimeVersion: string;
}

export const loggedConfiguration = (
  { code }: LambdaFunctionConfig,
  settings: VersionSettings,
  initializationType: InitializationType,
): LoggedConfiguration => ({
  ...settings,
  initializationType,
  runtimeVersion: launchOf(code).runtimeVersion ?? `nodejs:${process.versions.node}`,
});

/** The API's unit: from 1 to 900. */
export const wholeSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** The version that a function URL runs: the one that has environments provisioned, or a snapshot, as an alias on it would. */
export const urlVersion = ({
  provisionedConcurrency,
  snapshot = false,
}: Pick<LambdaFunctionConfig, 'provisionedConcurrency' | 'snapshot'>): string =>
  provisionedConcurrency === undefined && !snapshot ? latest : '1';

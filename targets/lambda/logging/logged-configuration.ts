import type { SystemLogLevel } from './system-log-level.ts';

/** What the records of an environment say of the configuration that it was started with. */
export interface LoggedConfiguration {
  readonly functionName: string;
  /** `$LATEST`, `1`, `2`, ... */
  readonly version: string;
  readonly region: string;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly logFormat: 'Text' | 'JSON';
  /** The least severe level of platform records that is logged, in JSON only. Absent: all are. */
  readonly systemLogLevel?: SystemLogLevel | undefined;
  /** `on-demand` and the others of `AWS_LAMBDA_INITIALIZATION_TYPE`. */
  readonly initializationType: string;
  /** `nodejs:20.20.0` */
  readonly runtimeVersion: string;
}

import { createHash } from 'node:crypto';
import type { ReportEvent } from '../../../src/model/platform/telemetry.ts';
import type { ExtensionStatus } from '../extensions/extension.ts';
import { runtimeArn } from '../functions/function-place.ts';

/** The lines of CloudWatch Logs in Lambda's text format, without their line end. */

export const startLine = (requestId: string, version: string): string =>
  `START RequestId: ${requestId} Version: ${version}`;

export const endLine = (requestId: string): string => `END RequestId: ${requestId}`;

/** Lambda ends the line with a tab, unless a status follows. */
export function reportLine({ requestId, status, errorType, metrics }: ReportEvent['record']): string {
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB } = metrics;
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedDurationMs} ms`,
    `Memory Size: ${memorySizeMB} MB`,
    `Max Memory Used: ${maxMemoryUsedMB} MB`,
    ...startFields(metrics),
    ...(status === 'success' ? [''] : statusFields(status, errorType)),
  ].join('\t');
}

/** Of the call that an environment was started for. */
function startFields({
  initDurationMs,
  restoreDurationMs,
  billedRestoreDurationMs = 0,
}: ReportEvent['record']['metrics']): string[] {
  if (initDurationMs !== undefined) return [`Init Duration: ${initDurationMs.toFixed(2)} ms`];
  if (restoreDurationMs === undefined) return [];
  return [
    `Restore Duration: ${restoreDurationMs.toFixed(2)} ms`,
    `Billed Restore Duration: ${billedRestoreDurationMs} ms`,
  ];
}

/** `EXTENSION\tName: agent\tState: Ready\tEvents: [INVOKE, SHUTDOWN]` */
export const extensionLine = ({ name, state, events, errorType }: ExtensionStatus): string =>
  [
    'EXTENSION',
    `Name: ${name.replaceAll(/\s/g, ' ')}`,
    `State: ${state}`,
    `Events: [${events.join(', ')}]`,
    ...(errorType === undefined ? [] : [`Error Type: ${errorType.replaceAll(/\s/g, ' ')}`]),
  ].join('\t');

/** Our own line: the service says nothing of it. */
export const refusedAnswerLine = (requestId: string, reason: string): string =>
  `RequestId: ${requestId} Error: not a valid HTTP answer: ${reason} (the caller got 502)`;

export interface InitReport {
  readonly initMs: number;
  /** `invoke`: the init was part of an invocation's own time. */
  readonly phase: 'init' | 'invoke';
  readonly status: StartStatus;
  readonly errorType?: string;
}

export type StartStatus = 'success' | 'timeout' | 'error';

export interface EnvironmentInit extends InitReport {
  readonly environmentId: string;
}

/** Lambda logs an init on a line of its own only if it failed. */
export const initReportLine = ({ initMs, phase, status, errorType }: InitReport): string =>
  [`INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms`, `Phase: ${phase}`, ...statusFields(status, errorType)].join(
    '\t',
  );

export interface RestoreReport {
  readonly restoreMs: number;
  /** The part of it that is billed, in whole ms. */
  readonly billedRestoreMs: number;
  /** `invoke`: the restore was part of an invocation's own time. */
  readonly phase: InitReport['phase'];
  readonly status: StartStatus;
  readonly errorType?: string;
}

export interface EnvironmentRestore extends RestoreReport {
  readonly environmentId: string;
}

/** Lambda logs each restore; one that went well without a status. */
export const restoreReportLine = ({ restoreMs, status, errorType }: RestoreReport): string =>
  [
    `RESTORE_REPORT Restore Duration: ${restoreMs.toFixed(2)} ms`,
    ...(status === 'success' ? [] : statusFields(status, errorType)),
  ].join('\t');

export const restoreStartLine = (runtimeVersion: string, region: string): string =>
  `RESTORE_START ${runtimeVersionFields(runtimeVersion, region)}`;

/** @param runtimeVersion such as `nodejs:20.20.0` */
export const initStartLine = (runtimeVersion: string, region: string): string =>
  `INIT_START ${runtimeVersionFields(runtimeVersion, region)}`;

const runtimeVersionFields = (runtimeVersion: string, region: string): string =>
  `Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn(runtimeVersion, region)}`;

/** Lambda's ends with a hash, too. */
export const runtimeVersionArn = (runtimeVersion: string, region: string): string =>
  runtimeArn(region, createHash('sha256').update(runtimeVersion).digest('hex'));

const statusFields = (status: string, errorType: string | undefined): string[] => [
  `Status: ${status}`,
  ...(errorType === undefined || status === 'timeout' ? [] : [`Error Type: ${errorType}`]),
];

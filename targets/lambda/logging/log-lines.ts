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
  const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs } = metrics;
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedDurationMs} ms`,
    `Memory Size: ${memorySizeMB} MB`,
    `Max Memory Used: ${maxMemoryUsedMB} MB`,
    ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
    ...(status === 'success' ? [''] : statusFields(status, errorType)),
  ].join('\t');
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
  readonly status: 'success' | 'timeout' | 'error';
  readonly errorType?: string;
}

export interface EnvironmentInit extends InitReport {
  readonly environmentId: string;
}

/** Lambda logs an init on a line of its own only if it failed. */
export const initReportLine = ({ initMs, phase, status, errorType }: InitReport): string =>
  [`INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms`, `Phase: ${phase}`, ...statusFields(status, errorType)].join(
    '\t',
  );

/** @param runtimeVersion such as `nodejs:20.20.0` */
export const initStartLine = (runtimeVersion: string, region: string): string =>
  `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn(runtimeVersion, region)}`;

/** Lambda's ends with a hash, too. */
export const runtimeVersionArn = (runtimeVersion: string, region: string): string =>
  runtimeArn(region, createHash('sha256').update(runtimeVersion).digest('hex'));

const statusFields = (status: string, errorType: string | undefined): string[] => [
  `Status: ${status}`,
  ...(errorType === undefined || status === 'timeout' ? [] : [`Error Type: ${errorType}`]),
];

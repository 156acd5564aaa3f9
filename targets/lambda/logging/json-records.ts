import { optional } from '../../../src/model/optional.ts';
import type { ManagedReportEvent, ReportEvent } from '../../../src/model/platform/telemetry.ts';
import type { ExtensionStatus } from '../extensions/extension.ts';
import type { LoggedConfiguration } from '../settings.ts';
import { type InitReport, type RestoreReport, runtimeVersionArn } from './log-lines.ts';
import type { PlatformRecord } from './system-log-level.ts';

/** The records of Lambda's JSON log format. */

export const initStartRecord = (
  phase: InitReport['phase'],
  { initializationType, runtimeVersion, functionName, version, region }: LoggedConfiguration,
  time: string,
): PlatformRecord =>
  recordOf(time, 'platform.initStart', {
    ...{ initializationType, phase },
    ...{ runtimeVersion, runtimeVersionArn: runtimeVersionArn(runtimeVersion, region) },
    ...{ functionName, functionVersion: version },
  });

export const extensionRecord = (status: ExtensionStatus, time: string): PlatformRecord =>
  recordOf(time, 'platform.extension', { ...status });

export function initEndRecords(
  report: InitReport,
  { initializationType }: Pick<LoggedConfiguration, 'initializationType'>,
  time: string,
): PlatformRecord[] {
  const { phase, status, errorType, initMs } = report;
  const done = { initializationType, phase, status, ...optional('errorType', errorType) };
  return [
    recordOf(time, 'platform.initRuntimeDone', done),
    recordOf(time, 'platform.initReport', { ...done, metrics: { durationMs: rounded(initMs) } }),
  ];
}

export const restoreStartRecord = (
  { runtimeVersion, functionName, version, region }: LoggedConfiguration,
  time: string,
): PlatformRecord =>
  recordOf(time, 'platform.restoreStart', {
    ...{ functionName, functionVersion: version },
    ...{ runtimeVersion, runtimeVersionArn: runtimeVersionArn(runtimeVersion, region) },
  });

/** AWS's schema has no billed part in `metrics`; its text says that the record shows it. */
export function restoreEndRecords(report: RestoreReport, time: string): PlatformRecord[] {
  const { status, errorType, restoreMs } = report;
  const done = { status, ...optional('errorType', errorType) };
  return [
    recordOf(time, 'platform.restoreRuntimeDone', done),
    recordOf(time, 'platform.restoreReport', { ...done, metrics: { durationMs: rounded(restoreMs) } }),
  ];
}

export const startRecord = (requestId: string, version: string, time: string): PlatformRecord =>
  recordOf(time, 'platform.start', { requestId, version });

/** `runtimeDone` and `report`, without our own fields. */
export function endRecords(record: ReportEvent['record'], producedBytes: number, time: string): PlatformRecord[] {
  const { rollcall: _, ...report } = record;
  const { requestId, status, errorType, metrics } = record;
  const { durationMs } = metrics;
  return [
    recordOf(time, 'platform.runtimeDone', {
      ...{ requestId, status, ...optional('errorType', errorType) },
      metrics: { durationMs, producedBytes },
    }),
    recordOf(time, 'platform.report', report),
  ];
}

export function managedEndRecord(record: ManagedReportEvent['record'], time: string): PlatformRecord {
  const { rollcall: _, ...report } = record;
  return recordOf(time, 'platform.report', report);
}

/** Our own, whatever the level of the log: the service says nothing of it. */
export const refusedAnswerRecord = (requestId: string, reason: string, time: string): string =>
  JSON.stringify({ time, type: 'rollcall.answer-refused', record: { requestId, status: 502, reason } });

const recordOf = (time: string, type: string, record: PlatformRecord['record']): PlatformRecord => ({
  time,
  type,
  record,
});

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

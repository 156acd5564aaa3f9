import type { ManagedReportEvent, ReportEvent } from '../../../src/model/platform/telemetry.ts';
import type { ExtensionStatus } from '../extensions/extension.ts';
import type { LoggedConfiguration } from '../settings.ts';
import {
  endRecords,
  extensionRecord,
  initEndRecords,
  initStartRecord,
  managedEndRecord,
  restoreEndRecords,
  restoreStartRecord,
  startRecord,
} from './json-records.ts';
import {
  endLine,
  extensionLine,
  type InitReport,
  initReportLine,
  initStartLine,
  type RestoreReport,
  reportLine,
  restoreReportLine,
  restoreStartLine,
  startLine,
} from './log-lines.ts';
import { isLogged, type PlatformRecord } from './system-log-level.ts';

/** What the platform writes into the log of a function, in one of Lambda's formats: lines without their end. `time`: ISO 8601. */
export interface PlatformLog {
  initStart(phase: InitReport['phase'], time: string): string[];
  extensions(statuses: readonly ExtensionStatus[], time: string): string[];
  initEnd(report: InitReport, time: string): string[];
  restoreStart(time: string): string[];
  restoreEnd(report: RestoreReport, time: string): string[];
  start(requestId: string, time: string): string[];
  end(record: ReportEvent['record'], producedBytes: number, time: string): string[];
  managedEnd(record: ManagedReportEvent['record'], time: string): string[];
}

export const platformLog = (configuration: LoggedConfiguration): PlatformLog =>
  configuration.logFormat === 'JSON' ? jsonLog(configuration) : textLog(configuration);

/** It has only the first init of an environment, and its end only if it failed, or was that of a snapshot. */
const textLog = ({ runtimeVersion, region, version, initializationType }: LoggedConfiguration): PlatformLog => ({
  initStart: (phase) => (phase === 'init' ? [initStartLine(runtimeVersion, region)] : []),
  extensions: (statuses) => statuses.map(extensionLine),
  initEnd: (report) =>
    report.status === 'success' && initializationType !== 'snap-start' ? [] : [initReportLine(report)],
  restoreStart: () => [restoreStartLine(runtimeVersion, region)],
  restoreEnd: (report) => [restoreReportLine(report)],
  start: (requestId) => [startLine(requestId, version)],
  end: (record) => [endLine(record.requestId), reportLine(record)],
  managedEnd: (record) => [endLine(record.requestId)],
});

function jsonLog(configuration: LoggedConfiguration): PlatformLog {
  const { systemLogLevel, version } = configuration;
  const logged = (...records: readonly PlatformRecord[]): string[] =>
    records
      .filter((record) => systemLogLevel === undefined || isLogged(record, systemLogLevel))
      .map((record) => JSON.stringify(record));
  return {
    initStart: (phase, time) => logged(initStartRecord(phase, configuration, time)),
    extensions: (statuses, time) => logged(...statuses.map((status) => extensionRecord(status, time))),
    initEnd: (report, time) => logged(...initEndRecords(report, configuration, time)),
    restoreStart: (time) => logged(restoreStartRecord(configuration, time)),
    restoreEnd: (report, time) => logged(...restoreEndRecords(report, time)),
    start: (requestId, time) => logged(startRecord(requestId, version, time)),
    end: (record, producedBytes, time) => logged(...endRecords(record, producedBytes, time)),
    managedEnd: (record, time) => logged(managedEndRecord(record, time)),
  };
}

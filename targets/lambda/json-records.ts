import { optional } from '../../src/model/optional.ts';
import type { ReportEvent } from '../../src/model/telemetry.ts';
import type { ExtensionStatus } from './extensions/extension.ts';
import { type InitReport, runtimeVersionArn } from './log-lines.ts';

/** What Lambda's JSON log format says of the function with each init. */
export interface Initialized {
  /** `on-demand` and the others of `AWS_LAMBDA_INITIALIZATION_TYPE`. */
  readonly initializationType: string;
  readonly runtimeVersion: string;
  readonly functionName: string;
  readonly region: string;
}

/** The records of Lambda's JSON log format, each a line without its end. */

export const initStartRecord = (phase: InitReport['phase'], init: Initialized, time: string): string =>
  line(time, 'platform.initStart', {
    ...{ initializationType: init.initializationType, phase },
    ...{ runtimeVersion: init.runtimeVersion, runtimeVersionArn: runtimeVersionArn(init.runtimeVersion, init.region) },
    ...{ functionName: init.functionName, functionVersion: '$LATEST' },
  });

export const extensionRecord = (status: ExtensionStatus, time: string): string =>
  line(time, 'platform.extension', status);

/** `initRuntimeDone` and `initReport`. */
export function initEndRecords(report: InitReport, { initializationType }: Initialized, time: string): string[] {
  const { phase, status, errorType, initMs } = report;
  const done = { initializationType, phase, status, ...optional('errorType', errorType) };
  return [
    line(time, 'platform.initRuntimeDone', done),
    line(time, 'platform.initReport', { ...done, metrics: { durationMs: rounded(initMs) } }),
  ];
}

export const startRecord = (requestId: string, time: string): string =>
  line(time, 'platform.start', { requestId, version: '$LATEST' });

/** `runtimeDone` and `report`, without what only we tell. */
export function endRecords(record: ReportEvent['record'], producedBytes: number, time: string): string[] {
  const { rollcall: _, ...report } = record;
  const { requestId, status, errorType, metrics } = record;
  const { durationMs } = metrics;
  return [
    line(time, 'platform.runtimeDone', {
      ...{ requestId, status, ...optional('errorType', errorType) },
      metrics: { durationMs, producedBytes },
    }),
    line(time, 'platform.report', report),
  ];
}

/** Our own record: the service says nothing of it. */
export const refusedAnswerRecord = (requestId: string, reason: string, time: string): string =>
  line(time, 'rollcall.answer-refused', { requestId, status: 502, reason });

const line = (time: string, type: string, record: object): string => JSON.stringify({ time, type, record });

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

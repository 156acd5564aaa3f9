import { describe, expect, test } from 'vitest';
import type { ReportEvent } from '../../../src/model/platform/telemetry.ts';
import {
  endRecords,
  initEndRecords,
  initStartRecord,
  startRecord,
} from '../../../targets/lambda/logging/json-records.ts';
import {
  endLine,
  initReportLine,
  initStartLine,
  reportLine,
  startLine,
} from '../../../targets/lambda/logging/log-lines.ts';
import { logged } from '../../fixtures/lambda/logged.ts';
import { readLog } from './read-log.ts';

const time = '2026-11-21T14:03:59.123Z';
const record: ReportEvent['record'] = {
  ...{ requestId: '5b1f0c9e-7a42-4d0e-9f63-2c8d41e6a705', status: 'error', errorType: 'Runtime.ExitError' },
  metrics: { durationMs: 99.5, billedDurationMs: 350, memorySizeMB: 128, maxMemoryUsedMB: 64, initDurationMs: 250.4 },
  rollcall: { environmentId: 'e1', startedAtEpochMs: 1 },
};
const failed = { initMs: 10_000, phase: 'init', status: 'timeout' } as const;
const initialized = logged();
const invocation = {
  ...{ requestId: record.requestId, durationMs: 99.5, billedMs: 350, initMs: 250.4, memorySizeMb: 128 },
  ...{ maxMemoryUsedMb: 64, status: 'error', errorType: 'Runtime.ExitError', runtime: 'nodejs:20.20.0' },
};

describe('what the embedded Lambda writes is read', () => {
  test('as text', () => {
    const { requestId } = record;
    const lines = [
      initReportLine(failed),
      initStartLine('nodejs:20.20.0', 'us-east-1'),
      startLine(requestId, '2'),
      endLine(requestId),
    ];
    expect(readLog(`${[...lines, reportLine(record)].join('\n')}\n`)).toEqual([
      { kind: 'failed-init', durationMs: 10_000, phase: 'init', status: 'timeout' },
      { kind: 'region', region: 'us-east-1' },
      { kind: 'invocation', invocation },
    ]);
  });

  test('as JSON', () => {
    const lines = [
      ...initEndRecords(failed, initialized, time),
      initStartRecord('invoke', initialized, time),
      startRecord(record.requestId, '2', time),
      ...endRecords(record, 5, time),
    ];
    const atEpochMs = Date.parse(time);
    expect(readLog(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)).toEqual([
      { kind: 'failed-init', durationMs: 10_000, phase: 'init', status: 'timeout', atEpochMs },
      { kind: 'region', region: 'us-east-1' },
      { kind: 'invocation', invocation: { ...invocation, atEpochMs } },
    ]);
  });
});

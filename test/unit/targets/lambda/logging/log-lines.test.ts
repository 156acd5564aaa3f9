import { describe, expect, it } from 'vitest';
import type { ReportEvent } from '../../../../../src/model/platform/telemetry.ts';
import {
  endLine,
  initReportLine,
  initStartLine,
  type RestoreReport,
  reportLine,
  restoreReportLine,
  startLine,
} from '../../../../../targets/lambda/logging/log-lines.ts';

type Record = ReportEvent['record'];

const record = (metrics: Partial<Record['metrics']>, how: Partial<Record> = {}): Record => ({
  requestId: 'r-1',
  status: 'success',
  metrics: { durationMs: 2.9, billedDurationMs: 3, memorySizeMB: 128, maxMemoryUsedMB: 36, ...metrics },
  rollcall: { environmentId: 'e-1', startedAtEpochMs: 0 },
  ...how,
});

it('START and END as Lambda writes them', () => {
  expect(startLine('r-1', '$LATEST')).toBe('START RequestId: r-1 Version: $LATEST');
  expect(startLine('r-1', '2')).toBe('START RequestId: r-1 Version: 2');
  expect(endLine('r-1')).toBe('END RequestId: r-1');
});

describe('REPORT', () => {
  it.each<[string, Record, string]>([
    [
      'warm',
      record({}),
      'REPORT RequestId: r-1\tDuration: 2.90 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t',
    ],
    [
      'cold: 250.4 + 99.5 = 349.9',
      record({ durationMs: 99.5, billedDurationMs: 350, initDurationMs: 250.4 }),
      'REPORT RequestId: r-1\tDuration: 99.50 ms\tBilled Duration: 350 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 250.40 ms\t',
    ],
    [
      'restored from a snapshot: 2339 + 182 = 2521, as in a line of AWS',
      record({
        durationMs: 2338.66,
        billedDurationMs: 2521,
        restoreDurationMs: 398.97,
        billedRestoreDurationMs: 182,
      }),
      'REPORT RequestId: r-1\tDuration: 2338.66 ms\tBilled Duration: 2521 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tRestore Duration: 398.97 ms\tBilled Restore Duration: 182 ms\t',
    ],
    [
      'timeout',
      record({ durationMs: 3000, billedDurationMs: 3000 }, { status: 'timeout', errorType: 'Sandbox.Timedout' }),
      'REPORT RequestId: r-1\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tStatus: timeout',
    ],
    [
      'a cold call that crashed',
      record({ initDurationMs: 110.1, billedDurationMs: 113 }, { status: 'error', errorType: 'Runtime.ExitError' }),
      'REPORT RequestId: r-1\tDuration: 2.90 ms\tBilled Duration: 113 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 110.10 ms\tStatus: error\tError Type: Runtime.ExitError',
    ],
  ])('%s', (_, given, line) => {
    expect(reportLine(given)).toBe(line);
  });
});

describe('RESTORE_REPORT', () => {
  const restore = { billedRestoreMs: 182, phase: 'init' } as const;

  it.each<[string, RestoreReport, string]>([
    [
      'success: no status',
      { ...restore, restoreMs: 398.97, status: 'success' },
      'RESTORE_REPORT Restore Duration: 398.97 ms',
    ],
    [
      'timeout',
      { ...restore, restoreMs: 10_000.4, status: 'timeout', errorType: 'Sandbox.Timedout' },
      'RESTORE_REPORT Restore Duration: 10000.40 ms\tStatus: timeout',
    ],
    [
      'a hook that threw',
      { ...restore, restoreMs: 1236.04, status: 'error', errorType: 'Runtime.ExitError' },
      'RESTORE_REPORT Restore Duration: 1236.04 ms\tStatus: error\tError Type: Runtime.ExitError',
    ],
  ])('%s', (_, given, line) => {
    expect(restoreReportLine(given)).toBe(line);
  });
});

describe('INIT_REPORT', () => {
  it('timeout', () => {
    expect(initReportLine({ initMs: 10007.33, phase: 'init', status: 'timeout', errorType: 'Sandbox.Timedout' })).toBe(
      'INIT_REPORT Init Duration: 10007.33 ms\tPhase: init\tStatus: timeout',
    );
  });

  it('error', () => {
    expect(initReportLine({ initMs: 41.5, phase: 'invoke', status: 'error', errorType: 'Runtime.ExitError' })).toBe(
      'INIT_REPORT Init Duration: 41.50 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError',
    );
  });
});

it('INIT_START names the version, and an ARN of its region that ends in the hash of it: 64 hex digits', () => {
  expect(initStartLine('nodejs:20.20.0', 'eu-west-1')).toMatch(
    /^INIT_START Runtime Version: nodejs:20\.20\.0\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}$/,
  );
});

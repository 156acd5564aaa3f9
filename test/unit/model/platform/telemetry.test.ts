import { describe, expect, it } from 'vitest';
import {
  type ActiveCpuEvent,
  invocationOf,
  type ManagedReportEvent,
  parseTelemetryLine,
  type ReportEvent,
} from '../../../../src/model/platform/telemetry.ts';

const report = {
  type: 'platform.report',
  time: '2026-11-21T02:00:00.000Z',
  record: {
    requestId: 'r-1',
    status: 'success',
    metrics: {
      durationMs: 99.5,
      billedDurationMs: 350,
      memorySizeMB: 512,
      maxMemoryUsedMB: 61,
      initDurationMs: 250.4,
    },
    rollcall: { environmentId: 'e-1', startedAtEpochMs: 1_700_000_000_000.25, cpuMs: 8, initCpuMs: 40 },
  },
} satisfies ReportEvent;

const environment = {
  type: 'rollcall.environment',
  time: '2026-11-21T02:00:00.000Z',
  record: { environmentId: 'e-1', pid: 7, state: 'idle', atEpochMs: 1_700_000_000_000.5 },
};

const activeCpu = {
  type: 'rollcall.active-cpu',
  time: '2026-11-21T02:00:00.000Z',
  record: { environmentId: 'e-1', pid: 7, requests: 3, peakConcurrency: 2, aliveMs: 1000.5, cpuMs: 40 },
} satisfies ActiveCpuEvent;

const managedReport = {
  type: 'rollcall.managed-report',
  time: '2026-11-21T02:00:00.000Z',
  record: {
    requestId: 'r-1',
    status: 'success',
    metrics: { durationMs: 99.5 },
    rollcall: { environmentId: 'e-1', startedAtEpochMs: 1_700_000_000_000.25, inFlight: 2 },
  },
} satisfies ManagedReportEvent;

describe('invocation of a report', () => {
  it('has our names: 99.5 + 250.4 ms, 350 billed', () => {
    expect(invocationOf(report)).toEqual({
      ...{ requestId: 'r-1', status: 'success', durationMs: 99.5, billedMs: 350, initMs: 250.4 },
      ...{ memorySizeMb: 512, maxMemoryUsedMb: 61, cpuMs: 8, cpuSource: 'kernel', initCpuMs: 40 },
      ...{ environmentId: 'e-1', startedAtEpochMs: 1_700_000_000_000.25 },
    });
  });

  it('lacks what the report lacks', () => {
    const { initDurationMs: _, ...metrics } = report.record.metrics;
    const rollcall = { environmentId: 'e-1', startedAtEpochMs: 1 };
    const warm = invocationOf({ ...report, record: { ...report.record, metrics, rollcall } });
    expect(Object.keys(warm)).not.toEqual(expect.arrayContaining(['initMs']));
    expect(warm).not.toHaveProperty('cpuMs');
    expect(warm).not.toHaveProperty('errorType');
  });
});

describe('telemetry line', () => {
  it('reads back all types of event', () => {
    for (const event of [report, environment, activeCpu, managedReport])
      expect(parseTelemetryLine(JSON.stringify(event))).toEqual(event);
  });

  it('cut anywhere gives nothing, never half an event', () => {
    const line = JSON.stringify(report);
    for (let length = 0; length < line.length; length += 1) {
      expect(parseTelemetryLine(line.slice(0, length))).toBeUndefined();
    }
  });

  it.each([
    ['another type', { ...report, type: 'platform.start' }],
    ['a report without metrics', { ...report, record: { ...report.record, metrics: undefined } }],
    ['a report of AWS itself', { ...report, record: { ...report.record, rollcall: undefined } }],
    ['an environment without an id', { ...environment, record: { atEpochMs: 1 } }],
    ['an active CPU without a life', { ...activeCpu, record: { environmentId: 'e-1' } }],
    ['a name of every object', { ...report, type: 'toString' }],
    ['null', null],
    ['a number', 7],
  ])('gives nothing for %s', (_, value) => {
    expect(parseTelemetryLine(JSON.stringify(value))).toBeUndefined();
  });
});

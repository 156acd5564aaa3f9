import { describe, expect, it } from 'vitest';
import { invocationOf, type ReportEvent, type TelemetryEvent } from '../../../../../src/model/platform/telemetry.ts';
import { Books } from '../../../../../targets/lambda/logging/books.ts';
import type { LoggedConfiguration } from '../../../../../targets/lambda/settings.ts';
import { logged } from '../../../../fixtures/lambda/logged.ts';

const lines: string[] = [];
const events: TelemetryEvent[] = [];

function booksOf(own: Partial<LoggedConfiguration>) {
  lines.length = 0;
  events.length = 0;
  const ledger = {
    printed: (line: string) => void lines.push(line),
    recorded: (event: TelemetryEvent) => void events.push(event),
  };
  return new Books(ledger, logged(own));
}

const call = {
  ...{ requestId: 'r-1', environmentId: 'e-1', failure: undefined, startedAtEpochMs: 0, durationMs: 100 },
  ...{ use: {}, peakRssMb: 40, producedBytes: 2 },
};

describe('a call of version 2 with 512 MB and a /tmp of 1,024 MB', () => {
  const configuration = { version: '2', memoryMb: 512, ephemeralStorageMb: 1024 };

  it('in text: START and REPORT of that version and size, and the same in the telemetry', () => {
    const books = booksOf(configuration);
    books.started('r-1');
    books.ended(call);
    expect(lines).toEqual([
      'START RequestId: r-1 Version: 2',
      'END RequestId: r-1',
      'REPORT RequestId: r-1\tDuration: 100.00 ms\tBilled Duration: 100 ms\tMemory Size: 512 MB\tMax Memory Used: 40 MB\t',
    ]);
    expect(events[0]?.record).toMatchObject({
      metrics: { memorySizeMB: 512 },
      rollcall: { version: '2', ephemeralStorageMb: 1024 },
    });
  });

  it('in JSON: the same of each record', () => {
    const books = booksOf({ ...configuration, logFormat: 'JSON' });
    books.initStarted('init');
    books.started('r-1');
    books.ended(call);
    const [initStart, start, , report] = lines.map((line) => JSON.parse(line));
    expect(initStart.record).toMatchObject({ functionName: 'f', functionVersion: '2' });
    expect(start.record).toEqual({ requestId: 'r-1', version: '2' });
    expect(report.record.metrics.memorySizeMB).toBe(512);
  });
});

describe('a version with a snapshot', () => {
  const restored = {
    ...{ environmentId: 'e-1', restoreMs: 61.204, billedRestoreMs: 53 },
    ...({ phase: 'init', status: 'success' } as const),
  };
  const start = { kind: 'restore', ms: 61.204, billedMs: 53, use: { cpuMs: 2 } } as const;

  it('in text: the init of the snapshot, each restore, and 100 + 53 ms billed for the call', () => {
    const books = booksOf({ version: '1', initializationType: 'snap-start' });
    books.initStarted('init');
    books.snapshotEnded({ version: '1', initMs: 812.5, status: 'success', sizeMb: 16 });
    books.restoreStarted();
    books.restoreEnded(restored);
    books.ended({ ...call, start });
    expect(lines.map((line) => line.replace(/ Runtime Version: .*/, ''))).toEqual([
      'INIT_START',
      'INIT_REPORT Init Duration: 812.50 ms\tPhase: init\tStatus: success',
      'RESTORE_START',
      'RESTORE_REPORT Restore Duration: 61.20 ms',
      'END RequestId: r-1',
      'REPORT RequestId: r-1\tDuration: 100.00 ms\tBilled Duration: 153 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tRestore Duration: 61.20 ms\tBilled Restore Duration: 53 ms\t',
    ]);
    const report = events.find(({ type }) => type === 'platform.report') as ReportEvent;
    expect(invocationOf(report)).toMatchObject({ restoreMs: 61.2, billedRestoreMs: 53, billedMs: 153, initCpuMs: 2 });
    expect(events.map(({ type }) => type)).toEqual(['rollcall.snapshot', 'platform.restoreReport', 'platform.report']);
  });

  it('in JSON: the records of the Telemetry API', () => {
    const books = booksOf({ version: '1', initializationType: 'snap-start', logFormat: 'JSON' });
    books.restoreStarted();
    books.restoreEnded({ ...restored, status: 'error', errorType: 'Runtime.AfterRestoreError' });
    const [started, done, report] = lines.map((line) => JSON.parse(line));
    expect(started).toMatchObject({
      type: 'platform.restoreStart',
      record: { functionName: 'f', functionVersion: '1' },
    });
    const how = { status: 'error', errorType: 'Runtime.AfterRestoreError' };
    expect([done.type, done.record]).toEqual(['platform.restoreRuntimeDone', how]);
    expect([report.type, report.record]).toEqual([
      'platform.restoreReport',
      { ...how, metrics: { durationMs: 61.204 } },
    ]);
  });
});

describe('of one good and one failed call after an init', () => {
  const typesAt = (systemLogLevel: LoggedConfiguration['systemLogLevel']) => {
    const books = booksOf({ logFormat: 'JSON', systemLogLevel });
    books.initStarted('init');
    const tail = [
      ...books.initEnded({ environmentId: 'e-1', initMs: 5, phase: 'init', status: 'success' }),
      ...books.started('r-1'),
      ...books.ended(call),
      ...books.ended({ ...call, failure: { kind: 'timeout', afterMs: 100 } }),
    ];
    // What a caller gets of its log is what is in the log.
    expect(lines.filter((line) => !line.includes('platform.initStart"'))).toEqual(tail);
    expect(events.map(({ type }) => type)).toEqual(['platform.initReport', 'platform.report', 'platform.report']);
    return lines.map((line) => JSON.parse(line).type.replace('platform.', ''));
  };

  it.each([
    [
      undefined,
      ['initStart', 'initRuntimeDone', 'initReport', 'start', 'runtimeDone', 'report', 'runtimeDone', 'report'],
    ],
    [
      'DEBUG',
      ['initStart', 'initRuntimeDone', 'initReport', 'start', 'runtimeDone', 'report', 'runtimeDone', 'report'],
    ],
    ['INFO', ['initStart', 'start', 'report', 'runtimeDone', 'report']],
    ['WARN', ['runtimeDone', 'report']],
  ] as const)('level %s leaves %j in the log, and all in the telemetry', (level, types) => {
    expect(typesAt(level)).toEqual(types);
  });
});

import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '../../../../../src/model/platform/telemetry.ts';
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

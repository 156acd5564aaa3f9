import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowSize } from '../../../src/logs/invocation-window.ts';
import type { LoggedInvocation } from '../../../src/logs/log-finding.ts';
import { LogReader } from '../../../src/logs/log-reader.ts';
import { optional } from '../../../src/model/optional.ts';
import { invocationsOf, readLog, readPieces } from './read-log.ts';
import { report } from './variant.ts';
import { variants } from './variants.ts';

/** Pieces of real logs, of the characters that formats are made of, and of anything. */
const scrap = fc.oneof(
  fc.constantFrom(...variants.map(({ text }) => text)),
  fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '\n', '\r\n', ' ', '\t', '1', 'null', '{"events":[', '""'),
  fc.constantFrom('REPORT ', 'RequestId: ', 'Duration: ', ' ms', 'XRAY TraceId: ', 'timestamp,message\n', '\ufeff'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const anyText = fc.array(scrap, { maxLength: 12 }).map((scraps) => scraps.join(''));

describe('any text', () => {
  test('gives the same findings wherever it is cut, and never throws', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat({ max: 3000 }), { maxLength: 20 }), (text, cuts) => {
        const whole = readLog(text);
        const ascending = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
        const pieces = ascending.slice(1).map((cut, index) => text.slice(ascending[index], cut));
        expect(readPieces(pieces)).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(variants)('cut after every character: $name', ({ text }) => {
    expect(readPieces([...text])).toEqual(readLog(text));
  });

  test('as an event never throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const reader = new LogReader(() => {});
        reader.event(text);
        reader.add(text);
        reader.event(text, { atEpochMs: 1, stream: text });
        reader.end();
      }),
    );
  });

  test('a REPORT that is cut at any place is whole, damaged or not there, but never half', () => {
    const whole = `${report}Init Duration: 110.10 ms\tStatus: error\tError Type: Runtime.ExitError\n`;
    const [invocation] = invocationsOf(readLog(whole));
    for (let length = 0; length < whole.length; length += 1) {
      for (const found of invocationsOf(readLog(whole.slice(0, length)))) {
        // What may be missing at the end is optional in a whole line, and what is there has its whole value.
        expect(invocation).toMatchObject({
          ...found,
          status: 'error',
          ...optional('errorType', invocation?.errorType),
        });
        expect(length).toBeGreaterThanOrEqual(report.trimEnd().length);
      }
    }
  });
});

const ms = fc.nat({ max: 90_000_000 }).map((hundredths) => hundredths / 100);
const whole = fc.nat({ max: 900_000 });
const invocation = fc.record(
  {
    requestId: fc.uuid(),
    durationMs: ms,
    billedMs: whole,
    memorySizeMb: whole,
    maxMemoryUsedMb: whole,
    status: fc.constantFrom('success', 'error', 'timeout', 'failure'),
    atEpochMs: fc.integer({ min: 1_400_000_000_000, max: 1_900_000_000_000 }),
    initMs: ms,
    restoreMs: ms,
    billedRestoreMs: whole,
    xrayTraceId: fc.constant('1-6aa1b2c3-0f1e2d3c4b5a69788796a5b4'),
  },
  { requiredKeys: ['requestId', 'durationMs', 'billedMs', 'memorySizeMb', 'maxMemoryUsedMb', 'status', 'atEpochMs'] },
) as fc.Arbitrary<LoggedInvocation & { readonly atEpochMs: number }>;

/** The writers are the specification turned round, and share nothing with the reader. */
function textLine(each: LoggedInvocation, gap: string): string {
  const field = (name: string, value: number | string | undefined, unit: string) =>
    value === undefined ? '' : `${gap}${name}: ${value}${unit}`;
  return (
    `REPORT RequestId: ${each.requestId}${field('Duration', each.durationMs, ' ms')}` +
    field('Billed Duration', each.billedMs, ' ms') +
    field('Memory Size', each.memorySizeMb, ' MB') +
    field('Max Memory Used', each.maxMemoryUsedMb, ' MB') +
    field('Init Duration', each.initMs?.toFixed(2), ' ms') +
    field('Restore Duration', each.restoreMs, ' ms') +
    field('Billed Restore Duration', each.billedRestoreMs, ' ms') +
    (each.status === 'success' ? '' : `${gap}Status: ${each.status}`) +
    field('XRAY TraceId', each.xrayTraceId, `${gap}SegmentId: 0f${gap}Sampled: true`) +
    gap
  );
}

const jsonLine = (each: LoggedInvocation & { readonly atEpochMs: number }): string =>
  JSON.stringify({
    time: new Date(each.atEpochMs).toISOString(),
    type: 'platform.report',
    record: {
      requestId: each.requestId,
      metrics: {
        durationMs: each.durationMs,
        billedDurationMs: each.billedMs,
        memorySizeMB: each.memorySizeMb,
        maxMemoryUsedMB: each.maxMemoryUsedMb,
        initDurationMs: each.initMs,
        restoreDurationMs: each.restoreMs,
        billedRestoreDurationMs: each.billedRestoreMs,
      },
      status: each.status,
      ...(each.xrayTraceId && { tracing: { type: 'X-Amzn-Trace-Id', value: `Root=${each.xrayTraceId};Sampled=1` } }),
    },
  });

const inStream = '2026/11/21/[$LATEST]0a';

type Timed = LoggedInvocation & { readonly atEpochMs: number };
const formats: Record<string, (log: readonly Timed[]) => string> = {
  'text behind time and stream': (log) =>
    log.map((each) => `${new Date(each.atEpochMs).toISOString()} ${inStream} ${textLine(each, '\t')}\n`).join(''),
  'text with spaces': (log) =>
    log.map((each) => `${new Date(each.atEpochMs).toISOString()} ${textLine(each, ' ')}\r\n`).join(''),
  'JSON lines': (log) => log.map((each) => `${jsonLine(each)}\n`).join(''),
  'JSON without line breaks': (log) => log.map(jsonLine).join(''),
  'an answer, compact': (log) => JSON.stringify({ events: log.map((each) => eventOf(each)) }),
  'an answer, pretty': (log) => JSON.stringify({ events: log.map((each) => eventOf(each)) }, null, 2),
  'CSV of the console': (log) =>
    `timestamp,message\n${log.map((each) => `${each.atEpochMs},"${textLine(each, '\t')}\n"\n`).join('')}`,
  'Insights rows': (log) =>
    JSON.stringify({
      results: log.map((each) => [
        { field: '@timestamp', value: new Date(each.atEpochMs).toISOString().replace('T', ' ').slice(0, 23) },
        { field: '@message', value: textLine(each, '\t') },
      ]),
    }),
};

const eventOf = (each: Timed) => ({ timestamp: each.atEpochMs, message: `${textLine(each, '\t')}\n` });

describe('a log of any invocations is read as it was written', () => {
  test.each(Object.entries(formats))('%s', (name, write) => {
    fc.assert(
      fc.property(fc.array(invocation, { maxLength: 20 }), (log) => {
        const found = invocationsOf(readLog(write(log)));
        expect(found.map(({ stream: _, ...each }) => each)).toEqual(log);
        const streams = found.map(({ stream }) => stream);
        expect(new Set(streams)).toEqual(new Set(log.map(() => (name.endsWith('stream') ? inStream : undefined))));
      }),
    );
  });
});

describe('memory', () => {
  /** The reader's own objects, seen from outside: characters that it holds. */
  const held = (reader: LogReader): number =>
    JSON.stringify(reader, (_, value) => (value instanceof Map ? [...value] : value)).length;

  test(`at most ${windowSize} invocations wait for what later lines tell`, () => {
    let found = 0;
    const reader = new LogReader(() => {
      found += 1;
    });
    for (let index = 0; index < 5000; index += 1)
      reader.add(`${report.replaceAll('5b1f0c9e', String(index).padStart(8, '0'))}\n`);
    // The last REPORT is open still.
    expect(found).toBe(5000 - windowSize - 1);
    reader.end();
    expect(found).toBe(5000);
  });

  test('of a document on one line only the event that is read is held', () => {
    const reader = new LogReader(() => {});
    const event = JSON.stringify({ timestamp: 1, message: 'x'.repeat(10_000) });
    reader.add('{"events":[');
    for (let index = 0; index < 500; index += 1) reader.add(`${event},\n`);
    expect(held(reader)).toBeLessThan(3 * event.length);
  });

  test('what stands between events is not held', () => {
    const reader = new LogReader(() => {});
    reader.add('[');
    for (let index = 0; index < 20_000; index += 1) reader.add('1,\n ');
    expect(held(reader)).toBeLessThan(2000);
  });

  test('a line of more than a million characters is cut there, in whatever pieces it comes', () => {
    const text = `${' '.repeat((1 << 20) - 40)}${report}\n${report}\n`;
    const pieces = text.match(/[\s\S]{1,65536}/g) ?? [];
    expect(readPieces(pieces)).toEqual(readLog(text));
    expect(readLog(text).map(({ kind }) => kind)).toEqual(['damaged', 'invocation']);
  });

  test('a line, a string and a row without an end are not held beyond a bound', () => {
    for (const start of ['x', '{"a":"', 'timestamp,message\n1,"']) {
      const reader = new LogReader(() => {});
      reader.add(start);
      for (let index = 0; index < 160; index += 1) reader.add('y'.repeat(1 << 16));
      expect(held(reader)).toBeLessThan((1 << 22) + 10_000);
    }
  });

  test('an event that is too long is told and left out; those around it are read', () => {
    const event = (message: string) => JSON.stringify({ timestamp: 5, message });
    const findings = readLog(`{"events":[${event(report)},${event('z'.repeat(5 << 20))},${event(report)}]}`);
    expect(findings.map(({ kind }) => kind)).toEqual(['damaged', 'invocation', 'invocation']);
  });
});

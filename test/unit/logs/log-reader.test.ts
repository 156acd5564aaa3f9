import { describe, expect, test } from 'vitest';
import type { LogFinding } from '../../../src/logs/log-finding.ts';
import { invocationOfLog } from '../../../src/logs/log-finding.ts';
import { LogReader } from '../../../src/logs/log-reader.ts';
import { invocationsOf, readLog } from './read-log.ts';
import { id, other, report } from './variant.ts';
import { variants } from './variants.ts';

/** Of a damaged line the reason is told, and the beginning of its text is kept, which is looked at below. */
const withoutText = (finding: LogFinding) =>
  finding.kind === 'damaged' ? { kind: finding.kind, reason: finding.reason } : finding;

describe('what logs look like', () => {
  test('the table has at least 40 variants, each with a name of its own', () => {
    expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
    expect(variants.length).toBeGreaterThanOrEqual(40);
  });

  test.each(variants)('$name', ({ text, findings }) => {
    expect(readLog(text).map(withoutText)).toEqual(findings);
  });
});

describe('damaged lines', () => {
  test('keep 300 characters of their text, without the white space around', () => {
    const [finding] = readLog(`  REPORT RequestId: ${id}\tDuration: 1 ms\tNote: ${'x'.repeat(500)}\n`);
    expect(finding).toEqual({
      kind: 'damaged',
      text: `REPORT RequestId: ${id}\tDuration: 1 ms\tNote: ${'x'.repeat(300)}`.slice(0, 300),
      reason: 'it has no "Billed Duration"',
    });
  });
});

describe('log events', () => {
  test('need no line break, and their envelope tells time and stream', () => {
    const findings: LogFinding[] = [];
    const reader = new LogReader((finding) => findings.push(finding));
    reader.event('INIT_START Runtime Version: python:3.13.v4\tRuntime Version ARN: arn', { stream: 'a' });
    reader.event(report.trimEnd(), { atEpochMs: 5, stream: 'a' });
    reader.event(report.replace(id, other), { atEpochMs: 6, stream: 'b' });
    reader.end();
    expect(invocationsOf(findings)).toMatchObject([
      { requestId: id, atEpochMs: 5, runtime: 'python:3.13.v4' },
      { requestId: other, atEpochMs: 6 },
    ]);
    expect(invocationsOf(findings)[1]).not.toHaveProperty('runtime');
  });

  test('a reader that has ended reads the next file from its start', () => {
    const findings: LogFinding[] = [];
    const reader = new LogReader((finding) => findings.push(finding));
    for (const time of [1795269839123, 1795269839124]) {
      reader.add(`timestamp,message\n${time},"${report}"\n`);
      reader.end();
    }
    expect(invocationsOf(findings).map(({ atEpochMs }) => atEpochMs)).toEqual([1795269839123, 1795269839124]);
  });
});

describe('as an invocation', () => {
  test('a line of managed instances tells too little to bill by the millisecond', () => {
    expect(invocationOfLog({ requestId: id, durationMs: 1, status: 'success' })).toBeUndefined();
  });

  test('a whole line has all that the model asks for, and nothing of the log', () => {
    const [logged] = invocationsOf(readLog(`2026-11-21T14:03:59Z ${report}Init Duration: 2 ms\n`));
    expect(logged && invocationOfLog(logged)).toEqual({
      ...{ requestId: id, durationMs: 12.34, billedMs: 13, initMs: 2, memorySizeMb: 256, maxMemoryUsedMb: 71 },
      status: 'success',
    });
  });
});

import { describe, expect, test } from 'vitest';
import { priceSheet } from '../../../src/billing/price-sheet.ts';
import type { LoggedInvocation } from '../../../src/logs/log-finding.ts';
import type { SampleLine } from '../../../src/model/sample-line.ts';
import { logsCsvHead, logsCsvLine } from '../../../src/report/logs/csv.ts';
import { renderLogs } from '../../../src/report/logs/terminal.ts';
import { RunJoin } from '../../../src/stats/logs/run-join.ts';
import { LogsTally } from '../../../src/stats/logs/tally.ts';

const logged = (requestId: string, more: Partial<LoggedInvocation> = {}): LoggedInvocation => ({
  ...{ requestId, durationMs: 99.5, billedMs: 100, memorySizeMb: 1024, maxMemoryUsedMb: 70, status: 'success' },
  ...more,
});

function tallyOf(...invocations: LoggedInvocation[]) {
  const tally = new LogsTally();
  const repetitions = invocations.map((invocation) => tally.add({ kind: 'invocation', invocation }));
  return { tally, repetitions, summary: tally.finish(priceSheet()) };
}

const prices = {
  ...({ region: 'us-east-1', architecture: 'x86_64', date: '2026-09-19', source: 'a list' } as const),
  assumed: [],
};

describe('totals', () => {
  test('350 ms for init 250.4 + duration 99.5 and 100 ms warm, at 1 GB: 0.45 GB-s, $0.0000079 with two requests', () => {
    const { summary } = tallyOf(logged('a', { initMs: 250.4, billedMs: 350 }), logged('b'));
    expect(summary).toMatchObject({
      invocations: 2,
      coldStarts: 1,
      totals: { billedMs: 450, initMs: 250.4, durationMs: 199 },
    });
    expect(summary.billing).toMatchObject({ gbSeconds: 0.45 * (1024 / 1024), billedMs: 450, initMs: 250.4 });
    // 0.45 * 0.0000166667 + 2 * 0.0000002
    expect(summary.billing?.usd).toBeCloseTo(0.000007900015, 12);
  });

  test('failures are counted by status and type, the most frequent first', () => {
    const error = { status: 'error', errorType: 'Runtime.ExitError' } as const;
    const { summary } = tallyOf(
      logged('a', { status: 'timeout' }),
      logged('b', error),
      logged('c', error),
      logged('d'),
    );
    expect(summary.failures).toEqual([
      { ...error, count: 2 },
      { status: 'timeout', count: 1 },
    ]);
  });

  test('a call of managed instances is in no bill', () => {
    const { summary } = tallyOf({ requestId: 'a', durationMs: 5, status: 'success' });
    expect(summary.totals.unbillable).toBe(1);
    expect(summary.billing).toBeUndefined();
    expect(summary.reconciliation.lines).toBe(0);
    expect(renderLogs({ summary, prices })).toContain('no cost: no line has billed time and memory');
  });

  test('failed inits and restores are kept apart; a restore that went well is told by its REPORT', () => {
    const tally = new LogsTally();
    tally.add({ kind: 'failed-init', durationMs: 10_000, status: 'timeout' });
    tally.add({ kind: 'failed-init', durationMs: 5, status: 'error' });
    tally.add({ kind: 'restore', durationMs: 300, status: 'success' });
    tally.add({ kind: 'restore', durationMs: 400, status: 'error' });
    expect(tally.finish(priceSheet())).toMatchObject({
      failedInits: { count: 2, durationMs: 10_005 },
      failedRestores: { count: 1, durationMs: 400 },
    });
  });
});

describe('the same request again', () => {
  test('a copy of a line is not counted again; a retry is, and its 41 ms are billed again', () => {
    const retry = logged('a', { durationMs: 40.2, billedMs: 41, atEpochMs: 9 });
    const { repetitions, summary } = tallyOf(
      logged('a', { atEpochMs: 5 }),
      logged('a', { atEpochMs: 5 }),
      retry,
      retry,
    );
    expect(repetitions).toEqual(['first', 'duplicate', 'retry', 'duplicate']);
    expect(summary.repeated).toEqual({ duplicates: 2, retries: 1, retriesBilledMs: 41 });
    expect(summary.totals.billedMs).toBe(141);
  });

  test('two attempts that took the same time, at two times, are no copies', () => {
    const { repetitions } = tallyOf(logged('a', { atEpochMs: 5 }), logged('a', { atEpochMs: 60_005 }));
    expect(repetitions).toEqual(['first', 'retry']);
  });
});

const sample = (more: Partial<SampleLine>): SampleLine => ({
  ...{ target: 'f', phase: 'burst', repeat: 0, intendedAtMs: 0, sentAtMs: 10, completedAtMs: 110, outcome: 'answered' },
  ...{ connection: 'new', bytes: 5, ...more },
});

describe('joining a run', () => {
  test('one joined, one missing, one surplus, one without an id; throttled requests have no line', () => {
    const join = new RunJoin();
    join.addSample(sample({ requestId: 'a' }));
    join.addSample(sample({ requestId: 'b' }));
    join.addSample(sample({}));
    join.addSample(sample({ target: 'server' }));
    join.addSample(sample({ requestId: 'c', outcome: 'throttled' }));
    join.addInvocation(logged('a'));
    join.addInvocation(logged('z'));
    expect(join.finish()).toMatchObject({
      requests: 2,
      joinedLines: 1,
      missing: 1,
      surplus: 1,
      withoutId: 1,
      outlasting: 0,
    });
  });

  test('a log of one function says nothing of another target: of 2 + 3 requests, 1 line of the first, 1 is missing', () => {
    const join = new RunJoin();
    for (const requestId of ['a', 'b']) join.addSample(sample({ requestId }));
    for (const requestId of ['c', 'd', 'e']) join.addSample({ ...sample({ requestId }), target: 'other' });
    expect(join.finish()).toMatchObject({ requests: 5, missing: 5 });
    join.addInvocation(logged('a'));
    expect(join.finish()).toMatchObject({ requests: 2, joinedLines: 1, missing: 1 });
  });

  test('of a service time of 100 ms: 99.5 leave 0.5 besides, 101 are within 1 ms, 101.01 are too long', () => {
    const join = new RunJoin();
    for (const requestId of ['a', 'b', 'c', 'd']) join.addSample(sample({ requestId }));
    // The client gave up on this one: its time is not that of the call.
    join.addSample(sample({ requestId: 'e', outcome: 'timed-out' }));
    join.addInvocation(logged('a'));
    join.addInvocation(logged('b', { durationMs: 51, initMs: 50 }));
    join.addInvocation(logged('c', { durationMs: 51, initMs: 50.01 }));
    join.addInvocation(logged('d', { durationMs: 60, restoreMs: 50 }));
    join.addInvocation(logged('e', { durationMs: 900 }));
    const joined = join.finish();
    expect(joined).toMatchObject({ joinedLines: 5, compared: 4, outlasting: 2, besidesMs: { count: 1, max: 0.5 } });
    expect(joined.outlastingLines.map(({ requestId, loggedMs }) => [requestId, loggedMs])).toEqual([
      ['c', 101.01],
      ['d', 110],
    ]);
  });
});

describe('for a terminal', () => {
  test('a clean log says so, and by which rule', () => {
    const at = Date.UTC(2026, 10, 21);
    const { summary } = tallyOf(
      logged('a', { initMs: 250.4, billedMs: 350, atEpochMs: at }),
      logged('b', { atEpochMs: at }),
    );
    const text = renderLogs({ summary, prices });
    expect(text).toContain('reconciliation: every Billed Duration of 2 lines follows its rule within 1 ms');
    expect(text).toContain('(since August 2025; custom runtimes and images since December 2020), by their timestamps');
    expect(text).not.toContain('damaged');
  });

  test('in a region of unknown prices: the GB-s, and no cost but where to state it', () => {
    const unknown = priceSheet({ region: 'xx-none-1' });
    if (!('unknown' in unknown)) throw new Error('it is known');
    const { tally } = tallyOf(logged('a'), logged('b'));
    const summary = tally.finish(unknown);
    // 2 * 0.1 s * 1 GB
    expect(summary.gbSeconds).toBe(0.2);
    expect(summary).not.toHaveProperty('billing');
    const text = renderLogs({ summary, prices: unknown });
    expect(text).toMatch(/GB-seconds +0\.200\nno cost: prices of functions in xx-none-1 .* state prices\.lambda/);
    expect(text).not.toContain('$');
  });

  test('says what was assumed, and nothing of it where all was told', () => {
    const { summary } = tallyOf(logged('a'));
    expect(renderLogs({ summary, prices: { ...prices, assumed: ['region', 'architecture'] } })).toContain(
      'assumed, because the log does not say: region us-east-1, architecture x86_64; set --region and --architecture\n',
    );
    expect(renderLogs({ summary, prices })).not.toContain('assumed');
  });

  test('restores of Java are free, which the log tells; of another runtime they are a part of the bill', () => {
    const restored = { restoreMs: 100, billedRestoreMs: 50, billedMs: 150 };
    expect(tallyOf(logged('a', { ...restored, runtime: 'java:21.v30' })).tally.parts).toEqual([]);
    const { tally, summary } = tallyOf(logged('a', { ...restored, runtime: 'python:3.13.v4' }));
    expect(tally.parts).toEqual(['snapStart']);
    // 1 GB * 0.0001397998
    expect(summary.billing?.restoreUsd).toBeCloseTo(0.0001397998, 12);
  });

  test('a rule that no time tells is called inferred', () => {
    expect(renderLogs({ summary: tallyOf(logged('a')).summary, prices })).toContain('INFERRED');
  });

  test('at most 20 lines that do not follow their rule are shown, with their difference', () => {
    const { summary } = tallyOf(
      ...Array.from({ length: 25 }, (_, index) => logged(`r${index}`, { billedMs: 200 + index })),
    );
    const text = renderLogs({ summary, prices });
    expect(text.match(/\+1\d\d ms/g)).toHaveLength(20);
    expect(text).toContain('and 5 more such lines: see --json');
    expect(summary.reconciliation.mismatches).toHaveLength(25);
  });

  test('nothing from a log reaches it as a control character', () => {
    const evil = '\u001b]0;title\u0007\u001b[2J\u202e\u0085';
    const tally = new LogsTally();
    tally.add({
      kind: 'invocation',
      invocation: logged(`a${evil}`, { billedMs: 9, status: 'error', errorType: evil }),
    });
    tally.add({ kind: 'damaged', text: `REPORT RequestId: ${evil}\n${evil}`, reason: 'it has no request ID' });
    const join = new RunJoin();
    join.addSample(sample({ requestId: `a${evil}` }));
    join.addInvocation(logged(`a${evil}`, { durationMs: 900 }));
    const run = { directory: evil, joined: join.finish() };
    const text = renderLogs({ summary: tally.finish(priceSheet()), prices: { ...prices, source: evil }, run });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(text.match(/\\x1b\[2J/g)?.length).toBeGreaterThanOrEqual(5);
  });
});

test('CSV: what the line does not tell is empty, and what a spreadsheet would run gets an apostrophe', () => {
  const columns = logsCsvHead.trim().split(',').length;
  const line = logsCsvLine('a.log', logged('=1+1', { initMs: 2.5 }), 'retry');
  expect(line).toBe("a.log,'=1+1,,success,,99.5,100,2.5,,,1024,70,,,,,retry\r\n");
  expect(line.split(',')).toHaveLength(columns);
});

describe('the roll', () => {
  const noon = Date.UTC(2026, 10, 21, 12);
  const inStream = (stream: string, atMs: number, functionName: string, more: Partial<LoggedInvocation> = {}) =>
    logged(`${functionName} ${stream} ${atMs}`, { stream, atEpochMs: noon + atMs, functionName, ...more });

  test('is one per function, the one with the most calls first, and no text of a log is a terminal escape', () => {
    const { summary } = tallyOf(
      inStream('a', 1000, 'pay\u001b[2J'),
      inStream('a', 500, 'orders', { initMs: 250.4 }),
      inStream('b', 700, 'orders', { initMs: 200 }),
      inStream('a', 3_600_000, 'orders'),
    );
    expect(summary.rolls.map(({ functionName, environments }) => [functionName, environments])).toEqual([
      ['orders', 2],
      ['pay\u001b[2J', 1],
    ]);
    const text = renderLogs({ summary, prices });
    expect(text).toContain('roll of orders: 2 environments for 3 calls');
    expect(text).toMatch(/cold starts +2 \(67%\)/);
    expect(text).toMatch(/2026-11-21 12:00 +2 +2 +2/);
    expect(text).toMatch(/2026-11-21 13:00 +1 +1 +0/);
    expect(text).not.toContain('\u001b');
  });

  test('is absent where no line names its stream', () => {
    const { summary } = tallyOf(logged('a', { atEpochMs: noon }));
    expect(summary.rolls).toEqual([]);
    expect(renderLogs({ summary, prices })).not.toContain('roll of');
  });
});

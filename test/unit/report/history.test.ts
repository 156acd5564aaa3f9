import { expect, it } from 'vitest';
import { comparisonName, isComparison } from '../../../src/report/history/comparison-name.ts';
import { renderHistoryPage } from '../../../src/report/history/page.ts';
import { type HistoryEntry, historyRun, newestFirst, type SoundEntry } from '../../../src/report/history/run.ts';
import { renderHistoryTable } from '../../../src/report/history/terminal.ts';
import { trendsOf } from '../../../src/report/history/trends.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';

const { result } = makeRun();
const entry = (directory: string, startedAt: string): HistoryEntry => ({
  directory,
  kind: 'run',
  ...historyRun({ ...result, startedAt }, true),
});
/** A page beside the folders that it lists. */
const here = { pathTo: (directory: string) => directory, folder: '.', comparisons: [] };
const damaged: HistoryEntry = { directory: 'reports/d', kind: 'damaged', why: 'result.json: no JSON' };

it('lists the newest first, then what has no date, and what is damaged', () => {
  const entries = [
    damaged,
    entry('b', '2026-11-20T00:00:00.000Z'),
    entry('x', 'yesterday'),
    entry('a', '2026-11-21T00:00:00.000Z'),
  ];
  expect(newestFirst(entries).map(({ directory }) => directory)).toEqual(['a', 'b', 'reports/d', 'x']);
});

it('shows the headlines of each target: environments, multiplier, the tail, cost', () => {
  const table = renderHistoryTable([entry('reports/a', '2026-11-21T10:00:00.000Z'), damaged]).split('\n');
  const cells = table[1]?.split(/ {2,}/) ?? [];
  expect(cells.slice(0, 7)).toEqual([
    '2026-11-21 10:00:00 UTC',
    result.scenario.name,
    'VALID',
    '1 failed',
    'lambda',
    '10',
    '10×',
  ]);
  expect(cells[7]).toMatch(/^max [\d.,]+ m?s$/);
  expect(cells[8]).toMatch(/^\$\d/);
  expect(cells[9]).toBe('reports/a');
  expect(table.slice(-3).join('\n')).toBe('cannot be read: reports/d\n  result.json: no JSON\n');
});

it('links each run from the folder of the page, with every part of the way encoded', () => {
  const page = renderHistoryPage([entry('javascript:alert(1)', result.startedAt)], here);
  expect(page).toContain('href="javascript%3Aalert(1)/report.html"');
  expect(page).toContain('1 run<');
});

it('hostile text is text', () => {
  const { result: hostile, words } = hostileRun();
  const entries: HistoryEntry[] = [
    { directory: words.markup, kind: 'run', ...historyRun(hostile, false) },
    { ...damaged, why: words.markup },
  ];
  expect(renderHistoryPage(entries, here)).not.toContain('<img');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  expect(renderHistoryTable(entries)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

/** A run of two targets on a day of November: p50 in ms, environments; the function has this verdict. */
const dated = (day: number, p50Ms: number, verdict: 'VALID' | 'SUSPECT' | 'INVALID' = 'VALID'): SoundEntry => ({
  ...{ directory: `reports/run-${day}`, kind: 'run', scenario: 'burst', startedAt: `2026-11-${day}T10:00:00.000Z` },
  ...{ status: 'complete', verdict, thresholds: { passed: 0, failed: 0 }, hasReport: false },
  targets: [
    { name: 'lambda', status: 'complete', verdict, environments: 10, p50Ms, tail: { label: 'p99', ms: 2 * p50Ms } },
    { name: 'server', status: 'complete', verdict: 'VALID', environments: 1, p50Ms: 50 },
  ],
});

it('draws the runs of a scenario oldest first: p50, p99 and environments of each target; costs that nobody knows have no chart', () => {
  const { trends } = trendsOf([dated(23, 120), dated(21, 100), { ...dated(22, 1), scenario: 'once' }]);
  expect(trends.map(({ scenario, of }) => [scenario, of])).toEqual([['burst', 2]]);
  const [trend] = trends;
  expect(trend?.charts.map(({ label }) => label)).toEqual([
    ...['Service time measured, p50', 'Service time measured, p99', 'Environments or processes'],
  ]);
  expect(trend?.charts[0]?.series).toEqual([
    {
      target: 'lambda',
      points: [
        { at: 0, value: 100, verdict: 'VALID' },
        { at: 1, value: 120, verdict: 'VALID' },
      ],
    },
    { target: 'server', points: [0, 1].map((at) => ({ at, value: 50, verdict: 'VALID' })) },
  ]);
});

it('joins VALID and SUSPECT into the line, a SUSPECT one with a hole, and has a cross for INVALID beside it', () => {
  const page = renderHistoryPage(
    [dated(21, 100), dated(22, 50, 'SUSPECT'), dated(23, 75, 'INVALID'), dated(24, 100)],
    here,
  );
  const [line = ''] = /<g class="t0" data-line="0">.*?<\/g>/.exec(page) ?? [];
  // 284 px for three steps; 80 px for 100 ms, from 86 up.
  expect(line).toContain('<path class="joined" d="M8 6L102.7 46L292 6"/>');
  expect(line).toContain('<path class="dot" d="M8 6h0M292 6h0"/><path class="dot" d="M102.7 46h0"/>');
  expect(line).toContain('<path class="hole" d="M102.7 46h0"/><path class="cross" d="M197.3 26m-3-3l6 6m0-6l-6 6"/>');
  expect(page).toContain('<title>2026-11-23 10:00:00 UTC, INVALID\nlambda 75.0 ms\nserver 50.0 ms (VALID)</title>');
});

it('has an address for every run that a command can name, and none for a folder with an escape in its name', () => {
  const page = renderHistoryPage([dated(21, 100), { ...dated(22, 100), directory: 'reports/a\nb' }], here);
  expect(page.match(/data-directory="[^"]*" data-name="[^"]*"/g)).toEqual([
    `data-directory="reports/run-21" data-name="${comparisonName('reports/run-21')}"`,
  ]);
});

it('names the page of a comparison after both runs, in letters that every system takes', () => {
  expect(comparisonName('run-1')).toBe('run-1');
  expect(comparisonName('../a b/run--1')).toMatch(/^[0-9a-f]{8}-a_b_run-1$/);
  // All of them read `a_b` or `a-b`.
  const alike = ['a/b', 'a_b', 'a b', './a_b', 'a-b', 'a--b'];
  expect(new Set(alike.map(comparisonName)).size).toBe(6);
  const long = 'x'.repeat(100);
  expect(comparisonName(long)).toMatch(/^[0-9a-f]{8}-x{80}$/);
  expect(comparisonName(`1${long}`)).not.toBe(comparisonName(`2${long}`));
  expect(isComparison(`compare-${comparisonName('a/b')}--${comparisonName(long)}.html`)).toBe(true);
  expect(isComparison('compare.html')).toBe(false);
});

it('is below 2 MB with 1,000 runs of two targets, of which the latest 100 of a scenario are drawn', () => {
  const runs = Array.from({ length: 1000 }, (_, index) => ({
    ...dated(21, 100 + index),
    directory: `reports/burst-${index}`,
  }));
  const page = renderHistoryPage(runs, here);
  expect(page.length).toBeLessThan(2e6);
  expect(page).toContain('the latest 100 of 1,000 runs');
  expect(page.match(/<tr class="first"/g)).toHaveLength(1000);
});

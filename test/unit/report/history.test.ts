import { expect, it } from 'vitest';
import { renderHistoryPage } from '../../../src/report/history/page.ts';
import { type HistoryEntry, historyRun, newestFirst } from '../../../src/report/history/run.ts';
import { renderHistoryTable } from '../../../src/report/history/terminal.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';

const { result } = makeRun();
const entry = (directory: string, startedAt: string): HistoryEntry => ({
  directory,
  kind: 'run',
  ...historyRun({ ...result, startedAt }, true),
});
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
  const page = renderHistoryPage([entry('javascript:alert(1)', result.startedAt)], (directory) => directory);
  expect(page).toContain('href="javascript%3Aalert(1)/report.html"');
  expect(page).toContain('1 run<');
});

it('hostile text is text', () => {
  const { result: hostile, words } = hostileRun();
  const entries: HistoryEntry[] = [
    { directory: words.markup, kind: 'run', ...historyRun(hostile, false) },
    { ...damaged, why: words.markup },
  ];
  expect(renderHistoryPage(entries, (directory) => directory)).not.toContain('<img');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  expect(renderHistoryTable(entries)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

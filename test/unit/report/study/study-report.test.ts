import { expect, test } from 'vitest';
import { studyResultSchema } from '../../../../src/model/study/study-result.ts';
import { studyCsv } from '../../../../src/report/study/csv.ts';
import { renderStudyPage } from '../../../../src/report/study/page.ts';
import { renderStudy } from '../../../../src/report/study/terminal.ts';
import { studyResult as result, studySamples as samples } from '../../../fixtures/report/study.ts';

test('the result is as its schema says, and counts planned and done runs of each cell', () => {
  expect(studyResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(JSON.parse(JSON.stringify(result)));
  expect(result.cells.map(({ planned, done }) => [planned, done])).toEqual([
    ...[
      [14, 14],
      [14, 14],
      [14, 0],
      [14, 14],
      [14, 14],
      [14, 0],
    ],
  ]);
  expect(result.cells[0]?.groups.map(({ round, start, count, failed }) => [round, start, count, failed])).toEqual([
    ['first', 'cold', 7, 0],
    ['first', 'warm', 6, 1],
    ['later', 'cold', 7, 0],
    ['later', 'warm', 6, 1],
  ]);
  expect(result.cells[0]?.groups[0]?.values['invisibleMs']?.median.estimate).toBe(6);
});

test('the first round of every cell differs from the later one by 200 ms of init', () => {
  const inits = result.roundDifferences.filter(({ metric }) => metric === 'initMs');
  expect(inits.map(({ difference }) => difference.estimate)).toEqual([200, 200, 200, 200]);
});

test('the terminal shows medians with intervals, failed calls, cells that cannot run, and rounds apart', () => {
  const text = renderStudy(result, { color: false });
  expect(text).toMatch(
    /memory=128 variables=quick +cold, first +7 +334 ms \[331 ms, 337 ms\] +304 ms \[301 ms, 307 ms\]/,
  );
  expect(text).toContain('memory=128 variables=none: unavailable: there is no python3');
  expect(text).toContain('memory=512 variables=slow: 2 calls failed: Runtime.ExitError');
  expect(text).toContain('a note');
});

test('the page has charts of every sample, the matrix, effects and rounds, and escapes what the user wrote', async () => {
  const page = await renderStudyPage({ ...result, question: '<script>alert(1)</script>' }, samples);
  expect(page).not.toContain('<script>alert');
  expect(page.match(/<circle /g)?.length).toBeGreaterThan(samples.length / 2);
  for (const part of [
    'id="cold"',
    'id="warm"',
    'id="effects"',
    'id="rounds"',
    'id="cells"',
    'id="memory"',
    'id="method"',
  ])
    expect(page).toContain(part);
  expect(page).toContain('median by variables and memory');
  expect(page).toContain('there is no python3');
});

test('the CSV has a line for each sample, with the levels of its cell', () => {
  const lines = studyCsv(result, samples).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1 + samples.length);
  expect(lines[0]).toBe(
    'cell,memory,variables,round,run,copy,start,call,forcedBy,atEpochMs,clientMs,initMs,durationMs,importMs,environmentId,requestId,error',
  );
  expect(lines[1]).toMatch(/^memory=\d+ variables=\w+,\d+,\w+,first,1,1,cold,1,environment,0,331,301,20,5,,,$/);
});

test('the page draws the share that was still there after each wait, and names the likeliest life first', async () => {
  const share = { estimate: 0.7, low: 0.4, high: 0.89 };
  const wait = { waitMs: 3000, idleMs: { low: 3050, high: 4100 }, there: 7, gone: 3, proactive: 0, share };
  const model = { ms: 3800, low: 3600, high: 4000, aic: 12, weight: 1 };
  const models = [
    { ...model, kind: 'fixed' as const },
    { ...model, kind: 'halving' as const, ms: 2500, aic: 30, weight: 0 },
  ];
  const idleLives = [{ round: 'first', waits: [wait], survival: [], models }];
  const cells = result.cells.map((cell, index) => (index === 0 ? { ...cell, idleLives } : cell));
  const page = await renderStudyPage({ ...result, cells }, samples);
  expect(page).toContain('7 of 10 environments still there after 3,000 ms');
  expect(page).toContain('Likeliest: all are kept for 3,800 ms (95% interval 3,600 ms to 4,000 ms).');
  expect(page).toContain('half of the rest goes every 2,500 ms');
  expect(await renderStudyPage(result, samples)).not.toContain('Life of idle environments');
});

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

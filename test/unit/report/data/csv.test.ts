import { expect, it } from 'vitest';
import { parseSampleLine, toSampleLine } from '../../../../src/model/sample-line.ts';
import { csvLine, environmentsCsv, sampleCsvHead, sampleCsvLine } from '../../../../src/report/data/csv.ts';
import { hostileRun } from '../../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { parseCsv } from '../parse-csv.ts';

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['a;b', '"a;b"'],
  [' padded ', '" padded "'],
  ['', '""'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['\t=1', '"\'\t=1"'],
  ['=cmd|"/c calc"!A1', '"\'=cmd|""/c calc""!A1"'],
  ["'quoted", "''quoted"],
])('writes the text %j as %s', (text, cell) => {
  expect(csvLine([text, 'end'])).toBe(`${cell},end\r\n`);
});

it('leaves numbers alone, negative ones too, and what is absent empty', () => {
  expect(csvLine([-1.5, 0, true, undefined, 'x'])).toBe('-1.5,0,true,,x\r\n');
});

it('writes every sample of a hostile run as one row of as many cells as the head, and the texts come back', () => {
  const samples = hostileRun().samples.map((sample) => parseSampleLine(toSampleLine(sample)));
  const [head = [], ...rows] = parseCsv(sampleCsvHead + samples.map(sampleCsvLine).join(''));
  expect(rows).toHaveLength(samples.length);
  const at = (name: string) => head.indexOf(name);
  rows.forEach((row, index) => {
    expect(row).toHaveLength(29);
    expect(row[at('target')]).toBe(samples[index]?.target);
    expect(row[at('instanceId')] ?? '').toBe(samples[index]?.instanceId ?? '');
    expect(Number(row[at('completedAtMs')])).toBe(samples[index]?.completedAtMs);
  });
});

it('writes every environment of every target', () => {
  const { result } = makeRun();
  const [head, ...rows] = parseCsv(environmentsCsv(result));
  expect(head?.slice(0, 4)).toEqual(['target', 'instanceId', 'invocations', 'coldStart']);
  // 10 environments of the function, one server, ten processes of the cluster.
  expect(rows.map(([target]) => target)).toEqual([...Array(10).fill('lambda'), 'server', ...Array(10).fill('cluster')]);
});

import { expect, it } from 'vitest';
import { parseSampleLine, type SampleLine, toSampleLine } from '../../../../src/model/sample-line.ts';
import { HistogramLogs } from '../../../../src/report/data/histogram-logs.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const lines = makeRun().samples.map((sample) => parseSampleLine(toSampleLine(sample)));

function filesOf(samples: readonly SampleLine[]) {
  const logs = new HistogramLogs();
  for (const line of samples) logs.add(line);
  return logs.finish();
}

it('gives two files per target, in which the count and the maximum are those of the answered requests', () => {
  const files = filesOf(lines);
  expect(files.map(({ name }) => name)).toEqual([
    ...['lambda.service-time.hgrm', 'lambda.response-time.hgrm', 'server.service-time.hgrm'],
    ...['server.response-time.hgrm', 'cluster.service-time.hgrm', 'cluster.response-time.hgrm'],
  ]);
  const server = files[2]?.text ?? '';
  expect(server).toMatch(/^ +Value +Percentile +TotalCount 1\/\(1-Percentile\)/);
  expect(server).toMatch(/Total count += +10\]/);
  // 1,087 ms, to three significant digits.
  expect(Number(/#\[Max += +([\d.]+)/.exec(server)?.[1])).toBeCloseTo(1087, -1);
});

it('a name of a target from a tampered file does not leave the folder, and impossible durations are left out', () => {
  const [first] = lines;
  if (first === undefined) throw new Error('the fixture has samples');
  const tampered = { ...first, target: '../../etc/x', sentAtMs: 0, completedAtMs: 1e300, outcome: 'answered' as const };
  const files = filesOf([tampered, { ...tampered, completedAtMs: -5 }]);
  expect(files.map(({ name }) => name)).toEqual(['target-1.service-time.hgrm', 'target-1.response-time.hgrm']);
  expect(files[0]?.text).toMatch(/Total count += +0\]/);
});

it('a timeout counts at the time after which it was given up, and a failure not at all', () => {
  const [first] = lines.filter(({ target }) => target === 'server');
  if (first === undefined) throw new Error('the fixture has samples');
  const of = (outcome: 'timed-out' | 'reset') => ({ ...first, outcome, sentAtMs: 0, completedAtMs: 30_000 });
  const text = filesOf([of('timed-out'), of('reset')])[0]?.text ?? '';
  expect(text).toMatch(/Total count += +1\]/);
  expect(Number(/#\[Max += +([\d.]+)/.exec(text)?.[1])).toBeCloseTo(30_000, -2);
});

import { expect, it } from 'vitest';
import type { RunResult, TargetResult } from '../../../../src/model/run-result.ts';
import { countText } from '../../../../src/report/figures/per-repeat.ts';
import { concurrencySection } from '../../../../src/report/sections/concurrency/concurrency.ts';
import { sideBySideSection } from '../../../../src/report/sections/side-by-side/side-by-side.ts';
import { renderSheet } from '../../../../src/report/sheet/sheet.ts';
import { renderTable } from '../../../../src/report/summary/terminal.ts';
import { perRepeat } from '../../../../src/stats/comparison/repeats.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { answered, distinct, medianMs, phaseResult, targetResult } from '../../experiment/target-result.ts';

const { result, samples } = makeRun();

/** Repeats with so many instances each, all of which answered once. */
function repeated(name: string, kind: string, counts: readonly number[]): TargetResult {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const phases = counts.map((count, repeat) =>
    phaseResult('burst', { repeat, ...answered(count), ...distinct(count), ...medianMs(100) }),
  );
  return targetResult(name, { kind, ...answered(all), ...distinct(all), ...medianMs(100), phases });
}
const server = repeated('server', 'node-server', Array(8).fill(1));
// 6 * 8 + 2 * 7
const lambda = repeated('lambda', 'local-lambda', [8, 8, 8, 7, 8, 8, 7, 8]);
const api = repeated('api', 'http', [3, 3]);

const run = (...targets: TargetResult[]): RunResult => {
  const { comparison: _, ...rest } = result;
  return { ...rest, targets, thresholds: [] };
};
const context = (of: RunResult) => ({
  ...{ result: of, samples },
  draw: () => {
    throw new Error('nothing is drawn here');
  },
});
const words = (markup: unknown) =>
  String(markup)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

it('8 processes over 8 repeats are 1 per repeat; 62 environments are 7 to 8; what stays warm has no such figure', () => {
  expect(perRepeat(server, 'environments.distinct')).toEqual({ low: 1, high: 1, repeats: 8 });
  expect(countText(server, 'environments.distinct')).toBe('1 per repeat, 8 in total');
  expect(countText(lambda, 'environments.distinct')).toBe('7 to 8 per repeat, 62 in total');
  expect(countText(lambda, 'requests.throttled')).toBe('0');
  expect(countText(api, 'environments.distinct')).toBe('6');
  expect(countText(repeated('once', 'local-lambda', [10]), 'environments.distinct')).toBe('10');
});

it('the column of a target has the figure of one repeat big, and that of all small', () => {
  const body = words(sideBySideSection.body(context(run(lambda, server, api))));
  expect(body).toContain('1 process per repeat 8 over 8 repeats');
  expect(body).toContain('7 to 8 execution environments per repeat 62 over 8 repeats');
  expect(body).toContain('Answered 7 to 8 of 7 to 8 per repeat 62 of 62 in total');
  expect(body).toContain(' 6 instances ');
});

it('the terminal has a row of each, and one row where nothing was started anew', () => {
  const table = renderTable(run(lambda, server, api), { color: false, width: 200 });
  expect(table).toMatch(/^environments per repeat +7 to 8 +1 +–\n {2}in total +62 +8 +6$/m);
  expect(table).toMatch(
    /^answered of sent per repeat +7 to 8 of 7 to 8 +1 of 1 +–\n {2}in total +62 of 62 +8 of 8 +6 of 6$/m,
  );
  expect(renderTable(run(api), { color: false, width: 200 })).toMatch(/^environments +6$/m);
});

it('so has the sheet', () => {
  const row = '| Environments or processes | 7 to 8 per repeat, 62 in total | 1 per repeat, 8 in total | measured |';
  expect(renderSheet(run(lambda, server)).markdown).toContain(row);
});

it('the sheet has the most environments alive at once, 12 of repeats with 10 and 12, not 22', () => {
  const bill = {
    ...{ invocations: 22, billedMs: 22, initMs: 0, gbSeconds: 1, usd: 1, durationUsd: 1, requestsUsd: 0 },
  };
  const target = repeated('lambda', 'local-lambda', [10, 12]);
  const environments = { ...target.environments, distinct: 22, peakAlive: 12 };
  const billing = { ...bill, usdPerMillion: 5, source: 'estimated' as const };
  const { markdown } = renderSheet(run({ ...target, environments, billing }));
  expect(markdown).toContain('\n| lambda | 12 | 1.00 ms |');
});

it('one instance is alive, two instances are', () => {
  const drawn = { ...context(result), draw: () => 'drawing' as never };
  const body = words(concurrencySection.body(drawn));
  expect(body).toContain('1 instance alive');
  expect(body).not.toContain(' 1 instances alive');
  expect(body).toContain('10 instances alive');
});

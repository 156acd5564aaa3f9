import { expect, it } from 'vitest';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import { repeatsSection } from '../../../../src/report/sections/repeats.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { answered, medianMs, phaseResult, targetResult } from '../../experiment/target-result.ts';

const { result, samples } = makeRun();
const repeated = (name: string, times: number, repeats: number): TargetResult =>
  targetResult(name, {
    phases: Array.from({ length: repeats }, (_, repeat) =>
      phaseResult('burst', { repeat, ...answered(10), ...medianMs((100 + 7 * repeat) * times) }),
    ),
  });

const bodyOf = (repeats: number): string | undefined => {
  const targets = [repeated('server', 1, repeats), repeated('lambda', 2, repeats)];
  const comparison = { baseline: 'server', targets: [] };
  const body = repeatsSection.body({
    ...{ result: { ...result, targets, comparison }, samples },
    draw: () => {
      throw new Error('nothing is drawn here');
    },
  });
  return body === undefined ? undefined : String(body);
};

it('8 repeats at twice the time: +100 %, worse', () => {
  const body = bodyOf(8) ?? '';
  expect(body).toMatch(/service time p50<\/th>.*\+100%.*worse/);
  expect(body).not.toContain('needs at least');
});

it('3 repeats conclude nothing; one figure that differs takes 6, as 2 / 64 is below 5 % and 2 / 32 is not', () => {
  const body = bodyOf(3) ?? '';
  expect(body).toContain('needs at least 6 repeats');
  expect(body).not.toMatch(/<span class="tag">(worse|better)/);
});

it('a run without repeats has no such section', () => {
  expect(bodyOf(1)).toBeUndefined();
});

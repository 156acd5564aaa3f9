import { describe, expect, it } from 'vitest';
import { renderAbJunit } from '../../../../src/report/ab/junit.ts';
import { renderAbMarkdown } from '../../../../src/report/ab/markdown.ts';
import { type AbView, abJson } from '../../../../src/report/ab/view.ts';
import { durationText, methodSentences, verdictSentence } from '../../../../src/report/ab/words.ts';
import { renderComparison } from '../../../../src/report/comparison/terminal.ts';
import type { NamedRun } from '../../../../src/stats/comparison/compare-runs.ts';
import { type Ending, finalOutcome, lookAt } from '../../../../src/stats/comparison/sequential.ts';
import { medianMs, targetResult } from '../../experiment/target-result.ts';
import { runsOf, runsWithP50 } from '../../stats/comparison/valued-runs.ts';

const plan = { minPairs: 5, maxPairs: 20, alpha: 0.05, margin: 0.05, budgetMs: 600_000 };

/** What the command shows of these runs. */
function viewOf(baseline: readonly NamedRun[], candidate: readonly NamedRun[], stated: Partial<AbView> = {}): AbView {
  const look = lookAt({ baseline, candidate }, { ...plan, threshold: plan.margin });
  const ending: Ending = stated.ending ?? 'decided';
  const view = {
    ...{ baseline, candidate, leftOut: [], doubts: [], scenario: 'pr', plan, ending, ...look },
    ...{ outcome: finalOutcome(look, plan, ending), startedAt: '2026-11-30T10:00:00.000Z' },
    ...{ finishedAt: '2026-11-30T10:01:30.000Z', ...stated },
  };
  return { ...view, sequential: { verdict: verdictSentence(view), method: methodSentences(view) } };
}

const base = runsWithP50(100, 101, 102, 103, 104);
const slower = runsWithP50(120, 121, 122, 123, 124);
const worse = viewOf(base, slower);
const equal = viewOf(base, runsWithP50(101, 101.5, 102, 102.5, 103));

/** Of 10 requests each. */
const withFailed = (...failed: number[]) =>
  runsOf(failed, (count) => {
    const requests = { ...targetResult('x').requests, sent: 10, answered: 10 - count, failed: count };
    return [targetResult('lambda', { ...medianMs(100), requests })];
  });
const failing = viewOf(withFailed(0, 0, 0, 0, 0), withFailed(5, 5, 5, 5, 5));

const aborted = { condition: 'c', message: '`c` became true', atMs: 1, target: 'lambda' };
const endedEarly = slower.map(({ name, result }) => {
  const targets = result.targets.map((target) => ({ ...target, status: 'interrupted' as const }));
  return { name, result: { ...result, status: 'interrupted' as const, aborted, targets } };
});

describe('the verdict in words', () => {
  it.each([
    ['worse', worse, 'Worse: lambda service time p50 +20%.'],
    ['equal', equal, 'No difference beyond 5%.'],
    ['failing', failing, 'Worse: lambda failed requests always +5 (head answered 25 of 50).'],
    [
      'ended early',
      viewOf(base, endedEarly),
      'Worse: abortOn ended 5 of 5 runs of head and 0 of base: `c` became true.',
    ],
    [
      'a base that fails',
      viewOf(withFailed(5, 5, 5), withFailed(0, 0, 0), { ending: 'failing-base' }),
      'Undecided, because the target of the base failed, did not keep up, or was ended by abortOn, three times in a row, after 3 pairs.',
    ],
    ['faster', viewOf(slower, base), 'Better by more than 5%: lambda service time p50 −16%.'],
    [
      'not worse',
      viewOf(runsWithP50(97, 97.1, 97.2, 97.3, 97.4), runsWithP50(90, 93, 95, 97, 99), { ending: 'max-pairs' }),
      'Not worse by 5% or more.',
    ],
    [
      'too small a budget',
      viewOf(runsWithP50(100), runsWithP50(120), { ending: 'budget', plan: { ...plan, budgetMs: 5000 } }),
      'Undecided, because the budget of 5 s allowed only 1 pair of runs, and the first decision is possible after 5.',
    ],
    [
      'interrupted',
      viewOf(base, slower, { ending: 'interrupted' }),
      'Undecided, because it was interrupted after 5 pairs.',
    ],
    [
      'invalid',
      viewOf([], [], { ending: 'invalid-runs' }),
      'Undecided, because one side gave no run that counts, three times in a row, after 0 pairs.',
    ],
    [
      'noisy',
      viewOf(runsWithP50(100, 120, 90, 80, 130), runsWithP50(90, 130, 100, 85, 120), { ending: 'max-pairs' }),
      'Undecided, because 5 pairs of runs, the most allowed, show neither a difference nor that there is none.',
    ],
  ])('%s', (_, view, sentence) => {
    expect(view.sequential?.verdict).toBe(sentence);
  });

  it.each([
    [600_000, '10 min'],
    [90_000, '90 s'],
    [1234, '1.23 s'],
  ])('%d ms are %s', (ms, text) => expect(durationText(ms)).toBe(text));
});

it('the terminal says the verdict first, calls what failed its limit worse, and says by which rules', () => {
  const text = renderComparison(worse, { color: false, width: 200 });
  expect(text).toMatch(/^Worse: lambda service time p50 \+20%\. 5 runs against 5 runs: .* worse by more than 5%\./);
  expect(text).toMatch(/^service time p50 .* worse$/m);
  expect(text).toContain('Of the last one, after 5 pairs, the significance level is 1.25%.');
  expect(text).not.toContain('too few');
});

describe('the comment for a pull request', () => {
  it('begins with the verdict, and has a row for each figure that decides', () => {
    const lines = renderAbMarkdown(worse).split('\n');
    expect(lines[0]).toBe('<!-- rollcall-ab -->');
    expect(lines[1]).toBe('## ❌ pr: worse: lambda service time p50 +20%');
    expect(lines.filter((line) => line.startsWith('| ❌'))).toEqual([
      expect.stringMatching(/^\| ❌ \| lambda service time p50 \| 102 ms \| 122 ms \| .*20% \| .* \| worse \|$/),
    ]);
    expect(lines).toContain('| ✅ | lambda failed requests | 0 | 0 | 0 | – | identical |');
    expect(lines.at(-2)).toBe(
      'Base and head ran in turn, 5 pairs of runs in 90 s. Error rate 5% over all looks; interval 98.75%.',
    );
  });

  it('names runs that do not count', () => {
    const leftOut = [{ name: 'base/02', why: 'is INVALID: 9% were sent late' }];
    expect(renderAbMarkdown({ ...equal, leftOut })).toContain(
      'Left out: base/02, because it is INVALID: 9% were sent late.',
    );
  });

  it('of no runs has no table', () => {
    const text = renderAbMarkdown(viewOf([], [], { ending: 'budget' }));
    expect(text).toContain('## ❔ pr: undecided, because the budget of 10 min allowed only 0 pairs of runs');
    expect(text).not.toContain('| figure |');
  });
});

describe('JUnit XML', () => {
  it('has a failure for the verdict and for each figure that is worse', () => {
    const xml = renderAbJunit(worse, 'error');
    // The verdict, the runs, and the limits of p50, environments, which were not measured, and failed requests.
    expect(xml).toContain(
      `<testsuite name="ab pr" tests="${2 + worse.gates.length}" failures="2" errors="0" skipped="0"`,
    );
    expect(xml).toContain('name="head is not worse than base"><failure message="worse: lambda service time p50 +20%"');
    expect(xml).toContain('time="90.000"');
  });

  it('passes where nothing is worse', () => {
    expect(renderAbJunit(equal, 'error')).toContain('failures="0" errors="0" skipped="0"');
  });

  it.each(['error', 'skipped'] as const)('an undecided verdict is an %s, as its exit code says', (undecided) => {
    const xml = renderAbJunit(viewOf(base, slower, { ending: 'interrupted' }), undecided);
    expect(xml).toContain(`name="head is not worse than base"><${undecided} message="undecided, because`);
  });

  it('shows SUSPECT runs and runs that do not count as a skipped case', () => {
    const [first, ...others] = equal.baseline;
    if (first === undefined) throw new Error('there are five');
    const reason = {
      code: 'late-sends',
      status: 'SUSPECT',
      message: '3% were sent late',
      advice: 'a core more',
    } as const;
    const verdict = { ...first.result.verdict, status: 'SUSPECT' as const, reasons: [reason] };
    const suspect = { name: 'base/01', result: { ...first.result, verdict } };
    const leftOut = [{ name: 'head/02', why: 'is INVALID' }];
    const xml = renderAbJunit({ ...equal, baseline: [suspect, ...others], leftOut }, 'error');
    expect(xml).toContain(
      'name="the runs are valid"><skipped message="1 of 10 runs are SUSPECT, 1 more do not count">head/02 is INVALID, and does not count\nbase/01 is SUSPECT: 3% were sent late</skipped>',
    );
  });
});

it('JUnit names INVALID runs that count, and a limit by what it allows', () => {
  const [first, ...others] = failing.candidate;
  if (first === undefined) throw new Error('there are five');
  const reason = {
    code: 'unanswered',
    status: 'INVALID',
    message: '5 of 10 were answered',
    advice: 'see the log',
  } as const;
  const verdict = { ...first.result.verdict, status: 'INVALID' as const, reasons: [reason] };
  const invalid = { name: 'head/01', result: { ...first.result, verdict } };
  const xml = renderAbJunit({ ...failing, candidate: [invalid, ...others] }, 'error');
  expect(xml).toContain(
    'message="0 of 10 runs are SUSPECT, 1 INVALID, 0 more do not count">head/01 is INVALID: 5 of 10 were answered; it counts, because its target is the cause<',
  );
  expect(xml).toContain('name="lambda failed requests: lambda.requests.failed does not rise"><failure');
  expect(xml).toContain('name="lambda service time p50: lambda.latencyMs.serviceTime.all.p50 rises by at most 5%"');
});

it('JSON has the outcome, why it ended, the plan and the level beside the comparison', () => {
  expect(abJson(worse)).toMatchObject({
    ...{ schemaVersion: 1, scenario: 'pr', outcome: 'worse', ending: 'decided', plan, pairs: 5, level: 0.0125 },
    gates: [{ status: 'failed', metric: 'latencyMs.serviceTime.all.p50' }, {}, {}],
  });
});

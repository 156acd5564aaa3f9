import type { RunResult, ThresholdResult } from '../../model/run-result.ts';
import { formatOf, worstWords } from '../figures/threshold-format.ts';
import { junitXml, type TestCase, type TestSuite } from './junit-xml.ts';
import { workerLines } from './worker-lines.ts';

/**
 * JUnit XML as CI servers read it: a suite per run, in which each threshold is a test case. Two more say whether the run is fit to
 * decide anything: its verdict (INVALID is an error, SUSPECT is skipped), and each target that failed.
 */
export const renderJunit = (results: readonly RunResult[]): string => junitXml(results.map(suiteOf));

const suiteOf = (result: RunResult): TestSuite => ({
  name: result.scenario.name,
  cases: [
    verdictCase(result),
    ...invalidTargetCases(result),
    ...result.targets.flatMap((target) => (target.status === 'failed' ? [targetCase(target)] : [])),
    ...result.thresholds.map(thresholdCase),
  ],
  properties: workersProperty(result),
  startedAt: result.startedAt,
  finishedAt: result.finishedAt,
});

const workersProperty = (result: RunResult) => {
  const lines = workerLines(result);
  return lines.length === 0 ? [] : [{ name: 'workers', value: lines.join('; ') }];
};

function verdictCase({ verdict: { status, reasons } }: RunResult): TestCase {
  const name = 'the run is valid';
  if (status === 'INVALID')
    return { name, problem: 'error', message: 'the run is INVALID: do not use its figures', details: linesOf(reasons) };
  if (status !== 'SUSPECT') return { name };
  const message = 'the run is SUSPECT: read the reasons before you use its figures';
  // An INVALID reason belongs to its target, which has a case of its own.
  const details = linesOf(reasons.filter((reason) => reason.status === 'SUSPECT'));
  return { name, problem: 'skipped', message, details };
}

const linesOf = (reasons: RunResult['verdict']['reasons']): string =>
  reasons.map(({ message, advice }) => `${message}: ${advice}`).join('\n');

/** Of a run that stands without them. */
const invalidTargetCases = ({ verdict }: RunResult): TestCase[] =>
  verdict.targets.flatMap(({ name, status }) => {
    if (status !== 'INVALID' || verdict.status === 'INVALID') return [];
    const own = verdict.reasons.filter(({ target }) => target === name);
    return [
      {
        name: `target ${name} is valid`,
        problem: 'error',
        message: 'the target is INVALID: do not use its figures',
        details: linesOf(own),
      },
    ];
  });

const targetCase = ({ name, error }: { readonly name: string; readonly error: string }): TestCase => ({
  name: `target ${name}`,
  problem: 'error',
  message: error,
});

function thresholdCase(threshold: ThresholdResult): TestCase {
  const { expression, passed, value, limit, reason } = threshold;
  const format = formatOf(expression);
  const show = (of: number | undefined) => (of === undefined ? 'not measured' : format(of));
  const where = worstWords(threshold);
  const why = reason === undefined ? '' : `: ${reason}`;
  const message = `value ${show(value)}${where}, limit ${show(limit)}${why}`;
  const exact = (of: number | undefined) => (of === undefined ? 'not measured' : withExact(format(of), of));
  const details = `value: ${exact(value)}${where}\nlimit: ${exact(limit)}${reason === undefined ? '' : `\nreason: ${reason}`}`;
  return passed ? { name: expression, details } : { name: expression, problem: 'failure', message, details };
}

/** `1,087 ms (1087.31)`; a whole number is shown in full already. */
const withExact = (text: string, value: number): string =>
  Number(text.replaceAll(',', '')) === value ? text : `${text} (${value})`;

import type { RunResult, ThresholdResult } from '../../model/run-result.ts';
import { formatOf, worstWords } from '../figures/threshold-format.ts';
import { escapeHtml } from '../page/markup.ts';

/**
 * JUnit XML as CI servers read it: a suite per run, in which each threshold is a test case. Two more say whether the run is fit to
 * decide anything: its verdict (INVALID is an error), and each target that failed.
 */
export function renderJunit(results: readonly RunResult[]): string {
  const suites = results.map(suite).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rollcall">\n${suites}</testsuites>\n`;
}

function suite(result: RunResult): string {
  const cases = [
    verdictCase(result),
    ...invalidTargetCases(result),
    ...result.targets.flatMap((target) => (target.status === 'failed' ? [targetCase(target)] : [])),
    ...result.thresholds.map(thresholdCase),
  ];
  const { scenario, startedAt, finishedAt } = result;
  const count = (problem: TestCase['problem']) => cases.filter((one) => one.problem === problem).length;
  const attributes = {
    name: scenario.name,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    timestamp: startedAt.replace(/\.\d+Z$/, ''),
    ...seconds(Date.parse(finishedAt) - Date.parse(startedAt)),
  };
  const lines = cases.map((one) => caseElement(one, scenario.name)).join('');
  return `<testsuite${written(attributes)}>\n${lines}</testsuite>\n`;
}

const seconds = (ms: number) => (Number.isFinite(ms) ? { time: (ms / 1000).toFixed(3) } : {});

interface TestCase {
  readonly name: string;
  readonly problem?: 'failure' | 'error';
  /** Why, in a line and at length. */
  readonly message?: string;
  readonly details?: string;
}

function verdictCase({ verdict }: RunResult): TestCase {
  const name = 'the run is valid';
  if (verdict.status !== 'INVALID') return { name };
  const details = verdict.reasons.map(({ message, advice }) => `${message}: ${advice}`).join('\n');
  return { name, problem: 'error', message: 'the run is INVALID: do not use its figures', details };
}

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
        details: own.map(({ message, advice }) => `${message}: ${advice}`).join('\n'),
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

function caseElement({ name, problem, message = '', details = '' }: TestCase, className: string): string {
  const open = `<testcase${written({ classname: className, name })}`;
  if (problem === undefined && details === '') return `${open}/>\n`;
  if (problem === undefined) return `${open}><system-out>${escapeXml(details)}</system-out></testcase>\n`;
  return `${open}><${problem}${written({ message, type: problem })}>${escapeXml(details)}</${problem}></testcase>\n`;
}

const written = (attributes: Readonly<Record<string, string | number>>): string =>
  Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');

/** Beyond HTML's five, XML 1.0 has no control characters (words by now), halves of surrogate pairs, U+FFFE and U+FFFF. */
const escapeXml = (text: string): string => escapeHtml(text).replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd');

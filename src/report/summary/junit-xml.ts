import { escapeHtml } from '../page/markup.ts';

/**
 * JUnit XML as CI servers read it. It has no warning: what neither passed nor failed is `skipped`, which CI servers show with its message
 * and without failing the build.
 */
export interface TestCase {
  readonly name: string;
  readonly problem?: 'failure' | 'error' | 'skipped';
  /** Why, in a line and at length. */
  readonly message?: string;
  readonly details?: string;
}

export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
  /** Facts that are no tests. */
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
}

export function junitXml(suites: readonly TestSuite[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rollcall">\n${suites.map(suiteElement).join('')}</testsuites>\n`;
}

function suiteElement({ name, cases, properties = [], startedAt, finishedAt }: TestSuite): string {
  const count = (problem: TestCase['problem']) => cases.filter((one) => one.problem === problem).length;
  const attributes = {
    ...{ name, tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') },
    timestamp: startedAt.replace(/\.\d+Z$/, ''),
    ...seconds(Date.parse(finishedAt) - Date.parse(startedAt)),
  };
  const lines = cases.map((one) => caseElement(one, name)).join('');
  return `<testsuite${written(attributes)}>\n${propertiesElement(properties)}${lines}</testsuite>\n`;
}

const propertiesElement = (properties: NonNullable<TestSuite['properties']>): string =>
  properties.length === 0
    ? ''
    : `<properties>\n${properties.map((one) => `<property${written({ ...one })}/>\n`).join('')}</properties>\n`;

const seconds = (ms: number) => (Number.isFinite(ms) ? { time: (ms / 1000).toFixed(3) } : {});

function caseElement({ name, problem, message = '', details = '' }: TestCase, className: string): string {
  const open = `<testcase${written({ classname: className, name })}`;
  if (problem === undefined && details === '') return `${open}/>\n`;
  if (problem === undefined) return `${open}><system-out>${escapeXml(details)}</system-out></testcase>\n`;
  const attributes = problem === 'skipped' ? { message } : { message, type: problem };
  return `${open}><${problem}${written(attributes)}>${escapeXml(details)}</${problem}></testcase>\n`;
}

const written = (attributes: Readonly<Record<string, string | number>>): string =>
  Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');

/** Beyond HTML's five, XML 1.0 has no control characters (words by now), halves of surrogate pairs, U+FFFE and U+FFFF. */
const escapeXml = (text: string): string => escapeHtml(text).replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd');

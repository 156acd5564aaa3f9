import { expect, it } from 'vitest';
import { renderJunit } from '../../../../src/report/summary/junit.ts';
import { hostileRun } from '../../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const { result } = makeRun();

it('has a case for the verdict and one per threshold, with value and limit of those that failed', () => {
  const xml = renderJunit([result]);
  // The verdict and each threshold; one of them failed.
  const tests = 1 + result.thresholds.length;
  expect(xml).toContain(`<testsuite name="${result.scenario.name}" tests="${tests}" failures="1" errors="0"`);
  expect(xml.match(/<testcase /g)).toHaveLength(tests);
  expect(xml).toContain('name="the run is valid"/>');
  // 1,087 ms against 1 s.
  expect(xml).toMatch(
    /name="server\.latencyMs\.serviceTime\.all\.max &lt; 1 s"><failure message="value 1,087 ms, limit 1,000 ms" type="failure">/,
  );
});

it('an INVALID run and a target that failed are errors', () => {
  const reasons = [
    { code: 'late-sends' as const, status: 'SUSPECT' as const, message: 'too late', advice: 'be early' },
  ];
  const [first, ...others] = result.targets;
  if (first === undefined) throw new Error('the fixture has targets');
  const xml = renderJunit([
    {
      ...result,
      verdict: { ...result.verdict, status: 'INVALID', reasons },
      targets: [{ ...first, status: 'failed', error: 'it died' }, ...others],
    },
  ]);
  expect(xml).toContain('errors="2"');
  expect(xml).toContain('>too late: be early</error>');
  expect(xml).toContain('name="target lambda"><error message="it died"');
});

it('a SUSPECT run is skipped with its reasons: CI servers show it, and it fails nothing', () => {
  const reasons = [
    {
      code: 'late-sends' as const,
      status: 'SUSPECT' as const,
      message: '3% were sent late',
      advice: 'use a core more',
    },
    {
      code: 'unanswered' as const,
      status: 'INVALID' as const,
      message: '95 failed',
      advice: 'mend it',
      target: 'cluster',
    },
  ];
  const xml = renderJunit([{ ...result, thresholds: [], verdict: { ...result.verdict, status: 'SUSPECT', reasons } }]);
  expect(xml).toContain('tests="1" failures="0" errors="0" skipped="1"');
  expect(xml).toContain(
    'name="the run is valid"><skipped message="the run is SUSPECT: read the reasons before you use its figures">3% were sent late: use a core more</skipped>',
  );
  expect(renderJunit([result])).toContain('skipped="0"');
});

it('an INVALID target of a run that stands is an error of its own', () => {
  const targets = result.verdict.targets.map((target) =>
    target.name === 'cluster' ? { ...target, status: 'INVALID' as const } : target,
  );
  const own = { code: 'unanswered' as const, status: 'INVALID' as const, message: '95 failed', advice: 'mend it' };
  const reasons = [
    { ...own, target: 'cluster' },
    { ...own, target: 'server', message: 'not this one' },
  ];
  const xml = renderJunit([{ ...result, verdict: { ...result.verdict, status: 'SUSPECT', targets, reasons } }]);
  expect(xml).toContain('errors="1"');
  expect(xml).toContain('name="target cluster is valid"');
  expect(xml).toContain('>95 failed: mend it</error>');
  expect(xml).not.toContain('not this one');
});

it('says what was not measured', () => {
  const thresholds = [{ expression: 'lambda.latency.p99 < 2 * server.latency.p99', passed: false, limit: 20 }];
  expect(renderJunit([{ ...result, thresholds }])).toContain('message="value not measured, limit 20.0 ms"');
});

it('hostile text stays text: the tags are ours, and no character is one that XML lacks', () => {
  const { result: hostile } = hostileRun();
  const bad = `${hostile.scenario.name}]]>\u0000\ufffe\ud800`;
  const xml = renderJunit([{ ...hostile, scenario: { ...hostile.scenario, name: bad } }]);
  const tags = [...xml.matchAll(/<\/?([^\s/>?]+)/g)].map(([, tag]) => tag);
  const known = [
    '?xml',
    'testsuites',
    'testsuite',
    'properties',
    'property',
    'testcase',
    'failure',
    'error',
    'skipped',
    'system-out',
  ];
  expect(tags.filter((tag) => !known.includes(tag ?? ''))).toEqual([]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  expect(xml).not.toMatch(/[\u0000-\u0009\u000b-\u001f\ufffe\uffff]|[^<]]]>/);
  expect(xml).not.toMatch(/\p{Surrogate}/u);
  expect(xml).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
});

it('gives the unit with both sides in the message and at length, with the number as it is in result.json in brackets', () => {
  const of = (expression: string, value: number, limit: number) =>
    renderJunit([{ ...result, thresholds: [{ expression, passed: false, value, limit }] }]);
  expect(of('lambda.latency.p99 < 1 s', 1087.31, 1000)).toContain(
    'message="value 1,087 ms, limit 1,000 ms" type="failure">value: 1,087 ms (1087.31)\nlimit: 1,000 ms (1000)<',
  );
  expect(of('lambda.cost.perMillion < 5 USD', 8.5312, 5)).toContain('value: $8.53 (8.5312)\nlimit: $5.00 (5)<');
  expect(of('lambda.environments <= 10', 1200, 10)).toContain('value: 1,200\nlimit: 10<');
});

it('says that a value is of the worst repeat', () => {
  const thresholds = [
    { expression: 'lambda.environments <= 7', passed: false, value: 8, limit: 7, perRepeat: true as const },
  ];
  expect(renderJunit([{ ...result, thresholds }])).toContain('message="value 8 in the worst repeat, limit 7"');
});

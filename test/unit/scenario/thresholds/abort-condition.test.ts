import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { abortProblems, parseAbortCondition } from '../../../../src/scenario/thresholds/abort-condition.ts';
import { complaintsOf, scenarioText } from '../scenario-text.ts';

it('a target that stops answering: 1.5 min are 90,000 ms', () => {
  expect(parseAbortCondition('no answers for 1.5 min')).toMatchObject({ kind: 'no-answers', forMs: 90_000 });
  expect(parseAbortCondition('no answers for 500ms')).toMatchObject({ kind: 'no-answers', forMs: 500 });
});

it('anything else is a condition in the language of thresholds', () => {
  expect(parseAbortCondition('lambda.latency.p99 > 2 s')).toMatchObject({
    kind: 'figure',
    threshold: { operator: '>', right: [{ number: 2000 }] },
  });
});

it.each([
  ['no answers for ever', 'expected a time with its unit, such as 10s, got "ever"'],
  ['no answers', 'expected `TARGET.METRIC < NUMBER` (or <=, >, >=, ==, !=; on both sides * and /), got "no answers"'],
  ['no answers for 0s', 'expected a time with its unit, such as 10s, got "0s"'],
  [
    'lambda.billing.usd > 1',
    '"billing.usd" is known only after the load; expected `requests`, `latency`, `response` or `environments.distinct`',
  ],
  ['other.requests.failed > 1', 'unknown target "other"; expected `lambda` or `server`'],
])('%s: %s', (text, problem) => {
  expect(abortProblems(text, ['lambda', 'server'])).toEqual([problem]);
});

it('a scenario ends early by default if a target answers nothing for 10 s, and its problems name the line', () => {
  expect(parseScenario(scenarioText(), { file: 'x.yaml' }).abortOn).toEqual(['no answers for 10s']);
  expect(complaintsOf(scenarioText({}, 'abortOn: [server.memory.peak > 1 GB]'))).toEqual([
    'x.yaml:10:11 abortOn.0: "memory.peak.rssMb" is known only after the load; expected `requests`, `latency`, `response` or `environments.distinct`',
  ]);
});

it('every condition of the docs can be read', () => {
  const text = readFileSync(new URL('../../../../docs/scenario-files.md', import.meta.url), 'utf8');
  const part = text.slice(text.indexOf('\n## abortOn\n'), text.indexOf('\n## --set\n'));
  const examples = [...part.matchAll(/^ {2}- (.*)$/gm)].map(([, example = '']) => example);
  expect(examples).toHaveLength(3);
  expect(examples.flatMap((example) => abortProblems(example, ['lambda']))).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderPlan } from '../../../src/report/plan/terminal.ts';
import { parsePlan } from '../../../src/scenario/plan/parse.ts';
import { parseScenario } from '../../../src/scenario/reading/parse.ts';
import { count, type Format, mb, ms, percent, times, usd } from '../../../src/text/format.ts';
import { planOf } from './plan-of.ts';

const docs = readFileSync('docs/planning.md', 'utf8');
const example = (file: string) => readFileSync(`docs/examples/shop/${file}`, 'utf8');

const [, given = ''] = /## Worked example.*?```yaml\n(.*?)```/s.exec(docs) ?? [];

const formats: Readonly<Record<string, Format>> = {
  latency: ms,
  memory: mb,
  multiplier: times,
  share: percent,
  connections: count,
  instances: count,
  $: usd,
  CPU: ms,
};

interface Row {
  readonly figure: string;
  readonly option: string;
  readonly arithmetic: string;
  readonly printed: string;
  readonly plan: string;
}

const [worked = '', withInit = ''] = docs.slice(docs.indexOf('## Worked example')).split('### With an init');

const rowsOf = (section: string, plan: string): Row[] =>
  section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| figure'))
    .map((line) => {
      const [, figure = '', option = '', arithmetic = '', printed = ''] = line.split('|').map((cell) => cell.trim());
      return { figure, option, arithmetic, printed, plan };
    });

const rows = rowsOf(worked, given);
const others = rowsOf(withInit, given.replace('cpu: 5ms,', 'cpu: { value: 5, low: 4, high: 7 }, init: 300ms,'));

/** Of the sum, in the format of its figure. */
function calculated({ figure, arithmetic }: Row): string {
  const value: unknown = new Function('ceil', `return ${arithmetic}`)(Math.ceil);
  const name = ['share', 'multiplier', 'latency', 'connections', 'instances', '$', 'memory', 'CPU'].find((word) =>
    figure.includes(word),
  );
  return (formats[name ?? ''] ?? String)(Number(value));
}

test.each([...rows, ...others])('$figure of $option: $arithmetic is $printed, in the docs and in the plan', (row) => {
  expect(calculated(row)).toBe(row.printed);
  const lines = renderPlan(planOf(row.plan), { color: false, width: 240 }).split('\n');
  const heads = lines.find((line) => /^ +lambda +fargate$/.test(line)) ?? '';
  const line = lines.find((each) => each.startsWith(`${row.figure}  `)) ?? '';
  const at = heads.indexOf('fargate');
  const cell = row.option === 'lambda' ? line.slice(heads.indexOf('lambda'), at) : line.slice(at);
  // `257 ms (254 ms to 264 ms) p / 257 ms p`: each number by itself, without its letter.
  const numbers = cell.split(/ \/ | \(| to |\)|; /).map((part) => part.trim().replace(/ [mgpx]$/, ''));
  expect(numbers).toContain(row.printed);
});

test('the worked example has its fifteen figures, and both cost the same at 5.71/s', () => {
  expect([rows.length, others.length]).toEqual([15, 7]);
  const [pair] = planOf(given).breakEven;
  expect(pair?.perSecond?.toFixed(2)).toBe('5.71');
  expect(((730 * (0.03238 + 2 * 0.00356)) / 2.628 / (0.2 + 258 * 0.5 * 0.0133334)).toFixed(2)).toBe('5.71');
});

test('from an empty folder to a recommendation: at most 10 commands and 25 lines of YAML, which are the shipped files', () => {
  const section = docs.slice(docs.indexOf('## From an empty folder'), docs.indexOf('## The plan'));
  const [commands = ''] = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, text = '']) => text);
  const yaml = [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
  expect(commands.trim().split('\n').length).toBeLessThanOrEqual(10);
  expect(yaml.join('').trim().split('\n').length).toBeLessThanOrEqual(25);
  expect(yaml).toEqual([example('run.yaml'), example('plan.yaml')]);
  expect(parseScenario(example('run.yaml'), { file: 'run.yaml' }).targets.map(({ kind }) => kind)).toEqual([
    'local-lambda',
    'server',
  ]);
  expect(parsePlan(example('plan.yaml'), { file: 'plan.yaml' }).value.demand.averagePerSecond).toBe(50);
});

test('the plan of the shop recommends Fargate with its needs given, and says why Lambda is not it', () => {
  const text = renderPlan(
    planOf(
      example('plan.yaml').replace('{ from: reports/shop }', '{ cpu: 5ms, wait: 240ms, init: 500ms, connections: 10 }'),
    ),
    { color: false, width: 100 },
  );
  expect(text).toContain('Recommended: fargate 1 vCPU 2048 MB.');
  expect(text).toContain('lambda 512 MB: 2,130; needed: connections at most 500');
});

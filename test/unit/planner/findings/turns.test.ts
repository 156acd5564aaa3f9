import { expect, test } from 'vitest';
import { optionRows } from '../../../../src/report/plan/rows.ts';
import { smallShare } from '../../../../src/text/basis.ts';
import { optionOf, planOf } from '../plan-of.ts';

const plan = (options: string) => `
name: plan
question: Which?
demand: { average: 100/s }
calls: { cpu: 10ms, wait: 90ms }
options: ${options}
`;
const auto = '{ kind: fargate, vcpu: 1, memoryMb: 2048, name: auto }';
const two = '{ kind: fargate, vcpu: 1, memoryMb: 2048, name: two, count: 2 }';

// 1,000 ms a second of 600 ms each: two tasks. Above 12 ms a third is needed, and at 6 ms one is enough.
test.each([
  [`[${auto}, ${two}]`, 1.2, 'two costs less if the CPU per call is 1.2 times what it is'],
  [`[${two}, ${auto}]`, 0.6, 'auto costs less if the CPU per call is 60% of what it is'],
])('of two that cost the same, %s, the other one costs less at %f times the CPU', (options, turnsAt, words) => {
  const { sensitivity, recommendation } = planOf(plan(options));
  const cpu = sensitivity[0]?.inputs.find(({ input }) => input === 'CPU per call');
  expect(cpu?.turnsAt).toBeCloseTo(turnsAt, 6);
  expect(recommendation.changes.map((change) => change.words)).toContain(words);
});

// At 12 ms both still have two.
test('an option that costs less just above what an input is says so', () => {
  const { recommendation } = planOf(plan(`[${auto}, ${two}]`).replace('cpu: 10ms', 'cpu: 12ms'));
  expect(recommendation.changes.map(({ words }) => words)).toContain(
    'two costs less if the CPU per call is more than it is',
  );
});

// 30 in flight on average at 150/s: with 30 MB each 1,200 MB and at moments 1,860 MB, with 60 MB 2,100 MB of 2,048 MB. At 50 MB 1,800 MB fit, and not
// the 52 of moments.
test('an input decides what chance leaves open too, where one of its ends is certain', () => {
  const one = optionOf(
    `
name: plan
question: What decides?
demand: { average: 100/s, peak: 150/s }
calls: { cpu: 5ms, wait: 195ms, baseMb: { value: 300, low: 290, high: 310 }, perRequestMb: { value: 50, low: 30, high: 60 } }
options: [{ kind: fargate, vcpu: 1, memoryMb: 2048, count: 1, name: one }]
`,
    'one',
  );
  expect(one.kept.find(({ id }) => id === 'memory')?.decidedBy).toEqual(['chance', 'memory per call in flight']);
});

test('a mean below ten has digits, and shares below a thousandth are told apart', () => {
  const average = optionRows.find(({ label }) => label === 'instances on average');
  const cell = (value: number) => {
    const option = optionOf(plan(`[${two}]`), 'two');
    const { figures } = option;
    if (figures === undefined) throw new Error('no figures');
    const instances = { ...figures.instances, average: { value, basis: 'extrapolated' } as const };
    return average?.cell({ ...option, figures: { ...figures, instances } });
  };
  expect([0.35, 2, 9.96, 78.4].map(cell)).toEqual(['0.35 x', '2 x', '10 x', '78 x']);
  expect([0.0005, 0.0007, 0.001, 0.002].map(smallShare)).toEqual(['0.05%', '0.07%', '0.1%', '0.2%']);
});

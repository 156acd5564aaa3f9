import { expect, test } from 'vitest';
import { planOf } from '../plan-of.ts';

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
  [`[${auto}, ${two}]`, 1.2, 'two costs less if CPU per call is 1.2× of what it is'],
  [`[${two}, ${auto}]`, 0.6, 'auto costs less if CPU per call is 60% of what it is'],
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
    'two costs less if CPU per call is more than it is',
  );
});

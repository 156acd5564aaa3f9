import { afterEach, expect, test, vi } from 'vitest';
import { planOfData } from '../../../../src/files/plan/read-plan.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { simulate } from '../../../../src/simulator/simulate.ts';

vi.mock(import('../../../../src/simulator/simulate.ts'), async (original) => {
  const { simulate: begun } = await original();
  return { simulate: vi.fn(begun) };
});
const simulations = vi.mocked(simulate);
afterEach(() => simulations.mockClear());

const task = { kind: 'fargate', vcpu: 1, memoryMb: 2048, count: 1 };

/** Simulations that are known are not repeated: each plan has calls of its own. */
let waitMs = 240;

/** Every option is simulated where the plan is possible. */
const plan = (more: object = {}) => {
  waitMs += 1;
  return planOfData(
    {
      ...{ name: 'plan', question: 'Which?', demand: { averagePerSecond: 50, burst: 200 } },
      calls: { cpuMs: 5, waitMs, initMs: 600 },
      options: [task, { kind: 'cloud-run', vcpu: 1, memoryMb: 2048 }],
      ...more,
    },
    [],
  ).then((inputs) => makePlan(inputs, { version: '0.0.0' }));
};

test('a plan that is possible simulates', async () => {
  await plan();
  expect(simulations.mock.calls.length).toBeGreaterThan(0);
});

test.each([
  ['a negative rate', { demand: { averagePerSecond: -1 } }, 'demand.averagePerSecond'],
  ['1e12 requests a second', { demand: { averagePerSecond: 1e12 } }, 'demand.averagePerSecond'],
  ['a call without time', { calls: { cpuMs: 0, waitMs: 0 } }, 'calls.cpuMs'],
  ['an objective that nothing can keep', { constraints: { p99Ms: 50 } }, 'constraints.p99Ms'],
  [
    'an objective of a burst without one',
    { demand: { averagePerSecond: 50 }, constraints: { burstP99Ms: 3000 } },
    'constraints.burstP99Ms',
  ],
  ['a region without prices', { prices: { region: 'eu-west-1' } }, 'prices.region'],
  [
    'more environments than the account has',
    { options: [task, { kind: 'provisioned', memoryMb: 512, environments: 2000 }] },
    'options.1.environments',
  ],
  ['two options of one name', { options: [task, task] }, 'options.1.name'],
  ['a run that is not there', { calls: { from: '/nowhere' } }, '/nowhere'],
])('%s is refused before any simulation', async (_, more, where) => {
  await expect(plan(more)).rejects.toThrow(where);
  expect(simulations).not.toHaveBeenCalled();
});

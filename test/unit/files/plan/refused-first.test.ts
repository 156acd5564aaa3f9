import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { planOfData } from '../../../../src/files/plan/read-plan.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { KnownSimulations } from '../../../../src/planner/under-load/known-simulations.ts';

/** Every simulation of a plan is asked for here first. */
const simulations = vi.spyOn(KnownSimulations.prototype, 'of');
afterEach(() => simulations.mockClear());
afterAll(() => simulations.mockRestore());

const task = { kind: 'fargate', vcpu: 1, memoryMb: 2048, count: 1 };

/** Every option is simulated where the plan is possible. */
const plan = (more: object = {}) =>
  planOfData(
    {
      ...{ name: 'plan', question: 'Which?', demand: { averagePerSecond: 50, burst: 200 } },
      calls: { cpuMs: 5, waitMs: 240, initMs: 600 },
      options: [task, { kind: 'cloud-run', vcpu: 1, memoryMb: 2048 }],
      ...more,
    },
    [],
  ).then((inputs) => makePlan(inputs, { version: '0.0.0' }));

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

import { expect, test } from 'vitest';
import { loadCharts } from '../../../../src/report/charts/chart.ts';
import { renderPlanPage } from '../../../../src/report/plan/page.ts';
import { renderPlan } from '../../../../src/report/plan/terminal.ts';
import { inputsOf, optionOf, planOf } from '../plan-of.ts';

const plan = (demand: string, fleet = '') => `
name: shop
question: Which one?
demand: { average: 50/s${demand} }
calls: { cpu: 2ms, wait: 300ms, init: 300ms }
options:
  - { kind: event, name: function, memoryMb: 1769 }
  - { kind: fargate, name: tasks, vcpu: 1, memoryMb: 2048${fleet} }
`;

const textOf = (yaml: string) => renderPlan(planOf(yaml), { color: false, width: 200 });

// 50/s of 302 ms are 15.1 requests in flight, and 65.1 with a burst of 50: checks had 5 to 330.
test('a chart says where its values come from: those of a burst are inside of what was checked at a function, and beyond at tasks', async () => {
  const yaml = plan(', burst: 50');
  const page = renderPlanPage(planOf(yaml), { draw: await loadCharts(), inputs: inputsOf(yaml) });
  expect(page).toContain('Values of function: p; of tasks: x.');
  expect(page).toMatch(/function: 100% p at \d{3} ms/);
  expect(page).toMatch(/tasks: 100% x at \d{3} ms/);
  expect(page).toContain('Dashed: the demand. All values: x.');
});

test('a peak that is not given is assumed to be the average, and says so', () => {
  expect(textOf(plan(''))).toContain('50/s at the peak (assumed)');
  expect(textOf(plan(''))).toMatch(/rate at the peak +the average rate +default/);
  expect(textOf(plan(', peak: 80/s'))).toContain('50/s on average, 80/s at the peak (given).');
  expect(textOf(plan(', peak: 80/s'))).not.toContain('rate at the peak');
});

test('50 of 10,000 requests/s leave 99.5%, not 100%', () => {
  expect(textOf(plan(''))).toMatch(/request rate +50 g +10,000 requests\/s +99\.5% g/);
});

test.each([
  ['', '1 of 1 vCPU carries the peak at 2 ms of CPU per request, sized to use at most 60% of its CPU'],
  [
    ', spare: 1',
    '2 of 1 vCPU carry the peak at 2 ms of CPU per request, sized to use at most 60% of their CPU; 1 of them is spare',
  ],
  // Nine tenths of one are in use at 450/s: more than the target, which a given number does not keep.
  [', count: 1', '1 of 1 vCPU carries the peak at 2 ms of CPU per request'],
])('the assumption of tasks with "%s": %s', (fleet, words) => {
  const demand = fleet.includes('count') ? ', peak: 450/s' : '';
  expect(optionOf(plan(demand, fleet), 'tasks').assumes[0]).toBe(words);
});

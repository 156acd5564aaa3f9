import { expect, test } from 'vitest';
import type { OptionResult } from '../../../../src/model/plan/option-result.ts';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { inputsOf } from '../plan-of.ts';

/** One request, and an hour later 60 in a minute, one every second, of 10 s each and an init of 5 s: 15 are cold or wait for the first of them. */
const record = {
  source: 'record',
  atMs: Float64Array.from([0, ...Array.from({ length: 60 }, (_, at) => 3_600_000 + at * 1000)]),
  spanMs: 3_659_000,
};

const plan = (option: string, more = '') => `
name: busiest
question: How many in the busiest minute?
demand: { average: 1/s }
calls: { cpu: 0ms, wait: 10s, init: 5s, connections: 2, baseMb: 100 }
options: [{ name: it, ${option} }]
${more}
`;

function ofRecord(option: string, more: string, arrivals: object = record): OptionResult {
  const { file, needs } = inputsOf(plan(option, more));
  const { averagePerSecond: _, ...others } = file.demand;
  const demand = planDemand(others, { ...record, ...arrivals });
  const [found] = makePlan({ file, needs, demand }, { version: '0.0.0' }).options;
  if (found === undefined) throw new Error('the plan has no option');
  return found;
}

// Second 0 to 14 each start one, as the first is back after 15 s: 1, 2, ..., 15 alive in a second each, and then 15.
const mean = ((15 * 16) / 2 + 45 * 15) / 60;

test('environments at the peak of a record are those of its busiest minute, and so are connections, memory and a lost zone', () => {
  const { figures, kept, losses } = ofRecord('kind: event, memoryMb: 512', 'constraints: { connections: 20 }');
  const { instances, connections, memoryMb } = figures ?? {};
  expect(instances?.mean.value).toBeCloseTo(mean, 9);
  expect([instances?.p50.value, instances?.p99.value, instances?.most?.value]).toEqual([15, 15, 15]);
  expect([connections?.value, memoryMb?.value]).toEqual([30, 15 * 512]);
  expect(kept.find(({ constraint }) => constraint.includes('connections'))).toMatchObject({ verdict: 'not-met' });
  expect(losses[1]?.leaves).toContain('5 environments start again');
  // Until the last end at 3,669 s: 1 for 15 s and the 300 s for which it is kept, the minute, and 9 s more.
  expect(instances?.average.value).toBeCloseTo((315 + mean * 60 + 15 * 9) / 3669, 4);
});

test('with logged inits, where the environments are exact, they are of the busiest minute, too', () => {
  const initMs = record.atMs.map((_, at) => (at <= 15 ? 5000 : 0));
  const { figures } = ofRecord('kind: event, memoryMb: 512', '', { initMs });
  expect(figures?.instances.mean.value).toBeCloseTo(mean, 9);
  expect(figures?.instances.p99.value).toBe(15);
});

test('instances that share requests: of managed ones the three of the record, CPU share and instances of its busiest minute', () => {
  const { figures } = ofRecord('kind: cloud-run, concurrency: 1', '');
  expect([figures?.instances.p50.value, figures?.instances.p99.value]).toEqual([15, 15]);
  expect(figures?.instances.average.value).toBeLessThan(1);
  const managed = ofRecord('kind: managed, perVcpu: 20', '').figures?.instances;
  expect([managed?.average.value, managed?.mean.value, managed?.p99.value]).toEqual([3, 3, 3]);
});

import { expect, test } from 'vitest';
import type { CallNeeds } from '../../../../src/model/plan/needs.ts';
import { assumptionsOf } from '../../../../src/planner/assumptions.ts';
import type { MeasuredNeeds } from '../../../../src/planner/needs/from-run.ts';
import { planNeeds } from '../../../../src/planner/needs/given.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { optionRows } from '../../../../src/report/plan/rows.ts';
import { inputsOf, optionOf } from '../plan-of.ts';

const plan = (options: string, calls = '{}', demand = 'average: 10/s') => `
name: known
question: What was measured?
demand: { ${demand} }
calls: ${calls}
options: [${options}]
`;

const measured = (value: number) => ({ value, basis: 'measured' }) as const;

const ofRun: CallNeeds = {
  ...{ source: 'run', cpuMs: measured(10), waitMs: measured(90) },
  ...{ initCpuMs: measured(400), initWaitMs: measured(100) },
};

function planned(text: string, needs: MeasuredNeeds) {
  const { file, demand } = inputsOf(text);
  return makePlan({ file, demand, needs: planNeeds(file.calls, needs) }, { version: '0.0.0' });
}

function assumptionsIn(text: string, needs: MeasuredNeeds) {
  const { file } = inputsOf(text);
  return assumptionsOf(file, planNeeds(file.calls, needs));
}

const half =
  '{ kind: cloud-run, name: half, vcpu: 0.5, concurrency: 1 }, { kind: cloud-run, name: whole, concurrency: 1 }';

// Calls take longer than the init, so that nobody finds a place that another one leaves.
test('an init of 400 ms of CPU and 100 ms of waiting takes 900 ms on half a vCPU, in a burst too, and its option says so', () => {
  const needs = { function: { ...ofRun, cpuMs: measured(0.001), waitMs: measured(5000) } };
  const { options } = planned(plan(half, '{}', 'average: 1/s, burst: 50'), needs);
  const words = options.map(({ assumes }) => assumes.filter((each) => each.startsWith('an init')));
  expect(words).toEqual([['an init takes 900 ms, on 0.5 vCPU without a startup boost, and 500 ms on one'], []]);
  const [first = 0, second = 0] = options.map(({ figures }) => figures?.latencyMs.burst?.p99.value ?? Number.NaN);
  expect(Math.abs(first - 5900)).toBeLessThan(30);
  expect(Math.abs(second - 5500)).toBeLessThan(30);
});

test('an init whose CPU is not known is taken as on a vCPU, which its option says', () => {
  const { assumes } = optionOf(plan(half, '{ cpu: 10ms, wait: 90ms, init: 500ms }'), 'half');
  expect(assumes).toContain(
    'an init takes 500 ms as on a vCPU: how much of it is CPU is not known, and on 0.5 vCPU that takes longer',
  );
});

const both = '{ kind: event, memoryMb: 512 }, { kind: fargate, vcpu: 1, memoryMb: 2048 }';

test('needs of one side that stand for the other are assumed; what is given or measured is not', () => {
  const assumed = (text: string, needs: MeasuredNeeds) =>
    assumptionsIn(text, needs).flatMap(({ id, value }) => (id.startsWith('needs.') ? [`${id}: ${value}`] : []));
  expect(assumed(plan(both), { function: ofRun })).toEqual(['needs.server: those of the function']);
  expect(assumed(plan(both), { server: ofRun })).toEqual(['needs.function: those of the server']);
  expect(assumed(plan(both), { function: ofRun, server: ofRun })).toEqual([]);
  expect(assumed(plan(both, '{ cpu: 5ms, wait: 95ms }'), { function: ofRun })).toEqual([]);
  expect(assumed(plan('{ kind: event, memoryMb: 512 }'), { function: ofRun })).toEqual([]);
});

test('functions with an init say that it has 2 vCPU at every memory size', () => {
  const init = (needs: CallNeeds) =>
    assumptionsIn(plan(both), { function: needs }).find(({ id }) => id === 'initVcpus')?.value;
  expect(init(ofRun)).toBe('2 vCPU at every memory size');
  expect(init({ source: 'run', cpuMs: measured(10), waitMs: measured(90) })).toBeUndefined();
});

test('the time of a call in logs is an input, with its size and interval; where CPU and waiting are given, it is not', () => {
  const callMs = { ms: { value: 281, low: 270, high: 292, basis: 'measured' }, memoryMb: 1769 } as const;
  const rows = (calls: string) =>
    planned(plan('{ kind: event, memoryMb: 1769 }', calls), { function: { source: 'logs', callMs } }).inputs.filter(
      ({ id }) => id === 'function.callMs',
    );
  expect(rows('{}')).toEqual([
    {
      ...{ id: 'function.callMs', name: 'function: time of a call at 1,769 MB', unit: 'ms' },
      ...{ figure: callMs.ms, source: 'logs' },
    },
  ]);
  expect(rows('{ cpu: 5ms, wait: 95ms }')).toEqual([]);
});

// 200/s of 20 ms are 4 vCPU: more than 3 instances of one usable vCPU, and one task of one.
test.each([
  '{ kind: managed, name: it, instance: m7g.large, count: 3 }',
  '{ kind: fargate, name: it, vcpu: 1, memoryMb: 2048, count: 1 }',
])('an option whose CPU does not carry the peak says so in the place of its latency: %s', (options) => {
  const option = optionOf(plan(options, '{ cpu: 20ms, wait: 80ms }', 'average: 200/s'), 'it');
  const row = optionRows.find(({ label }) => label.startsWith('steady latency'));
  expect(row?.cell(option)).toBe('none: its CPU does not carry the peak');
  if (option.kind === 'managed')
    expect(option.assumes).toContain('not simulated: its CPU does not carry the peak, so requests queue without end');
});

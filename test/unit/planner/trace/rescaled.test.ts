import { expect, test } from 'vitest';
import { planDemand } from '../../../../src/planner/demand.ts';
import { planNeeds } from '../../../../src/planner/needs/given.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { recordNotes } from '../../../../src/planner/trace/record-notes.ts';
import { rescaledArrivals } from '../../../../src/planner/trace/rescaled-arrivals.ts';
import { parsePlan } from '../../../../src/scenario/plan/parse.ts';

/** Ten requests at one instant, each minute, 100 times. */
const record = {
  source: 'cron.csv',
  atMs: Float64Array.from({ length: 1000 }, (_, index) => 60_000 * Math.floor(index / 10)),
  spanMs: 5_940_000,
  callMs: Float64Array.from({ length: 1000 }, (_, index) => index),
};

function planAt(demand: string) {
  const { value: file } = parsePlan(
    `
name: cron
question: How many environments?
demand: { ${demand}, trace: cron.csv }
calls: { cpu: 0ms, wait: 100ms, init: 0ms }
options: [{ kind: event, memoryMb: 512 }]
`,
    { file: 'plan.yaml' },
  );
  const { callMs: _, ...arrivals } = record;
  const inputs = { file, demand: planDemand(file.demand, arrivals), needs: planNeeds(file.calls, {}) };
  return makePlan(inputs, { version: '0' }).options[0];
}

test('at its own rate a record of ten at once each minute has ten environments, with the first ten calls cold', () => {
  const { figures, limits } = planAt('tenants: 1') ?? {};
  expect(figures?.instances.p99).toMatchObject({ value: 10 });
  expect(figures?.instances.p99.high).toBeUndefined();
  expect(figures?.coldShare?.value).toBe(0.01);
  // On average 0.02 are in flight: 10 / 59.4 s of 0.1 s each.
  expect(limits?.find(({ id }) => id === 'accountConcurrency')).toMatchObject({ used: { value: 10 }, headroom: 0.99 });
});

test('at three times its rate the others come within a minute, so 10 to 30 environments; at the same instants there are 30', () => {
  // 1,000 requests in 5,940 s are 0.16835/s.
  const instances = planAt('average: 0.50505/s')?.figures?.instances;
  expect(instances?.p99.value).toBe(10);
  expect(instances?.p99.high).toBe(30);
});

test('at half of its rate requests are left out at random: fewer than ten at each instant, and half as many in all', () => {
  const half = rescaledArrivals(record, { factor: 0.5, growth: 'independent', seed: 1 });
  // 500 within four standard deviations of sqrt(1000 / 4).
  expect(Math.abs(half.atMs.length - 500)).toBeLessThan(64);
  expect(half.atMs.every((at) => at % 60_000 === 0)).toBe(true);
});

test('a copy takes the time of its request, and instants rise', () => {
  const more = rescaledArrivals(record, { factor: 2.5, growth: 'together', seed: 7 });
  const calls = new Map<number, number>();
  for (const call of more.callMs ?? []) calls.set(call, (calls.get(call) ?? 0) + 1);
  expect([...calls.values()].every((times) => times === 2 || times === 3)).toBe(true);
  expect(calls.size).toBe(1000);
  expect(more.atMs.every((at, index) => at >= (more.atMs[index - 1] ?? 0) && at <= record.spanMs)).toBe(true);
});

test('the busiest minute grows with the average: ten a minute are 0.1667/s, and five times as many at five times the rate', () => {
  const spec = { tenants: 1 };
  expect(planDemand(spec, record).peakPerSecond).toBeCloseTo(0.16835, 4);
  expect(planDemand({ ...spec, averagePerSecond: 0.84175 }, record).peakPerSecond).toBeCloseTo(0.84175, 4);
});

test('one arrival, or many at one instant, have no rate: refused without a given one, and left out with one', () => {
  const one = { source: 'one.csv, 1 request', atMs: Float64Array.from([0]), spanMs: 0 };
  expect(() => planDemand({ tenants: 1 }, one)).toThrow(
    'one.csv, 1 request: 1 request at one instant, so there is no rate; expected requests at two instants or more',
  );
  const demand = planDemand({ tenants: 1, averagePerSecond: 5 }, one);
  expect(demand).toMatchObject({ averagePerSecond: 5, source: 'given' });
  expect(recordNotes(demand, one, 1000)[0]).toContain('the record has no rate');
});

test('more requests than can be planned with are refused at once', () => {
  expect(() => planDemand({ tenants: 1, averagePerSecond: 1e6 }, record)).toThrow('expected at most 20,000,000');
});

test('notes: a record below the keep-alive, one of few requests, and one at another rate', () => {
  const demand = planDemand({ tenants: 1, averagePerSecond: 0.5 }, { ...record, atMs: record.atMs.subarray(0, 100) });
  const notes = recordNotes(demand, { ...record, atMs: record.atMs.subarray(0, 100) }, 1e7);
  expect(notes[0]).toContain('the record covers 99.0 min, less than the 166.7 min');
  expect(notes[1]).toBe('the record has 100 requests, which leaves its rate uncertain by about 10%');
  expect(notes[2]).toContain('the record has 0.0168/s on average, and the plan 0.5/s');
});

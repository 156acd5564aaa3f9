import { expect, test } from 'vitest';
import type { RecordedArrivals } from '../../../../src/model/plan/arrivals.ts';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { inputsOf } from '../plan-of.ts';

const text = (demand: string) => `
name: most
question: How many at the most?
demand: { average: 1/s${demand} }
calls: { cpu: 0ms, wait: 100ms, init: 0ms }
options:
  - { name: event, kind: event, memoryMb: 512 }
  - { name: shared, kind: cloud-run, concurrency: 10, targetUtilization: 1 }
`;

function planned(record: RecordedArrivals, demand = '') {
  const { file, needs } = inputsOf(text(demand));
  const { averagePerSecond: _, ...others } = file.demand;
  return makePlan({ file, needs, demand: planDemand(others, record) }, { version: '0.0.0' }).options;
}

// 4 at one instant and then one every 10 s: 100 requests in 1,000 s or so.
const atMs = Float64Array.from({ length: 100 }, (_, at) => Math.max(0, at - 3) * 10_000);
const record = { source: 'arrivals.txt', atMs, spanMs: 960_000 };

test('instances at the most are no fewer than those of a burst beside the record', () => {
  for (const { figures } of planned(record, ', burst: 50')) {
    expect(figures?.instances.most?.value).toBeGreaterThanOrEqual(figures?.instances.burst?.value ?? Number.NaN);
    expect(figures?.instances.most?.value).toBeGreaterThan(4);
  }
});

// 4 in flight of 10 places: 100 instances are full at 1,000 in flight, which is 250 times the record, and not at 100 times its one instance.
test('a record that is busier fills the places of its instances before it needs others', () => {
  const shared = planned(record).find(({ name }) => name === 'shared');
  expect(shared?.figures?.instances.most?.value).toBe(1);
  const limit = shared?.limits.find(({ id }) => id === 'instances');
  expect(limit).toMatchObject({ allows: 100, used: { value: 1 } });
  expect(limit?.reachedAtPerSecond).toBeCloseTo(250 * (100 / 960), 4);
});

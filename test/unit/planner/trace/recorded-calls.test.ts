import { expect, test } from 'vitest';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { inputsOf } from '../plan-of.ts';

const text = `
name: calls
question: Whose time of a call?
demand: { average: 1/s }
calls: { cpu: 80ms, wait: 20ms, init: 0ms }
options: [{ kind: event, memoryMb: [512, 1769] }, { name: shared, kind: cloud-run, concurrency: 1 }]
`;

/** One request every 50 ms, for 100 s, of calls that took 200 and 400 ms in turn: 300 on average. */
function planned(callMs: (at: number) => number) {
  const { file, needs } = inputsOf(text);
  const { averagePerSecond: _, ...others } = file.demand;
  const atMs = Float64Array.from({ length: 2000 }, (_, at) => at * 50);
  const demand = planDemand(others, { source: 'logs', atMs, spanMs: 100_000, callMs: atMs.map((_, at) => callMs(at)) });
  return makePlan({ file, needs, demand }, { version: '0.0.0' }).options.map(({ figures }) => figures);
}

test('environments have the call of the plan at each memory size, as latency and cost have, and the spread of the record', () => {
  const [small, large] = planned((at) => (at % 2 === 0 ? 200 : 400));
  // At 1,769 MB a call takes 20 + 80 = 100 ms: 66.7 and 133.3 in turn, the longer from 50 on until 183.3, so three meet: at 150 those of 50, 100 and 150.
  expect(large?.instances.p99.value).toBe(3);
  // At 512 MB it takes 20 + 80 / (512 / 1769) = 296.4 ms: 197.6 and 395.2. In flight at 400 are those of 50 (until 445.2), 150, 250 and 350, and of 300 and 400.
  expect(small?.instances.p99.value).toBe(6);
});

test('a record of calls twenty times as long has the same environments: only their spread is taken', () => {
  const [one, other] = [20, 1].map((times) => planned((at) => times * (at % 2 === 0 ? 200 : 400)));
  expect(one?.map((figures) => figures?.instances.p99.value)).toEqual(other?.map((f) => f?.instances.p99.value));
});

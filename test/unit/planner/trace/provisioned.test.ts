import { expect, test } from 'vitest';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { inputsOf } from '../plan-of.ts';

const text = `
name: busy-minute
question: What of it do provisioned environments take?
demand: { average: 1/s }
calls: { cpu: 0ms, wait: 1s, init: 0ms }
options: [{ kind: provisioned, memoryMb: 1024, environments: 2 }]
`;

// Ten at one instant, of which 2 environments take 2, and then 90 requests that are 10 s apart, which they take: 8 of 100 are on demand. Prices of arm64.
test('the month has the requests of a record that find all provisioned environments busy at their own price', () => {
  const { file, needs } = inputsOf(text);
  const { averagePerSecond: _, ...others } = file.demand;
  const atMs = Float64Array.from({ length: 100 }, (_, at) => Math.max(0, at - 9) * 10_000);
  const demand = planDemand(others, { source: 'arrivals.txt', atMs, spanMs: 900_000 });
  const [option] = makePlan({ file, needs, demand }, { version: '0.0.0' }).options;
  const part = (what: string) => option?.figures?.month?.parts.find((each) => each.what.startsWith(what))?.usd ?? 0;
  const gbSeconds = 730 * 3600 * (100 / 900);
  expect(part('duration of warm calls') + part('duration of cold calls')).toBeCloseTo(
    gbSeconds * (0.92 * 0.0000077778 + 0.08 * 0.0000133334),
    6,
  );
});

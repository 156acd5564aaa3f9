import { expect, test } from 'vitest';
import { planDemand } from '../../../../src/planner/demand.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { inputsOf } from '../plan-of.ts';

const text = `
name: shop
question: Does one task keep up?
demand: { average: 1/s }
calls: { cpu: 10ms, wait: 490ms }
options: [{ kind: fargate, vcpu: 1, memoryMb: 2048, count: 1 }]
constraints: { p99: 1s }
`;

function keptOf(atMs: Float64Array, spanMs: number) {
  const { file, needs } = inputsOf(text);
  const { averagePerSecond: _, ...others } = file.demand;
  const demand = planDemand(others, { source: 'arrivals.txt', atMs, spanMs });
  const { options, recommendation } = makePlan({ file, needs, demand }, { version: '0.0.0' });
  return { kept: options[0]?.kept.find(({ id }) => id === 'p99Ms'), options, recommendation };
}

// 300 requests at each of 20 instants, 60 s apart. The first halves of their CPU take 300 * 5 = 1,500 ms; then all have waited, and their second
// halves take as long again: p99 is the 297th of 300, at 1,500 + 297 * 5 = 2,985 ms.
test('servers take the recorded arrivals: 300 at one instant wait for one another', () => {
  const { kept, options, recommendation } = keptOf(
    Float64Array.from({ length: 6000 }, (_, request) => Math.floor(request / 300) * 60_000),
    1_200_000,
  );
  const p99 = options[0]?.figures?.latencyMs.steady?.p99.value ?? 0;
  expect(Math.abs(p99 / 2985 - 1)).toBeLessThan(0.01);
  expect(kept?.verdict).toBe('not-met');
  expect(options[0]?.assumes).toContain('latency simulated: the record of 6,000 requests in 1,200 s');
  expect(recommendation.option).toBeUndefined();
});

test('of a record that is too long to simulate, p99 is undecided, and the reason is said', () => {
  // 0.5 s apart, which is 2/s.
  const { kept, recommendation } = keptOf(
    Float64Array.from({ length: 200_001 }, (_, request) => request * 500),
    100_000_500,
  );
  expect(kept?.verdict).toBe('undecided');
  expect(kept?.words).toMatch(/^5\d\d ms, of arrivals at random: the recorded ones are too many to simulate$/);
  expect(recommendation).toMatchObject({ isCertain: false });
});

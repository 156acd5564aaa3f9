import { expect, test } from 'vitest';
import { planResultSchema } from '../../../src/model/plan/plan-result.ts';
import { optionOf, planOf } from './plan-of.ts';

const shop = (constraints: string) => `
name: shop
question: Lambda or Fargate?
demand: { average: 50/s, burst: 200 }
calls: { cpu: { value: 5, low: 4, high: 7 }, wait: 240ms, init: 600ms }
options:
  - { kind: event, memoryMb: 512 }
  - { kind: fargate, vcpu: 1, memoryMb: 2048, count: 1 }
constraints: ${constraints}
`;

// Request 198 of a burst ends after 245 + 197 * 5 / 0.75 = 1,558 ms, with 7 ms of CPU after 247 + 197 * 7 / 0.65 = 2,369 ms.
test('a constraint is undecided where the interval of an input spans it, and an option that keeps it is preferred', () => {
  const text = shop('{ burstP99: 1800ms }');
  expect(optionOf(text, 'fargate 1 vCPU 2048 MB').kept.find(({ id }) => id === 'burstP99Ms')).toEqual({
    ...{ id: 'burstP99Ms', constraint: 'p99 of a burst at most 1,800 ms', isOfLoad: false, verdict: 'undecided' },
    ...{ basis: 'extrapolated', decidedBy: ['CPU per call'] },
    words: '1,558 ms (1,229 ms to 2,369 ms within the intervals of the inputs)',
  });
  const { recommendation } = planOf(text);
  expect(recommendation).toMatchObject({ option: 'lambda 512 MB', isCertain: true });
  expect(recommendation.reasons.map(({ words }) => words).join(' ')).toContain(
    'fargate 1 vCPU 2048 MB costs $28.84, and is not certain to fit: 1,558 ms (1,229 ms to 2,369 ms within the intervals of the inputs)',
  );
});

test('where no option keeps all constraints for certain, the likely one is recommended and is not certain', () => {
  const { recommendation } = planOf(shop('{ burstP99: 1800ms, usdPerMonth: 100 }'));
  expect(recommendation).toMatchObject({ option: 'fargate 1 vCPU 2048 MB', isCertain: false });
  expect(recommendation.reasons[1]?.words).toMatch(/^not decided for fargate 1 vCPU 2048 MB: 1,558 ms/);
});

// A wait of 200 to 280 ms alone gives 205 + 985 / 0.75 = 1,518 to 1,598 ms: the limit of 1,800 ms is not within that.
test('of several inputs with an interval, those that decide an undecided constraint alone are named', () => {
  const text = shop('{ burstP99: 1800ms }').replace('wait: 240ms', 'wait: { value: 240, low: 200, high: 280 }');
  const found = (of: string) => optionOf(of, 'fargate 1 vCPU 2048 MB').kept.find(({ id }) => id === 'burstP99Ms');
  expect(found(text)?.decidedBy).toEqual(['CPU per call']);
  expect(found(text.replace('1800ms', '1590ms'))?.decidedBy).toEqual(['CPU per call', 'waiting per call']);
  expect(found(text.replace('1800ms', '3s'))).not.toHaveProperty('decidedBy');
});

test('outside of the interval it is decided: met at 3 s, not met at 1 s', () => {
  const verdict = (constraints: string) =>
    optionOf(shop(constraints), 'fargate 1 vCPU 2048 MB').kept.find(({ id }) => id === 'burstP99Ms')?.verdict;
  expect(verdict('{ burstP99: 3s }')).toBe('met');
  expect(verdict('{ burstP99: 1s }')).toBe('not-met');
});

test.each([
  ['a load that nothing carries', 'demand: { average: 1000000/s, burst: 1000000, growthPerYear: 0.5 }'],
  ['a load of almost nothing', 'demand: { averagePerSecond: 1e-6, growthPerYear: -0.5 }'],
])('%s is written as JSON without a number that JSON does not have', (_, demand) => {
  const text = shop('{ connections: 10 }')
    .replace(/demand:.*/, demand)
    .replace('init: 600ms', 'init: 600ms, baseMb: 90, perRequestMb: 1, connections: 0')
    .replace('options:', 'options: [{ kind: cloud-run }, { kind: fluid }, { kind: web }, { kind: managed },')
    .replace('  - { kind: event, memoryMb: 512 }', '  { kind: event, memoryMb: 512 },')
    .replace(
      '  - { kind: fargate, vcpu: 1, memoryMb: 2048, count: 1 }',
      '  { kind: fargate, vcpu: 1, memoryMb: 2048 }]',
    );
  const plan = planOf(text);
  // The schema refuses NaN and infinite numbers.
  expect(planResultSchema.parse(plan)).toEqual(plan);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('a constraint that nothing is known to check by is not kept: the option that is recommended is not certain', () => {
  const text = shop('{ connections: 10 }');
  const { options, recommendation } = planOf(text);
  for (const { kept } of options)
    expect(kept.find(({ id }) => id === 'connections')).toEqual({
      ...{ id: 'connections', constraint: 'connections at most 10', isOfLoad: false },
      ...{ verdict: 'undecided', words: 'connections: not known' },
    });
  expect(recommendation).toMatchObject({ option: 'fargate 1 vCPU 2048 MB', isCertain: false });
  expect(recommendation.reasons[0]?.words).toMatch(/^fargate 1 vCPU 2048 MB keeps the constraints that can be checked/);
  // Of one server with one connection each, 1 is below 10.
  const known = planOf(text.replace('init: 600ms', 'init: 600ms, connections: 1'));
  expect(known.recommendation).toMatchObject({ option: 'fargate 1 vCPU 2048 MB', isCertain: true });
});

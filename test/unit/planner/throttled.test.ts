import { expect, test } from 'vitest';
import { renderPlan } from '../../../src/report/plan/terminal.ts';
import { optionOf, planOf } from './plan-of.ts';

const plan = (demand: string, options: string, more = '') => `
name: plan
question: What does an option serve?
demand: { ${demand} }
calls: { cpu: 0ms, wait: 2016ms, init: 500ms, connections: 4 }
options: [${options}]
${more}
`;

const lambda = '{ kind: event, memoryMb: 512 }';
const name = 'lambda 512 MB';
const cloudRun = '{ kind: cloud-run, concurrency: 10 }';

// Erlang B(2016, 1000) = 0.50445. A served million costs 0.2 + 2016 ms * 0.5 GB * $13.3334 a million GB-ms; 1,000/s are 2,628 million a month.
test('of 1,000/s of 2,016 ms half is throttled: 1,000 environments, and the month of the 495.55/s that are served', () => {
  const text = plan('average: 1000/s', lambda);
  const { figures, kept, curve } = optionOf(text, name);
  expect(figures?.throttledShareOfMonth?.value).toBeCloseTo(0.50445, 5);
  expect(figures?.instances.average.value).toBeCloseTo(1000, 0);
  expect(figures?.instances.p99.value).toBe(1000);
  expect(figures?.connections?.value).toBe(4000);
  const perMillion = 0.2 + 2016 * 0.5 * 0.0133334;
  expect(figures?.month?.usdPerMillion?.value).toBeCloseTo(perMillion, 3);
  expect(figures?.month?.usd.value).toBeCloseTo(2628 * (1 - 0.50445) * perMillion, -1);
  expect(kept.find(({ id }) => id === 'throttled')?.verdict).toBe('not-met');
  // The chart ends where it begins to throttle: at less than 1,000 / 2.016 = 496/s.
  expect(Math.max(...curve.map(({ perSecond }) => perSecond))).toBeLessThan(496);
  const lines = renderPlan(planOf(text), { color: false, width: 200 }).split('\n');
  for (const label of ['instances on average', 'instances at the peak', 'steady latency', '$ per month ', 'memory all'])
    expect.soft(lines.find((line) => line.startsWith(label))).toContain(', 50% throttled');
});

test('hours that are throttled leave the month of the others whole: 2,000/s for half of the day', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0 : 1)).join(', ');
  const { figures } = optionOf(plan(`average: 1000/s, dailyShape: [${hours}]`, lambda), name);
  // Erlang B(4032, 1000) = 0.75207, and nothing arrives in the other half.
  expect(figures?.throttledShareOfMonth?.value).toBeCloseTo(0.75207, 5);
  const seldom = plan('average: 10/s, peak: 1000/s', lambda);
  expect(optionOf(seldom, name).figures?.throttledShareOfMonth?.value).toBeLessThan(1e-9);
  expect(optionOf(seldom, name).figures?.throttledShare?.value).toBeCloseTo(0.50445, 5);
});

// 20.2 in flight at 10/s: of 1,500 at once 1,000 - 21 find room. They arrive every 1,000 s, which is 1.5 of the 10/s.
test('what repeated bursts lose is no part of the month, and their curve ends where the rest is throttled', () => {
  const { figures, burst } = optionOf(plan('average: 10/s, burst: { size: 1500, every: 1000s }', lambda), name);
  expect(figures?.throttledInBurst?.value).toBe(521);
  expect(figures?.throttledShareInBurst?.value).toBeCloseTo(521 / 1500, 9);
  expect(figures?.throttledShareOfMonth?.value).toBeCloseTo(0.0521, 9);
  expect(burst.at(-1)?.share).toBeCloseTo(979 / 1500, 9);
});

test('a burst of which nothing is answered has no latency', () => {
  const { figures, burst } = optionOf(plan('average: 2000/s, burst: 500', cloudRun), 'cloud-run 512 MB');
  expect(figures?.throttledInBurst?.value).toBe(500);
  expect(figures?.latencyMs.burst).toBeUndefined();
  expect(burst).toEqual([]);
  expect(figures?.instances.p99.value).toBe(100);
});

test('a burst at managed instances loses no more than its own requests', () => {
  // 3 * 3 vCPU * 2 places are 18, of 20.2 in flight: Erlang B(20.2, 18) = 0.24 is the chance that none is free. At the instant of this burst one is.
  const managed = '{ kind: managed, perVcpu: 2, count: 3 }';
  const { figures } = optionOf(plan('average: 10/s, burst: 100', managed), 'managed c7g.xlarge');
  expect(figures?.throttledInBurst?.value).toBe(99);
  expect(figures?.latencyMs.burst?.p99.value).toBe(2016);
  expect(figures?.throttledShare?.value).toBeCloseTo(0.24, 1);
});

test('an option is compared only at rates of which it refuses nothing', () => {
  const { breakEven, sensitivity } = planOf(
    plan('average: 1000/s', `${lambda}, { kind: server, name: own, usdPerHour: 5, vcpu: 2, memoryMb: 8192 }`),
  );
  // $3,650 a month are 102/s at $13.64 a million.
  const band = breakEven.find(({ below }) => below === name);
  expect(band?.perSecond).toBeCloseTo(3650 / 2.628 / (0.2 + 2016 * 0.5 * 0.0133334), 0);
  expect(band?.reason).toMatch(/lambda 512 MB carries up to 4\d\d\/s/);
  const [against] = sensitivity;
  expect(against?.ratio).toBeUndefined();
  const rate = against?.inputs.find(({ input }) => input === 'requests per second');
  expect(rate?.low).toBeUndefined();
  expect(rate?.turnsAt).toBeCloseTo((band?.perSecond ?? 0) / 1000, 3);
});

import { expect, test } from 'vitest';
import { optionOf, planOf } from './plan-of.ts';

const plan = (demand: string, options: string, calls = 'cpu: 10ms, wait: 90ms, init: 500ms') => `
name: plan
question: Which?
demand: ${demand}
calls: { ${calls} }
options: ${options}
`;

const task = (settings: string) => `{ kind: fargate, vcpu: 1, memoryMb: 2048, ${settings} }`;

// Four tasks have 4,000 ms of CPU per second, which is 400/s at 10 ms. The peak is twice the average: 200/s on average.
test('four tasks are no choice above the load that they carry, at whatever price', () => {
  const four = 'name: four, count: 4';
  const text = plan(
    '{ average: 100/s, peak: 200/s }',
    `[${task(four)}, { kind: event, memoryMb: 1769 }, { kind: managed }]`,
  );
  const { breakEven, sensitivity } = planOf(text);
  const above = breakEven.find(({ between, below }) => between.join() === 'four,lambda 1769 MB' && below === 'four');
  expect(above?.above).toBe('lambda 1769 MB');
  expect(above?.perSecondHigh).toBeCloseTo(200, 6);
  expect(above?.reason).toContain('four carries up to 200/s');
  expect(Math.max(...optionOf(text, 'four').curve.map(({ perSecond }) => perSecond))).toBeLessThan(200);
  // Twice the CPU of a call is all that they have.
  const cpu = sensitivity
    .find(({ between }) => between[1] === 'lambda 1769 MB')
    ?.inputs.find(({ input }) => input === 'CPU per call');
  expect(cpu?.turnsAt).toBeCloseTo(2, 3);
});

test('five tasks cost no more than as many as are needed from 2.4 times the CPU on, which needs five', () => {
  const { sensitivity } = planOf(
    plan('{ average: 100/s }', `[${task('name: auto')}, ${task('name: five, count: 5')}]`),
  );
  const cpu = sensitivity[0]?.inputs.find(({ input }) => input === 'CPU per call');
  expect(cpu?.turnsAt).toBeCloseTo(2.4, 2);
});

test('the ends of a p99 are those of servers that need as much CPU per call', () => {
  const one = (cpu: string) =>
    optionOf(
      `${plan('{ average: 90/s }', `[${task('name: one, count: 1')}]`, `cpu: ${cpu}, wait: 90ms`)}constraints: { p99: 120ms }\n`,
      'one',
    );
  const { figures, kept } = one('{ value: 5, low: 4, high: 10.5 }');
  const p99 = (cpu: string) => one(cpu).figures?.latencyMs.steady?.p99.value;
  expect(figures?.latencyMs.steady?.p99).toMatchObject({ value: p99('5ms'), low: p99('4ms'), high: p99('10.5ms') });
  expect(kept.find(({ id }) => id === 'p99Ms')?.verdict).toBe('undecided');
  // 12 ms at 90/s are more than a CPU has: then requests queue without end.
  const open = one('{ value: 5, low: 4, high: 12 }').kept.find(({ id }) => id === 'p99Ms');
  expect(open?.verdict).toBe('undecided');
  expect(open?.words).toContain('and more within the intervals');
});

test('the cost of provisioned environments over the rate is that of a plan at that rate', () => {
  const at = (rate: string) =>
    optionOf(plan(`{ average: ${rate} }`, '[{ kind: provisioned, memoryMb: 1769 }]'), 'provisioned 1769 MB');
  const tenfold = at('50/s').curve.find(({ perSecond }) => Math.abs(perSecond - 500) < 1e-6);
  expect(tenfold?.usd).toBeCloseTo(at('500/s').figures?.month?.usd.value ?? 0, 6);
});

test('a commitment of 100 % leaves what it does not discount', () => {
  const text = `${plan('{ average: 50/s }', '[{ kind: event, memoryMb: 1769 }]')}commitment: { lambda: 1 }\n`;
  // 131.4 million requests at $0.20 a million.
  expect(optionOf(text, 'lambda 1769 MB').figures?.month?.committedUsd).toBeCloseTo(26.28, 2);
});

test('a burst beyond the checked range is marked, and the peak inside of it is not', () => {
  // 20 in flight at the peak; ranges of environments end at some hundreds.
  const { instances } =
    optionOf(plan('{ average: 200/s, burst: 5000 }', '[{ kind: event, memoryMb: 1769 }]'), 'lambda 1769 MB').figures ??
    {};
  expect([instances?.p99.basis, instances?.burst?.basis]).toEqual(['predicted', 'extrapolated']);
});

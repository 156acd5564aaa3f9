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

// One task has 1,000 ms of CPU per second: 200/s at 5 ms, 250/s at 4 ms and 100/s at 10 ms.
test('a break-even is undecided where tasks carry the load at one end of an interval only', () => {
  const text = plan(
    '{ average: 50/s }',
    `[${task('name: one, count: 1')}, { kind: event, memoryMb: 512 }]`,
    'cpu: { value: 5, low: 4, high: 10 }, wait: 90ms',
  );
  const [, full] = planOf(text).breakEven;
  expect(full).toMatchObject({ below: 'one', above: 'lambda 512 MB' });
  expect(full?.perSecondLow).toBeCloseTo(100, 3);
  expect(full?.perSecond).toBeCloseTo(200, 3);
  expect(full?.perSecondHigh).toBeCloseTo(250, 3);
  expect(full?.reason).toContain('one carries up to 200/s, 100/s to 250/s within the intervals of its inputs');
});

test('the same where they have memory at one end only', () => {
  const fullOf = (perRequestMb: string) => {
    const calls = `cpu: 1ms, wait: 900ms, baseMb: 100, perRequestMb: ${perRequestMb}`;
    const options = `[${task('name: one, count: 1')}, { kind: event, memoryMb: 1769 }]`;
    return planOf(plan('{ average: 10/s }', options, calls)).breakEven.find(({ below }) => below === 'one');
  };
  const alone = fullOf('20')?.perSecondHigh ?? Number.NaN;
  expect(alone).toBeLessThan(1000);
  expect(fullOf('{ value: 10, low: 10, high: 20 }')?.perSecondLow).toBeCloseTo(alone, 3);
});

// 2.4 times the CPU needs five, too, which costs as much; three times are 3,000 ms a second, and above 5 * 600 ms a sixth is needed.
test('five tasks cost less than as many as are needed from three times the CPU on', () => {
  const { sensitivity } = planOf(
    plan('{ average: 100/s }', `[${task('name: auto')}, ${task('name: five, count: 5')}]`),
  );
  const cpu = sensitivity[0]?.inputs.find(({ input }) => input === 'CPU per call');
  expect(cpu?.turnsAt).toBeCloseTo(3, 2);
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
  // 100/s of 202 ms are 20.2 in flight at the peak; ranges of environments end at some hundreds.
  const text = plan('{ average: 100/s, burst: 5000 }', '[{ kind: event, memoryMb: 1769 }]', 'cpu: 2ms, wait: 200ms');
  const { figures, extrapolated } = optionOf(text, 'lambda 1769 MB');
  const { instances } = figures ?? {};
  expect([instances?.p99.basis, instances?.burst?.basis]).toEqual(['predicted', 'extrapolated']);
  const named = extrapolated.filter(({ figures: some }) => some.some((figure) => figure.startsWith('instances')));
  expect(named).toMatchObject([
    { figures: ['instances in a burst'], why: expect.stringMatching(/^5,020 requests in flight \(checked: /) },
  ]);
});

test('the same peak of calls of 100 ms, and at a size with less than a vCPU, is beyond the range, and the plan says why', () => {
  const at = (average: string, calls: string, memoryMb: number) =>
    optionOf(
      plan(`{ average: ${average} }`, `[{ kind: event, memoryMb: ${memoryMb} }]`, calls),
      `lambda ${memoryMb} MB`,
    );
  const short = at('200/s', 'cpu: 2ms, wait: 98ms', 1769);
  const { figures, extrapolated } = short;
  expect(figures?.instances.p99.basis).toBe('extrapolated');
  expect([figures?.latencyMs.steady?.p50.basis, figures?.month?.usd.basis]).toEqual(['extrapolated', 'extrapolated']);
  expect(extrapolated.map(({ why }) => why)).toContainEqual(expect.stringMatching(/^a call takes 100 ms \(checked: /));
  // 2 / (512 / 1769) - 2 = 4.91 of 156.91 ms.
  const small = at('130/s', 'cpu: 2ms, wait: 150ms', 512);
  expect(small.figures?.instances.p99.basis).toBe('extrapolated');
  expect(small.extrapolated.map(({ why }) => why)).toContain(
    'less than a vCPU makes up to 3.1% of a call (checked: one vCPU)',
  );
  // 19.76 in flight.
  expect(at('130/s', 'cpu: 2ms, wait: 150ms', 1769).figures?.latencyMs.steady?.p50.basis).toBe('predicted');
});

// 0.6 of a vCPU at 8 ms are 75/s of the peak, 25/s on average. Each task is $28.84 a month, one is spare, and the load balancer is $22.27: $137.61 up
// to 75/s, $166.44 up to 100/s, $195.27 up to 125/s. The function is $1.892 for each request/s: as much at 72.7/s, 87.9/s and 103.2/s.
test('an option that costs less in several ranges of the rate is named with each of them, and a plan at 101/s agrees', () => {
  const at = (rate: number) =>
    planOf(
      `${plan(
        `{ average: ${rate}/s, peak: ${3 * rate}/s }`,
        `[{ kind: event, memoryMb: 256 }, ${task('spare: 1, loadBalancer: { lcu: 1 }')}]`,
        'cpu: 8ms, wait: 100ms, init: 400ms, connections: 5',
      )}constraints: { connections: 100 }\n`,
    );
  const { changes, option } = at(120).recommendation;
  expect(option).toBe('fargate 1 vCPU 2048 MB');
  const [first] = changes;
  expect(first?.words).toBe(
    'below 72.7/s, between 75/s and 87.9/s, or between 100/s and 103/s on average lambda 256 MB costs less, and is better only if it then keeps: connections at most 100',
  );
  const isLambdaCheaper = (rate: number) => {
    const [lambda, fargate] = at(rate).options.map(({ figures }) => figures?.month?.usd.value ?? 0);
    return (lambda ?? 0) < (fargate ?? 0);
  };
  expect([70, 74, 80, 95, 101, 110].map(isLambdaCheaper)).toEqual([true, false, true, false, true, false]);
  // At 101/s it costs less already, so no other input would make it.
  expect(at(101).recommendation.changes.filter(({ words }) => words.includes('lambda 256 MB costs less if'))).toEqual(
    [],
  );
});

// Lambda takes 240 + c / (512 / 1769) ms, a task has 600 ms of CPU a second: at 50/s and c = 0 $236 against $28.84, at 500 ms $1,750 against 42 tasks, $1,211.
test('an interval of one input is at the same end of both options: 0 to 500 ms of CPU leave Fargate the cheaper one at 50/s', () => {
  const calls = 'cpu: { value: 5, low: 0, high: 500 }, wait: 240ms';
  const text = plan('{ average: 50/s }', `[${task('')}, { kind: event, memoryMb: 512 }]`, calls);
  const { breakEven, recommendation } = planOf(text);
  expect(recommendation.changes.map(({ words }) => words).join()).not.toContain('either may cost less');
  // Without CPU both cost the same at 28.84 / 2.628 / (0.2 + 240 * 0.5 * 0.0133334) = 6.10/s, the highest rate that is open; far above, Lambda throttles at 500 ms.
  expect(Math.max(...breakEven.map(({ perSecondHigh = 0 }) => perSecondHigh))).toBeCloseTo(6.1, 1);
  // With 500 ms at 28.84 / 2.628 / (0.2 + 1968 * 0.5 * 0.0133334) = 0.82/s, the lowest.
  expect(Math.min(...breakEven.map(({ perSecondLow = 0 }) => perSecondLow))).toBeCloseTo(0.82, 2);
  const apart = `${calls}, onServer: { cpu: { value: 5, low: 0, high: 501 } }`;
  expect(planOf(text.replace(calls, apart)).recommendation.changes[0]?.words).toContain('either may cost less');
});

import { describe, expect, test } from 'vitest';
import { recalculate } from '../../../src/planner/browser/recalculate.ts';
import { basisLetters } from '../../../src/text/basis.ts';
import { liveProblems } from '../../../src/text/live-fields.ts';
import { inputsOf, planOf } from './plan-of.ts';

const plan = `
name: shop
question: Lambda or Fargate?
demand: { average: 50/s, burst: 200 }
calls: { cpu: 5ms, wait: 240ms, init: 600ms }
options:
  - { kind: event, memoryMb: 512 }
  - { kind: fargate, vcpu: 1, memoryMb: 2048 }
`;

test('the controls of the page begin with the answers of the plan, from inputs that went through JSON', () => {
  const inputs = JSON.parse(JSON.stringify(inputsOf(plan)));
  const { recommendation, rows } = recalculate(inputs, {
    averagePerSecond: 50,
    burst: 200,
    cpuMs: 5,
    waitMs: 240,
    initMs: 600,
  });
  expect(recommendation).toBe('Recommended: fargate 1 vCPU 2048 MB, $28.84 a month (x).');
  const of = planOf(plan).options.map(({ name, figures }) => [
    name,
    `${figures?.instances.p99.value} ${basisLetters[figures?.instances.p99.basis ?? 'given']}`,
  ]);
  expect(rows.map(([name, p99]) => [name, p99])).toEqual(of);
});

test('at 2/s a function costs less than a task; at 500/s and 20 ms of CPU it takes 17 tasks', () => {
  const inputs = inputsOf(plan);
  expect(recalculate(inputs, { averagePerSecond: 2 }).recommendation).toContain('Recommended: lambda 512 MB');
  // 500 * 20 / 600 = 16.7.
  expect(recalculate(inputs, { averagePerSecond: 500, cpuMs: 20 }).rows[1]?.[1]).toBe('17 x');
  expect(recalculate(inputs, { burst: 0 }).rows[0]?.[2]).toBe('–');
});

test('what takes a simulation is left out, and the row says so instead of counting it as broken', () => {
  const text = `${plan}  - { kind: cloud-run }\n  - { kind: managed }\nconstraints: { p99: 1s, burstP99: 5s }\n`;
  const { rows } = recalculate(inputsOf(text), { burst: 201 });
  const both = 'not calculated here: p99 at most 1,000 ms; not calculated here: p99 of a burst at most 5,000 ms';
  expect(rows.map((cells) => cells.at(-1))).toEqual(['yes', 'not calculated here: p99 at most 1,000 ms', both, both]);
  // Cloud Run and managed instances are simulated at the peak and in a burst, servers only at the peak.
  const isLeftOut = rows.map((cells) => cells.slice(1, 4).map((cell) => cell === 'not calculated here'));
  expect(isLeftOut.map((cells) => cells.filter(Boolean).length)).toEqual([0, 0, 3, 3]);
  expect(rows[3]?.[4]).toMatch(/^\$\d/);
});

test('a row keeps its place where an option cannot be planned: 1,000 s of waiting are more than Lambda takes', () => {
  const { rows, recommendation } = recalculate(inputsOf(plan), { waitMs: 1_000_000 });
  // 1,000,000 + 5 / (512 / 1769) ms.
  const why = 'cannot be planned without a shorter call: it takes 1001 s, and Lambda ends a call after 900 s';
  expect(rows.map(([name]) => name)).toEqual(['lambda 512 MB', 'fargate 1 vCPU 2048 MB']);
  expect(rows[0]?.slice(1)).toEqual(['–', '–', '–', '–', why]);
  expect(rows[1]?.[1]).toBe('1 x');
  expect(recommendation).toContain('fargate');
});

describe('a field of the page', () => {
  const all = ['averagePerSecond', 'burst', 'cpuMs', 'waitMs', 'initMs'] as const;
  const usual = { averagePerSecond: 50, burst: 0, cpuMs: 0, waitMs: 240, initMs: 0 };
  test.each([
    ['averagePerSecond', 0, 'Expected a rate above 0, got 0.'],
    ['averagePerSecond', undefined, 'Expected a rate above 0.'],
    ['averagePerSecond', 2e9, 'Expected at most 1,000,000,000, got 2000000000.'],
    ['burst', 2.5, 'Expected a whole number of requests, or 0 for no burst, got 2.5.'],
    ['cpuMs', -5, 'Expected a time of 0 ms or more, got -5.'],
    ['waitMs', 0, undefined],
    ['initMs', undefined, 'Expected a time of 0 ms or more.'],
  ] as const)('%s of %s is refused as in a plan: %s', (field, value, message) => {
    const { [field]: _, ...others } = usual;
    const problems = liveProblems(all, { ...others, ...(value !== undefined && { [field]: value }) });
    // A call without CPU and without waiting takes no time.
    const both = 'Expected a call that takes time: its CPU and its waiting are both 0.';
    expect(problems).toEqual(message === undefined ? { cpuMs: both } : { [field]: message });
  });

  test('takes what a plan takes, and no fewer requests than its bursts: 300 in 10 s are 30/s', () => {
    expect(liveProblems(all, usual)).toEqual({});
    expect(liveProblems(['burst'], { burst: 5 })).toEqual({});
    expect(liveProblems(all, { ...usual, averagePerSecond: 29, burst: 300 }, 10_000)).toEqual({
      averagePerSecond: 'Expected at least the requests of the bursts, 30/s.',
    });
  });
});

test('an init that a run measured as CPU and waiting is replaced as a whole: 5 s of it are in the p99 of a burst', () => {
  const { needs, ...inputs } = inputsOf(plan.replace(', init: 600ms', ''));
  const measured = (value: number) => ({ value, basis: 'measured' as const });
  const inParts = {
    ...inputs,
    needs: { ...needs, function: { ...needs.function, initCpuMs: measured(130), initWaitMs: measured(20) } },
  };
  const burstP99 = (initMs: number) => Number(recalculate(inParts, { initMs }).rows[0]?.[3]?.replace(/,| ms .$/g, ''));
  // 240 + 5 / (512 / 1769) = 257 ms, and the init: 150 ms as measured, or 5,000 ms.
  expect(burstP99(150)).toBe(407);
  expect(burstP99(5000)).toBe(5257);
});

import { expect, test } from 'vitest';
import { recalculate } from '../../../src/planner/browser/recalculate.ts';
import { basisLetters } from '../../../src/text/basis.ts';
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
  const text = `${plan}  - { kind: cloud-run }\nconstraints: { p99: 1s, burstP99: 5s }\n`;
  const { rows } = recalculate(inputsOf(text), { burst: 201 });
  expect(rows.map((cells) => cells.at(-1))).toEqual([
    'yes',
    'not calculated here: p99 at most 1,000 ms',
    'not calculated here: p99 at most 1,000 ms; not calculated here: p99 of a burst at most 5,000 ms',
  ]);
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

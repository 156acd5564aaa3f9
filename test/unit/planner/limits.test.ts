import { expect, test } from 'vitest';
import { optionOf } from './plan-of.ts';

const plan = (demand: string, options: string, more = '') => `
name: plan
question: Which limit is reached first?
demand: { ${demand} }
calls: { cpu: 0ms, wait: 1000ms, init: 500ms, connections: 2 }
options: [${options}]
${more}
`;

const limitOf = (text: string, name: string, limit: string) =>
  optionOf(text, name).limits.find(({ id }) => id === limit);

// 10/s of 1 s: 10 in flight, 3 * sqrt(10) = 9.5 above them, and 10 + 30 in a burst.
test('reserved concurrency is a limit of its option: 50 of it are reached at 1.25 times the load, in 0.55 years at 50 %', () => {
  const text = plan(
    'average: 10/s, burst: 30, growthPerYear: 0.5',
    '{ kind: event, memoryMb: 512, reservedConcurrency: 50 }',
  );
  const limit = limitOf(text, 'lambda 512 MB', 'reservedConcurrency');
  expect(limit).toMatchObject({ allows: 50, used: { value: 40 } });
  expect(limit?.headroom).toBeCloseTo(0.2, 9);
  // At 1.25 times: 12.5 in flight, rounded up, and 38 in a burst, which is 51; 49.9 / 40 would be a line.
  expect(limit?.reachedAtPerSecond).toBeGreaterThan(12);
  expect(limit?.reachedAtPerSecond).toBeLessThan(12.5);
  expect(limit?.reachedInYears).toBeCloseTo(Math.log((limit?.reachedAtPerSecond ?? 0) / 10) / Math.log(1.5), 9);
  expect(limitOf(text, 'lambda 512 MB', 'requestRate')?.allows).toBe(500);
  expect(limitOf(plan('average: 10/s', '{ kind: event, memoryMb: 512 }'), 'lambda 512 MB', 'reservedConcurrency')).toBe(
    undefined,
  );
});

test('reserved concurrency is of the function of each tenant', () => {
  const text = plan('average: 10/s, tenants: 5', '{ kind: event, memoryMb: 512, reservedConcurrency: 50 }');
  // 2 in flight and 3 * sqrt(2).
  expect(limitOf(text, 'lambda 512 MB', 'reservedConcurrency')?.used.value).toBe(7);
  expect(limitOf(text, 'lambda 512 MB', 'requestRate')?.allows).toBe(2500);
});

test('connections grow with the environments that a plan has at that rate, not in a line', () => {
  const text = (average: string) =>
    plan(`average: ${average}`, '{ kind: event, memoryMb: 512 }', 'constraints: { connections: 400 }');
  const { value: used = 0 } = limitOf(text('10/s'), 'lambda 512 MB', 'connections')?.used ?? {};
  const reached = limitOf(text('10/s'), 'lambda 512 MB', 'connections')?.reachedAtPerSecond ?? 0;
  const atThere = optionOf(text(`${Math.floor(reached)}/s`), 'lambda 512 MB').figures?.connections?.value ?? 0;
  expect(atThere).toBeLessThanOrEqual(400);
  expect(atThere).toBeGreaterThan(390);
  // A line would end at 10/s * 400 / used, where far fewer are alive.
  expect(reached).toBeGreaterThan(((10 * 400) / used) * 1.2);
});

test('servers of a given number have the same connections at any rate', () => {
  const text = plan(
    'average: 10/s',
    '{ kind: fargate, vcpu: 1, memoryMb: 2048, count: 4 }',
    'constraints: { connections: 100 }',
  );
  const limit = limitOf(text, 'fargate 1 vCPU 2048 MB', 'connections');
  expect(limit?.used.value).toBe(8);
  expect(limit?.reachedAtPerSecond).toBeUndefined();
});

const lossesOf = (text: string, name: string) => optionOf(text, name).losses.at(-1);

test('a lost zone of Lambda starts again as scalingPer10s says, for each tenant by itself', () => {
  const lost = (demand: string) =>
    lossesOf(
      plan(demand, '{ kind: event, memoryMb: 512 }', 'constraints: { accountConcurrency: 20000, scalingPer10s: 100 }'),
      'lambda 512 MB',
    );
  // 630 of a third of 1,890: 100 at once, and the others at 10 a second.
  const one = lost('average: 1760/s');
  expect(one?.holds).toBe(false);
  expect(one?.leaves).toMatch(/100 at once and 10 a second: all are back after 5\d s \(Lambda scaling behavior\)$/);
  expect(lost('average: 1760/s, tenants: 100')).toMatchObject({ holds: true });
});

test('other platforms have rates of their own, or none that is published', () => {
  const text = plan('average: 20000/s', '{ kind: fluid, concurrency: 10 }, { kind: cloud-run }, { kind: web }');
  // A third of 20,000 requests in flight: 1,000 of 6,667 at once, the others in 57 s.
  expect(lossesOf(text, 'vercel fluid')?.leaves).toMatch(
    /1,000 at once and 100 a second: all are back after 5\d s \(Vercel, concurrency scaling\)$/,
  );
  for (const name of ['cloud-run 512 MB', 'web function']) {
    expect(lossesOf(text, name)?.leaves).toContain('publishes no rate');
    expect(lossesOf(text, name)?.holds).toBeUndefined();
  }
});

import { expect, test } from 'vitest';
import { given } from '../../../../src/model/plan/figure.ts';
import { mostPerSecond } from '../../../../src/planner/findings/carried.ts';
import { cornersOf } from '../../../../src/planner/needs/numbers.ts';
import { moduleOf } from '../../../../src/planner/options/registry.ts';
import { contextOf, plannedOptions } from '../../../../src/planner/planned-option.ts';
import { inputsOf, optionOf, planOf } from '../plan-of.ts';

// A call of 2 s and 50 MB: one task of 2,048 MB has room for (2048 - 100) / 50 = 38.96 requests, two for 77.92, which are in flight at 38.96/s.
const plan = (demand: string, options: string) => `
name: memory
question: How much does memory carry?
demand: { ${demand} }
calls: { cpu: 1ms, wait: 1999ms, baseMb: 100, perRequestMb: 50, init: 300ms }
options: [${options}]
`;
const task = (more: string) => `{ kind: fargate, name: task, vcpu: 1, memoryMb: 2048, ${more} }`;

const ofRoom = (2 * 1948) / 50 / 2;

test('memory of a task is a limit: 1,600 of 2,048 MB at 30/s, full at 39/s, long before its CPU', () => {
  const { limits } = optionOf(plan('average: 30/s, growthPerYear: 0.5', task('count: 2')), 'task');
  expect(limits.map(({ id }) => id)).toEqual(['memory', 'cpu']);
  const [memory] = limits;
  expect(memory).toMatchObject({ name: 'memory of one task', allows: 2048, unit: 'MB', used: { value: 1600 } });
  expect(memory?.headroom).toBeCloseTo(1 - 1600 / 2048, 9);
  expect(memory?.reachedAtPerSecond).toBeCloseTo(ofRoom, 6);
  expect(memory?.reachedInYears).toBeCloseTo(Math.log(ofRoom / 30) / Math.log(1.5), 6);
});

test('of memory without a known need per request nothing is said to grow', () => {
  const text = plan('average: 30/s', task('count: 2')).replace(' perRequestMb: 50,', '');
  expect(optionOf(text, 'task').limits.map(({ id }) => id)).toEqual(['cpu']);
});

test('a lost task: one of two needs 100 + 60 * 50 MB and has 2,048; two of three are at 78 % of theirs', () => {
  const [ofTwo] = optionOf(plan('average: 30/s', task('count: 2')), 'task').losses;
  expect(ofTwo).toMatchObject({
    ...{ holds: false, leaves: '1, which has memory for 65% of the peak (3,100 MB needed of 2,048 MB each)' },
  });
  const [ofThree] = optionOf(plan('average: 30/s', task('count: 3')), 'task').losses;
  expect(ofThree).toMatchObject({ holds: true, leaves: '2 at 1.5% of their CPU and 78% of their memory' });
});

test('what is less decides what a lost task leaves: 20 ms of CPU at 60/s are more than one vCPU, with memory for 62 %', () => {
  // 62.4 in flight at 60/s: 1,948 MB are 38.96 of 50 MB.
  const text = plan('average: 60/s', task('count: 2')).replace('cpu: 1ms, wait: 1999ms', 'cpu: 20ms, wait: 1020ms');
  expect(optionOf(text, 'task').losses[0]?.leaves).toMatch(/^1, which has memory for 62% of the peak/);
  expect(optionOf(text.replace('perRequestMb: 50', 'perRequestMb: 5'), 'task').losses[0]?.leaves).toBe(
    '1, which carries 83% of the peak',
  );
  // 50/s are all of its 1,000 ms a second.
  const full = text.replace('perRequestMb: 50', 'perRequestMb: 5').replace('average: 60/s', 'average: 50/s');
  expect(optionOf(full, 'task').losses[0]?.leaves).toBe('1, whose CPU the peak takes in full');
});

const carried = (demand: string, options: string, cpu = '1ms') => {
  const inputs = inputsOf(plan(demand, options).replace('cpu: 1ms', `cpu: ${cpu}`));
  const [spec] = inputs.file.options;
  const [needs] = cornersOf(inputs.needs.server);
  if (spec === undefined || needs === undefined) throw new Error('the plan has no option');
  const context = contextOf(inputs, needs);
  const costs = moduleOf(spec).costs(spec, context);
  if (costs === undefined) throw new Error('the option has no price');
  return { most: mostPerSecond({ spec, context, costs }), costs };
};

test('a given number of tasks carries what its memory has room for, less a burst that stays as it is', () => {
  expect(carried('average: 30/s', task('count: 2')).most).toBeCloseTo(ofRoom, 3);
  // 20 of the 77.92 are of the burst.
  expect(carried('average: 10/s, burst: 20', task('count: 2')).most).toBeCloseTo(ofRoom - 10, 3);
  expect(carried('average: 10/s, burst: 80', task('count: 2')).most).toBe(0);
  // At three times the average.
  expect(carried('average: 10/s, peak: 30/s', task('count: 2')).most).toBeCloseTo(ofRoom / 3, 3);
  expect(carried('average: 30/s', task('')).most).toBe(Number.POSITIVE_INFINITY);
});

test('terminal and curve end where memory does', () => {
  const text = plan('average: 30/s', `${task('count: 2')}, { kind: event, memoryMb: 512 }`);
  expect(planOf(text).breakEven.map(({ reason }) => reason)).toContainEqual(
    expect.stringContaining('task carries up to 39/s'),
  );
  const rates = optionOf(text, 'task').curve.map(({ perSecond }) => perSecond);
  expect(Math.max(...rates)).toBeLessThan(ofRoom);
  expect(Math.max(...rates)).toBeGreaterThanOrEqual(30);
});

test('as many tasks start as CPU and memory ask for: 80 in flight of 38.96 places take three', () => {
  expect(optionOf(plan('average: 40/s', task('')), 'task').figures?.instances.p99.value).toBe(3);
  const { costs } = carried('average: 40/s', task(''));
  expect(costs.servers?.capacityPerSecond).toBeCloseTo(1948 / 50 / 2, 9);
  // By CPU, where that is less: 60 % of 1,000 ms are 6 of 100 ms.
  expect(carried('average: 40/s', task(''), '100ms').costs.servers?.capacityPerSecond).toBeCloseTo(6, 9);
});

// 3 usable vCPU and 7,168 MB: 6,868 MB are 137.36 requests of 50 MB, which is less than 3 * 64 places.
test('managed instances have memory for a burst: 200 in flight and 1,000 more take 9', () => {
  const option = optionOf(
    plan('average: 100/s, burst: 1000', '{ kind: managed, name: managed, instance: c7g.xlarge, perVcpu: 64 }'),
    'managed',
  );
  expect(option.kept.find(({ id }) => id === 'memory')?.verdict).toBe('met');
  expect(option.limits.find(({ id }) => id === 'memory')?.used.value).toBeCloseTo(300 + (50 * 1200) / 9, 6);
});

test('more in flight at moments than memory has room for is said, and undecided: 60 + 4 * sqrt(60) are 91, and 2,375 MB of each of two', () => {
  const ofTasks = (more: string) => optionOf(plan('average: 30/s', task(more)), 'task');
  const verdictOf = ({ kept }: ReturnType<typeof ofTasks>) => kept.find(({ id }) => id === 'memory')?.verdict;
  const [two, three] = [ofTasks('count: 2'), ofTasks('count: 3')];
  expect(two.assumes.join('; ')).toContain('at moments 91 take 2,375 MB of each, of 2,048 MB');
  expect(two.kept.find(({ id }) => id === 'memory')?.words).toBe(
    '1,600 MB of memory in use at the peak, 2,375 MB at moments',
  );
  expect(three.assumes.join('; ')).not.toContain('at moments');
  expect([two, three].map(verdictOf)).toEqual(['undecided', 'met']);
  // As many as CPU asks for would be one.
  const auto = ofTasks('');
  expect([auto.figures?.instances.p99.value, verdictOf(auto)]).toEqual([3, 'met']);
});

test('processes that answer nothing are in the memory of each server: two workers and a primary of 85 MB are 255 MB', () => {
  const inputs = inputsOf(plan('average: 1/s', '{ kind: fargate, name: task, vcpu: 2, memoryMb: 4096 }'));
  const { server } = inputs.needs;
  const cluster = { ...server, baseMb: given(85), besideMb: given(85), perRequestMb: given(0) };
  const [option] = plannedOptions({ ...inputs, needs: { ...inputs.needs, server: cluster } }, 'closed-forms');
  expect(option?.result.figures?.memoryUsedMb?.value).toBe(255);
  expect(option?.result.limits.find(({ id }) => id === 'memory')?.used.value).toBe(255);
});

// 10/s of 2 s are 20 in flight; with 100 of a burst 120 of 50 MB, and the processes of two tasks or of the instances that are then there.
test('memory in use has the requests of a burst, whatever takes them', () => {
  const kinds = `${task('count: 2')}, { kind: event, memoryMb: 512 }, { kind: cloud-run, name: run, vcpu: 1, memoryMb: 2048, concurrency: 20 }`;
  const usedOf = (demand: string, name: string) => {
    const { memoryUsedMb, instances } = optionOf(plan(demand, kinds), name).figures ?? {};
    return { used: memoryUsedMb?.value, alive: Math.max(instances?.p99.value ?? 0, instances?.burst?.value ?? 0) };
  };
  expect(usedOf('average: 10/s', 'task').used).toBeCloseTo(200 + 20 * 50, 9);
  expect(usedOf('average: 10/s, burst: 100', 'task').used).toBeCloseTo(200 + 120 * 50, 9);
  const shared = usedOf('average: 10/s, burst: 100', 'run');
  expect(shared.alive).toBeGreaterThanOrEqual(6);
  expect(shared.used).toBeCloseTo(shared.alive * 100 + 120 * 50, 6);
  // One request each, of 100 + 50 MB.
  const single = usedOf('average: 10/s, burst: 100', 'lambda 512 MB');
  expect(single.alive).toBeGreaterThanOrEqual(120);
  expect(single.used).toBeCloseTo(single.alive * 150, 6);
  // Two tenants have half of it each, and processes of their own.
  expect(usedOf('average: 10/s, burst: 100, tenants: 2', 'task').used).toBeCloseTo(400 + 120 * 50, 9);
});

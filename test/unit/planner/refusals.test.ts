import { expect, test } from 'vitest';
import { impossibleOf } from '../../../src/planner/impossible.ts';
import { inputsOf, planOf } from './plan-of.ts';

const plan = (parts: { demand?: string; calls?: string; constraints?: string; options?: string }) => `
name: plan
question: Which?
demand: ${parts.demand ?? '{ average: 50/s }'}
calls: ${parts.calls ?? '{ cpu: 5ms, wait: 240ms, init: 600ms }'}
options: ${parts.options ?? '[{ kind: event, memoryMb: 512 }, { kind: fargate, vcpu: 1, memoryMb: 2048 }]'}
constraints: ${parts.constraints ?? '{}'}
`;

test.each([
  [
    'a negative rate',
    { demand: '{ averagePerSecond: -5 }' },
    'demand.averagePerSecond: expected a number above 0, at most 1000000000, got -5',
  ],
  [
    'a rate per week',
    { demand: '{ average: 5/week }' },
    'demand.average: expected a rate with its unit, such as 50/s, 3000/min, 20000/day or 3e6/month, got "5/week"',
  ],
  ['1e12 requests a second', { demand: '{ averagePerSecond: 1e12 }' }, 'got 1000000000000'],
  [
    'a peak below the average',
    { demand: '{ average: 50/s, peak: 10/s }' },
    'demand.peakPerSecond: expected at least the average, 50/s, got 10/s',
  ],
  [
    'bursts with more requests than the average',
    { demand: '{ average: 100/s, burst: { size: 1000, every: 1s } }' },
    'demand.averagePerSecond: expected at least the requests of the bursts, 1000/s, got 100/s',
  ],
  [
    'no rate',
    { demand: '{ burst: 200 }' },
    'demand.average: missing; expected a rate such as 50/s, or a `trace` or `logs`',
  ],
  [
    // All requests in 6 of 24 hours: 50 * 24 / 6 = 200/s.
    'a peak below the busiest hour',
    { demand: `{ average: 50/s, peak: 60/s, dailyShape: [${'4, '.repeat(6)}${'0, '.repeat(18)}] }` },
    'demand.peakPerSecond: expected at least the busiest hour of `dailyShape`, 200/s, got 60/s',
  ],
  [
    'a call of a server without any time',
    { calls: '{ cpu: 5ms, wait: 240ms, onServer: { cpu: 0ms, wait: 0ms } }' },
    'calls.onServer.cpuMs: expected a call that takes time: its CPU and its waiting are both 0',
  ],
  ['a call without any time', { calls: '{ cpu: 0ms, wait: 0ms }' }, 'calls.cpuMs: expected a call that takes time'],
  [
    'an interval without its value',
    { calls: '{ cpu: { value: 9, low: 4, high: 7 }, wait: 1ms }' },
    'calls.cpuMs: expected low <= value <= high, got 4, 9 and 7',
  ],
  ['a kind that does not exist', { options: '[{ kind: fargat, vcpu: 1, memoryMb: 1024 }]' }, 'did you mean `fargate`?'],
  [
    'a task size that Fargate does not have',
    { options: '[{ kind: fargate, vcpu: 1, memoryMb: [2048, 512] }]' },
    'options.0.memoryMb: expected 2048 to 8192 MB in steps of 1024, which Fargate has for 1 vCPU, got 512',
  ],
  [
    'a vCPU number that Fargate does not have',
    { options: '[{ kind: fargate, vcpu: 3, memoryMb: 8192 }]' },
    'options.0.vcpu: expected a size of Fargate, 0.25, 0.5, 1, 2, 4, 8, 16 vCPU, got 3',
  ],
  [
    'a day of 23 hours',
    { demand: `{ average: 50/s, peak: 60/s, dailyShape: [${Array(23).fill(1).join(', ')}] }` },
    'demand.dailyShape: expected a list of 24 numbers, one for each hour of a day, got 23 entries',
  ],
  [
    'hours whose sum is no number',
    { demand: `{ average: 50/s, dailyShape: [1e308, 1e308${', 1'.repeat(22)}] }` },
    'demand.dailyShape.0: expected a number from 0 to 1000000000000000, got 1e+308',
  ],
  [
    'an instance type that is not in the price table',
    { options: '[{ kind: managed, instance: c9x.large }]' },
    'options.0.instance: expected an instance type in the price table, c7g.large, c7g.xlarge, m7g.large, got "c9x.large"',
  ],
  [
    'the same of servers',
    { options: '[{ kind: server, instance: c9x.large, count: 2 }]' },
    'c7g.xlarge, m7g.large, or `usdPerHour`, `vcpu` and `memoryMb`, got "c9x.large"',
  ],
  [
    'an instance size that Cloud Run does not have',
    { options: '[{ kind: cloud-run, vcpu: 3 }]' },
    'options.0.vcpu: expected a size of Cloud Run, 0.08 to 1, or 1, 2, 4, 6, 8 vCPU, got 3',
  ],
  [
    'too little memory for 4 vCPU of Cloud Run',
    { options: '[{ kind: cloud-run, vcpu: 4, memoryMb: [2048, 1024] }]' },
    'options.0.memoryMb: expected 2048 to 16384 MB, which Cloud Run has for 4 vCPU, got 1024',
  ],
  [
    'half a vCPU of Cloud Run for several requests at once',
    { options: '[{ kind: cloud-run, vcpu: 0.5 }]' },
    'options.0.concurrency: expected 1, which Cloud Run asks of less than 1 vCPU, got 80',
  ],
  [
    'a period of counts without a trace',
    { demand: '{ average: 50/s, period: 5m }' },
    'demand.periodMs: expected none without a `trace`: it says how one is read',
  ],
  [
    'a host of an access log with logs of a function',
    { demand: '{ logs: [fn.log], host: shop.example }' },
    'demand.host: expected none with `logs`',
  ],
  [
    'a server without a price',
    { options: '[{ kind: server }]' },
    'options.0.instance: missing; expected an EC2 instance type',
  ],
])('%s is refused with a message that says what was expected', (_, parts, message) => {
  expect(() => planOf(plan(parts))).toThrow(message);
});

test('an unknown region is refused, unless the prices of functions are your own', () => {
  const text = (prices: string) => `${plan({})}prices: ${prices}\n`;
  expect(() => planOf(text('{ region: eu-moon-1 }'))).toThrow(
    'prices.region: expected a region in the price table, us-east-1, ',
  );
  const own = '{ region: eu-moon-1, lambda: { usdPerMillionRequests: 1, usdPerGbSecond: 0.00002 } }';
  expect(() => planOf(text(own))).not.toThrow();
});

test('a region that is none is one problem', () => {
  const text = `${plan({})}prices: { region: europe-west1 }\n`;
  const message = 'prices.region: expected a region, such as eu-west-1, got "europe-west1"';
  expect(() => planOf(text)).toThrow(message);
  expect(() => planOf(text)).not.toThrow('price table');
});

test('bursts without a time between them are one problem, not a rate without end', () => {
  const text = plan({ demand: '{ average: 50/s, burst: { size: 5, every: 0s } }' });
  expect(() => planOf(text)).toThrow('demand.burst.everyMs: expected a number above 0');
  expect(() => planOf(text)).not.toThrow('Infinity');
});

test('an objective below the call itself cannot be kept by any option', () => {
  expect(
    impossibleOf(
      inputsOf(plan({ demand: '{ average: 50/s, burst: 200 }', constraints: '{ p99: 50ms, burstP99: 3s }' })),
    ),
  ).toEqual([
    {
      path: ['constraints', 'p99Ms'],
      message: 'expected at least 245 ms, which a call takes by itself, got 50.0 ms: no option can keep it',
    },
  ]);
});

test('an objective of bursts needs a burst', () => {
  expect(impossibleOf(inputsOf(plan({ constraints: '{ burstP99: 3s }' })))).toEqual([
    {
      path: ['constraints', 'burstP99Ms'],
      message: 'expected demand.burst, whose p99 this limits: give the burst, or leave this out',
    },
  ]);
});

test.each([
  [
    '{ kind: provisioned, memoryMb: 512, environments: 2000 }',
    ['options', 0, 'environments'],
    'expected at most 1,000, as constraints.accountConcurrency is 1,000, got 2,000',
  ],
  [
    '{ kind: event, memoryMb: 512, reservedConcurrency: 901 }',
    ['options', 0, 'reservedConcurrency'],
    'expected at most 900, as constraints.accountConcurrency is 1,000, of which AWS keeps 100 unreserved, got 901',
  ],
  [
    '{ kind: provisioned, memoryMb: 512, environments: 20, reservedConcurrency: 10 }',
    ['options', 0, 'environments'],
    'expected at most reservedConcurrency, 10, got 20',
  ],
])('%s contradicts its limits and is refused', (option, path, message) => {
  expect(impossibleOf(inputsOf(plan({ options: `[${option}]` })))).toEqual([{ path, message }]);
});

test('all of the account but 100 may be reserved', () => {
  const options = '[{ kind: event, memoryMb: 512, reservedConcurrency: 900 }]';
  expect(impossibleOf(inputsOf(plan({ options })))).toEqual([]);
});

test('tenants share the account: 251 environments for each of 4 are above 1,000, 250 are not', () => {
  const of = (environments: number) =>
    impossibleOf(
      inputsOf(
        plan({
          demand: '{ average: 50/s, tenants: 4 }',
          options: `[{ kind: provisioned, memoryMb: 512, environments: ${environments} }]`,
        }),
      ),
    ).map(({ message }) => message);
  expect(of(251)).toEqual([
    'expected at most 250 for each of 4 tenants, as constraints.accountConcurrency is 1,000, got 251',
  ]);
  expect(of(250)).toEqual([]);
});

test('two options of one name are refused, because the plan speaks of them by name', () => {
  const options = '[{ kind: event, memoryMb: 512 }, { kind: event, memoryMb: [512, 1769], architecture: x86_64 }]';
  expect(impossibleOf(inputsOf(plan({ options })))).toEqual([
    {
      path: ['options', 1, 'name'],
      message: 'expected a name of its own, got "lambda 512 MB", which is that of another option: set `name`',
    },
  ]);
});

test('an option whose needs were not measured has no figures and names what is missing', () => {
  const { options, recommendation } = planOf(plan({ calls: '{ wait: 240ms }' }));
  expect(options.map(({ missing, figures }) => [missing, figures])).toEqual([
    [['cpuMs'], undefined],
    [['cpuMs'], undefined],
  ]);
  expect(recommendation.option).toBeUndefined();
  expect(recommendation.reasons[0]).toEqual({ words: 'lambda 512 MB cannot be planned without cpuMs' });
});

test('a memory size below what a call needs is named as missing memory', () => {
  const { options } = planOf(plan({ calls: '{ cpu: 5ms, wait: 240ms, baseMb: 600, perRequestMb: 3 }' }));
  expect(options[0]?.missing).toEqual(['a larger memory size: a call needs 603 MB, and this size has 512 MB']);
});

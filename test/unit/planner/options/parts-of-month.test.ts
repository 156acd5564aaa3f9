import { expect, test } from 'vitest';
import { optionOf, planOf } from '../plan-of.ts';

const plan = (parts: { demand?: string; options: string; rest?: string }) => `
name: parts
question: Where does the money go?
demand: ${parts.demand ?? '{ average: 1/s }'}
calls: { cpu: 10ms, wait: 90ms }
options: [${parts.options}]
${parts.rest ?? ''}
`;

function monthOf(text: string) {
  const [option] = planOf(text).options;
  const month = option?.figures?.month;
  if (month === undefined) throw new Error('no month');
  const part = (what: string) => month.parts.find((each) => each.what === what);
  return { month, part, usd: (what: string) => part(what)?.usd };
}

const beside = plan({
  options: '{ kind: event, memoryMb: 1769 }',
  rest: 'sideCosts: { gateway: true, logs: true, logBytesPerRequest: 1000, nat: true }\nprices: { freeTier: true }',
});

// 730 h * 3,600 s at 1/s: 2.628 million requests.
test('what is paid beside compute is a part of its own, with the source of its price', () => {
  const { usd, part } = monthOf(beside);
  expect(usd('requests')).toBeCloseTo(2.628 * 0.2, 9);
  expect(usd('gateway')).toBeCloseTo(2.628 * 1, 9);
  // 2.628 GB at $0.50, and three gateways of 730 h at $0.045.
  expect(usd('logs')).toBeCloseTo(2.628 * 0.5, 9);
  expect(usd('NAT')).toBeCloseTo(3 * 730 * 0.045, 9);
  expect(part('gateway')?.price).toMatchObject({ status: 'second-hand', date: '2026-03', region: 'us-east-1' });
  expect(part('requests')?.price).toMatchObject({ status: 'public', date: '2026-09-19' });
});

test('the free tier of requests is worth the price of requests, and not that of a gateway', () => {
  // The first million at $0.20 a million.
  expect(monthOf(beside).usd('free tier, requests')).toBeCloseTo(-0.2, 9);
});

test('the parts add up to the month, and to its curve at the same rate', () => {
  const { month } = monthOf(beside);
  expect(month.parts.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(month.usd.value, 9);
  const [option] = planOf(beside).options;
  expect(option?.curve.find(({ perSecond }) => perSecond === 1)?.usd).toBeCloseTo(month.usd.value, 9);
});

test('servers that are priced by the user have a load balancer of AWS', () => {
  const { part } = monthOf(
    plan({
      options: '{ kind: server, name: own, vcpu: 1, memoryMb: 512, usdPerHour: 0.01, loadBalancer: { lcu: 1 } }',
    }),
  );
  expect(part('1 × price of your own')?.price).toMatchObject({ status: 'given' });
  expect(part('a load balancer of 1 LCU')?.price).toMatchObject({ status: 'public', date: '2026-09-19' });
});

test('requests to managed instances that are priced by the user have the price of AWS', () => {
  const { part } = monthOf(plan({ options: '{ kind: managed, usdPerHour: 1 }' }));
  expect(part('requests')?.price).toMatchObject({ status: 'public', region: 'us-east-1' });
});

// 200/s of 10 ms: 20 vCPU-s among ten tenants, 0.2 of a vCPU each; of these two tasks and a load balancer each.
test('labels count what all tenants have', () => {
  const tasks = '{ kind: fargate, vcpu: 1, memoryMb: 2048, count: 2, loadBalancer: { lcu: 1 } }';
  const { part, usd } = monthOf(plan({ demand: '{ average: 200/s, tenants: 10 }', options: tasks }));
  expect(usd('20 × Fargate Arm, 1 vCPU, 2048 MB')).toBeCloseTo(20 * 730 * (0.03238 + 2 * 0.00356), 6);
  expect(usd('a load balancer of 1 LCU, for each of 10 tenants')).toBeCloseTo(10 * 730 * (0.0225 + 0.008), 6);
  expect(part('20 × Fargate Arm, 1 vCPU, 2048 MB')?.price.status).toBe('public');
});

test('a commitment lowers provisioned concurrency of several tenants, too', () => {
  const options = '{ kind: provisioned, memoryMb: 1024, environments: 3 }';
  const { month, usd } = monthOf(plan({ demand: '{ average: 1/s, tenants: 4 }', options }));
  const reserved = 'provisioned concurrency, 3 of 1024 MB, for each of 4 tenants';
  // 4 * 3 GB for 730 h at $0.0000033334.
  expect(usd(reserved)).toBeCloseTo(12 * 730 * 3600 * 0.0000033334, 4);
  const warm = usd('duration of warm calls') ?? Number.NaN;
  const requests = usd('requests') ?? Number.NaN;
  expect(month.committedUsd).toBeCloseTo(requests + (warm + (usd(reserved) ?? Number.NaN)) * 0.88, 6);
});

test('side costs of an option that throttles are of what it serves, as its month is', () => {
  const text = plan({
    demand: '{ average: 200/s }',
    options: '{ kind: event, memoryMb: 1769, reservedConcurrency: 10 }',
    rest: 'sideCosts: { gateway: true }',
  });
  // Ten requests/s for each unit of concurrency are 100/s; ten of 100 ms take no more either.
  const served = 1 - (optionOf(text, 'lambda 1769 MB').figures?.throttledShareOfMonth?.value ?? Number.NaN);
  expect(served).toBeLessThanOrEqual(0.5);
  const listed = planOf(text).sideCosts.find(({ what }) => what === 'gateway');
  expect(listed?.usdPerMonth).toBeCloseTo(200 * served * 2.628, 6);
  expect(monthOf(text).usd('gateway')).toBeCloseTo(200 * served * 2.628, 6);
});

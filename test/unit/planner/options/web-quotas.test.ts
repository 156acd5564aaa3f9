import { expect, test } from 'vitest';
import { optionOf, planOf } from '../plan-of.ts';

const plan = (parts: { demand: string; calls?: string; web?: string; constraints?: string; others?: string }) => `
name: web
question: Do web functions carry it?
demand: { ${parts.demand} }
calls: ${parts.calls ?? '{ cpu: 0ms, wait: 100ms, init: 200ms }'}
options:
  - { kind: web, usdPerVcpuHour: 0.1, usdPerGbHour: 0.01, usdPerMillionRequests: 0.6${parts.web ?? ''} }
  ${parts.others ?? ''}
constraints: { ${parts.constraints ?? ''} }
`;

function webOf(text: string) {
  const { figures, limits, kept, curve } = optionOf(text, 'web function');
  const limit = (id: string) => limits.find((each) => each.id === id);
  return { figures, limit, kept, curve };
}

// 40/s of 100 ms at an endpoint that takes 20/s.
const halved = plan({ demand: 'average: 40/s', web: ', rateLimit: 20', others: '- { kind: fluid }' });

test('an endpoint refuses what is above its request rate: 40/s at 20/s lose half', () => {
  const { figures, limit, kept, curve } = webOf(halved);
  expect(figures?.throttledShare?.value).toBeCloseTo(0.5, 9);
  expect(kept.find(({ id }) => id === 'throttled')?.verdict).toBe('not-met');
  expect(limit('requestRate')).toMatchObject({ allows: 20, used: { value: 40, basis: 'given' }, headroom: -1 });
  expect(limit('requestRate')?.reachedAtPerSecond).toBeCloseTo(20, 6);
  expect(Math.max(...curve.map(({ perSecond }) => perSecond))).toBeLessThanOrEqual(20);
  // The month is of the 20/s that are served: 52.56 million at $0.60.
  const requests = figures?.month?.parts.find(({ what }) => what === 'requests');
  expect(requests?.usd).toBeCloseTo(20 * 2.628 * 0.6, 6);
});

// 4,000/s of 100 ms are 400 in flight, and 480 at the most: four deviations above.
test('instances and vCPUs are those that all of the demand needs, also where the request rate refuses half of it', () => {
  const { figures, limit } = webOf(plan({ demand: 'average: 4000/s', web: ', rateLimit: 2000, concurrency: 10' }));
  expect(figures?.throttledShare?.value).toBeCloseTo(0.5, 9);
  expect(figures?.instances.p99.value).toBeLessThan(30);
  expect(limit('instances')?.used.value).toBe(48);
  expect(limit('accountVcpu')?.used.value).toBe(96);
});

test('break-even says how much web functions carry', () => {
  expect(planOf(halved).breakEven[0]?.reason).toContain('web function carries up to 20/s;');
});

test('the quotas of AWS are the defaults: 10,000/s of an endpoint, 100,000/s and 2,000 vCPU of the account', () => {
  const { limit } = webOf(plan({ demand: 'average: 40/s' }));
  const allows = ['requestRate', 'accountRequestRate', 'accountVcpu', 'instances'].map((id) => limit(id)?.allows);
  expect(allows).toEqual([10_000, 100_000, 2000, 10_000]);
  expect(limit('accountVcpu')?.increase).toContain('AWS raises it on request');
});

// Ten tenants with 6/s each share 50/s: 5/s each.
test('tenants share the request rate of the account: 60/s at 50/s lose a sixth', () => {
  const { figures, limit } = webOf(plan({ demand: 'average: 60/s, tenants: 10', constraints: 'webPerSecond: 50' }));
  expect(figures?.throttledShare?.value).toBeCloseTo(1 / 6, 9);
  expect(limit('accountRequestRate')).toMatchObject({ allows: 50, used: { value: 60 } });
  expect(limit('requestRate')?.used.value).toBe(6);
});

// Erlang's loss formula: one in flight at one place loses half.
test.each([
  [1, 2],
  [2, 4],
])('%i tenants share %i vCPU: an environment for each, so 1/s of 1 s at one place loses half', (tenants, vcpu) => {
  const text = plan({
    demand: `average: ${tenants}/s, tenants: ${tenants}`,
    calls: '{ cpu: 0ms, wait: 1s, init: 1ms }',
    ...{ web: ', concurrency: 1', constraints: `webVcpu: ${vcpu}` },
  });
  const { figures, limit } = webOf(text);
  const { low = Number.NaN, high = Number.NaN } = figures?.throttledShare ?? {};
  expect(low).toBeLessThan(0.5);
  expect(high).toBeGreaterThan(0.5);
  expect(high - low).toBeLessThan(0.05);
  expect(figures?.instances.p99.value).toBe(tenants);
  // Each tenant has one in flight, and 1 + 4 at the most: 5 environments of 2 vCPU.
  expect(limit('accountVcpu')?.used.value).toBe(10 * tenants);
  // A second environment is there in more than 1 % of 300 s where two meet with that chance: rate^2 * 1 s * 300 s = 0.01.
  expect(limit('accountVcpu')?.reachedAtPerSecond).toBeCloseTo(tenants * Math.sqrt(0.01 / 300), 3);
});

test('a burst beside the peak counts in the request rate: of 100 beside 40/s at 100/s, 60 are served', () => {
  const { figures, limit } = webOf(plan({ demand: 'average: 40/s, burst: 100', web: ', rateLimit: 100' }));
  expect(figures?.throttledInBurst?.value).toBe(40);
  expect(limit('requestRate')?.used.value).toBe(140);
});

test.each([100, 150])(
  'a burst beside a peak that leaves no room in the request rate is throttled: 500 beside %i/s at 100/s',
  (average) => {
    const { figures, kept } = webOf(plan({ demand: `average: ${average}/s, burst: 500`, web: ', rateLimit: 100' }));
    expect(figures?.throttledInBurst?.value).toBe(500);
    expect(figures?.instances.burst?.value).toBe(figures?.instances.p99.value);
    expect(kept.find(({ id }) => id === 'throttledInBurst')?.verdict).toBe('not-met');
  },
);

// Each of 3 tenants has 5 / 3 of 5 vCPU, and an environment takes 2.
test('tenants whose part of the vCPUs is less than an environment have none: 3 at 5 vCPU are throttled, at 6 vCPU not', () => {
  const at = (vcpu: number) => {
    const calls = '{ cpu: 1ms, wait: 100ms, init: 1ms }';
    return webOf(plan({ demand: 'average: 3/s, tenants: 3, burst: 6', calls, constraints: `webVcpu: ${vcpu}` }));
  };
  const [five, six] = [at(5), at(6)];
  expect(five.figures?.throttledShare?.value).toBe(1);
  expect(five.figures?.throttledInBurst?.value).toBe(6);
  expect(five.figures?.instances.p99.value).toBe(0);
  expect(five.kept.find(({ id }) => id === 'throttled')?.verdict).toBe('not-met');
  expect(six.figures?.throttledShare?.value).toBe(0);
  // Each has 1/s of 1 ms on the 2 vCPU of its one environment: 1 of 2,000 ms, a part of 0.0005.
  expect(six.kept.find(({ id }) => id === 'cpu')?.words).toContain('of the CPU of 1 instances');
});

// Of 4/s of 1 s, 2/s are let in, of which Erlang's loss formula leaves a third at one place: 1 - 2/3.
test('what is let in may find no place: 1 - 1/2 * 1/3 are refused', () => {
  const text = plan({
    demand: 'average: 4/s',
    calls: '{ cpu: 0ms, wait: 1s, init: 1ms }',
    ...{ web: ', concurrency: 1, rateLimit: 2', constraints: 'webVcpu: 2' },
  });
  const { low = Number.NaN, high = Number.NaN } = webOf(text).figures?.throttledShare ?? {};
  expect(low).toBeLessThan(5 / 6);
  expect(high).toBeGreaterThan(5 / 6);
  expect(high - low).toBeLessThan(0.02);
});

// 10,000 environments of 64 places of 100 ms carry 6.4 million/s, less what chance adds to 640,000 in flight: six deviations are 0.75 %.
test('10^9 requests a second at a web endpoint are answered, and 10,000 environments carry 6.4 million of them', () => {
  const { limit } = webOf(plan({ demand: 'average: 1000000000/s' }));
  // 10^8 in flight, and 40,000 more, which are four deviations, in 64 places each.
  expect(limit('instances')?.used.value).toBe(1_563_125);
  const { reachedAtPerSecond = Number.NaN } = limit('instances') ?? {};
  expect(reachedAtPerSecond / 6.4e6).toBeGreaterThan(0.99);
  expect(reachedAtPerSecond / 6.4e6).toBeLessThan(1);
});

// 100 beside 35/s at 50/s: 15 are let in.
test.each([
  ['', '{ cpu: 0ms, wait: 100ms, init: 200ms }'],
  [' also without an init, where the rest is not simulated', '{ cpu: 0ms, wait: 100ms }'],
])('a plan says what the request rate refuses of a burst%s', (_, calls) => {
  const { assumes } = optionOf(
    plan({ demand: 'average: 35/s, burst: 100', calls, web: ', rateLimit: 50' }),
    'web function',
  );
  expect(assumes).toContain('the request rate refuses 85 of the 100 requests of a burst');
});

test('a burst that the request rate lets in is not named', () => {
  const { assumes } = optionOf(plan({ demand: 'average: 35/s, burst: 15', web: ', rateLimit: 50' }), 'web function');
  expect(assumes.join()).not.toContain('refuses');
});

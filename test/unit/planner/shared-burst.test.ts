import { expect, test } from 'vitest';
import { optionOf, planOf } from './plan-of.ts';

const plan = (options: string, parts: { burst?: number; perSecond?: number; cpu?: string } = {}) => `
name: shared
question: What does a burst wait for?
demand: { averagePerSecond: ${parts.perSecond ?? 0.01}, burst: ${parts.burst ?? 200} }
calls: { cpu: ${parts.cpu ?? '0ms'}, wait: 100ms, init: 500ms, baseMb: 90, perRequestMb: 1 }
options: [${options}]
platform: { keepAlive: 24h }
`;

// With a keep-alive of a day one environment of 64 places is there. Of 200 at once 64 are answered after 100 ms, 64 after 200, 64 after 300 and 8 after
// 400: none has to wait for the three others, which take 500 ms to start.
test('a burst of 200 at one web environment of 64 places of 100 ms is answered in four rounds, before new ones have started', () => {
  const { figures, burst, limits } = optionOf(plan('{ kind: web }'), 'web function');
  expect(figures?.latencyMs.burst?.p50.value).toBeCloseTo(200, 0);
  expect(figures?.latencyMs.burst?.p99.value).toBeCloseTo(400, 0);
  expect(figures?.instances.burst?.value).toBe(4);
  expect(figures?.throttledInBurst?.value).toBe(0);
  expect(burst.find(({ share }) => share === 0.3)?.ms).toBeCloseTo(100, 0);
  // (0.001 + 4 * sqrt(0.001) + 200) / 64 = 3.1.
  expect(limits.find(({ id }) => id === 'instances')).toMatchObject({ used: { value: 4 }, allows: 10_000 });
});

// Ten a round of 100 ms until the others are there after 500 ms, each of which takes ten.
test('a burst of 200 at one Cloud Run instance of 10 places: 50 are answered in 500 ms, the others after the init', () => {
  const { figures } = optionOf(plan('{ kind: cloud-run, concurrency: 10 }'), 'cloud-run 512 MB');
  expect(figures?.latencyMs.burst?.p50.value).toBeCloseTo(600, 0);
  expect(figures?.latencyMs.burst?.p99.value).toBeCloseTo(600, 0);
});

test('CPU in use, memory and requests of Fluid are parts of their own: a million of 5 ms of CPU are 1.39 h at $0.128', () => {
  // 1 million in a month of 730 h.
  const text = plan('{ kind: fluid }', { perSecond: 1e6 / 2_628_000, cpu: '5ms', burst: 1 });
  const parts = optionOf(text, 'vercel fluid').figures?.month?.parts;
  const usd = (what: string) => parts?.find((part) => part.what === what)?.usd;
  expect(usd('requests')).toBeCloseTo(0.6, 6);
  expect(usd('CPU in use')).toBeCloseTo((5 / 3.6) * 0.128, 6);
  expect(usd('memory of instances')).toBeGreaterThan(0);
});

test('a load balancer takes a unit for each 25 new connections a second, 4 for 100/s; prices of AWS are not those of others', () => {
  const { sideCosts } = planOf(plan('{ kind: server, instance: t4g.small }, { kind: fluid }', { perSecond: 100 }));
  const balancer = sideCosts.find(({ what }) => what === 'load balancer');
  expect(balancer?.usdPerMonth).toBeCloseTo((0.0225 + 4 * 0.008) * 730, 6);
  expect(sideCosts.some(({ option }) => option === 'vercel fluid')).toBe(false);
});

test('provisioned environments in a day of two halves: what the busy half has above them is paid on demand', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0 : 2)).join(', ');
  const text = `
name: day
question: What does the busy half cost?
demand: { average: 100/s, dailyShape: [${hours}] }
calls: { cpu: 0ms, wait: 1000ms }
options: [{ kind: provisioned, memoryMb: 1024, environments: 100, architecture: x86_64 }]
`;
  const parts = optionOf(text, 'provisioned 1024 MB').figures?.month?.parts;
  const warm = parts?.find(({ what }) => what === 'duration of warm calls')?.usd ?? 0;
  // 200 in flight for half of the time: Erlang B(200, 100) = 0.50481 of 262.8 million GB-s are on demand at $16.6667 a million, the others at $9.7222.
  expect(warm).toBeCloseTo(262.8 * (0.50481 * 16.6667 + 0.49519 * 9.7222), 0);
});

test('assumptions have their source, and say whether they are the defaults', () => {
  const { assumptions } = planOf(plan('{ kind: web }'));
  expect(assumptions.find(({ id }) => id === 'keepAliveMs')).toMatchObject({ value: '1,440.0 min', isDefault: false });
  expect(assumptions.find(({ id }) => id === 'zones')).toMatchObject({ value: '3', isDefault: true });
});

import { expect, test } from 'vitest';
import { optionOf, planOf } from './plan-of.ts';

const tiny = (parts: { average?: string; burst?: string; wait?: string; memoryMb?: number; perRequestMb?: number }) => `
name: tiny
question: Does one server carry it?
demand: { average: ${parts.average ?? '200/s'}${parts.burst === undefined ? '' : `, burst: ${parts.burst}`} }
calls: { cpu: 15ms, wait: ${parts.wait ?? '100ms'}, init: 600ms, baseMb: 90, perRequestMb: ${parts.perRequestMb ?? 1} }
options:
  - { kind: server, name: tiny, vcpu: 1, memoryMb: ${parts.memoryMb ?? 512}, usdPerHour: 0.01, count: 1 }
  - { kind: event, memoryMb: 512, architecture: x86_64 }
`;

test('200/s of 15 ms need 3 vCPU: one server of 1 vCPU has no latency, does not carry the load and is not recommended', () => {
  const plan = planOf(tiny({ burst: '100' }));
  const [server] = plan.options;
  expect(server?.figures?.cpuShare?.value).toBe(3);
  expect(server?.figures?.latencyMs).toEqual({});
  expect(server?.figures?.throttledShare).toBeUndefined();
  expect(server?.burst).toEqual([]);
  expect(server?.assumes[0]).toBe('1 of 1 vCPU does not carry the peak at 15 ms of CPU per request');
  expect(plan.recommendation.option).toBe('lambda 512 MB');
  expect(plan.recommendation.reasons).toContainEqual({
    words: 'tiny does not carry this load: 300% of the CPU; needed: CPU at the peak below 100%',
    basis: 'extrapolated',
  });
});

test('bursts of 60 every 2 s need 450 of the 600 ms of CPU per second of 40/s; beside another 600, 105 % of one vCPU', () => {
  const [once, within, repeated] = [
    { average: '40/s', burst: '60' },
    { average: '40/s', burst: '{ size: 60, every: 2s }' },
    { average: '70/s', burst: '{ size: 60, every: 2s }' },
  ].map((demand) => optionOf(tiny(demand), 'tiny'));
  const cpu = (option: typeof once) => option?.kept.find(({ constraint }) => constraint.startsWith('CPU'));
  expect(cpu(once)).toMatchObject({ verdict: 'met', words: '60% of the CPU' });
  expect(cpu(within)).toMatchObject({ verdict: 'met', words: '60% of the CPU' });
  expect(cpu(repeated)).toMatchObject({ verdict: 'not-met', words: '105% of the CPU' });
  expect(repeated?.figures?.latencyMs).toEqual({});
});

test('a burst of 40 of 10 MB beside 0.115 in flight takes 90 + 10 * 40.115 = 491 MB, which 480 do not hold', () => {
  const memory = (memoryMb: number) =>
    optionOf(tiny({ average: '1/s', burst: '40', perRequestMb: 10, memoryMb }), 'tiny').kept.find(({ constraint }) =>
      constraint.startsWith('memory'),
    );
  expect(memory(512)).toMatchObject({ verdict: 'met', words: '491 MB of memory in use in a burst' });
  expect(memory(480)).toMatchObject({ verdict: 'not-met', constraint: 'memory of one server at most 480 MB' });
});

test('servers without a number are as many as the memory of a burst needs: 10 * 400.115 MB in rooms of 422 MB are 10', () => {
  const text = tiny({ average: '1/s', burst: '400', perRequestMb: 10 }).replace(', count: 1', '');
  expect(optionOf(text, 'tiny').figures?.instances.mean.value).toBe(10);
});

test('Cloud Run stops at 100 instances: 20,000/s of 15 ms need 300 vCPU, so it does not carry them', () => {
  const text = tiny({ average: '20000/s' }).replace('options:', 'options:\n  - { kind: cloud-run }');
  const option = planOf(text).options[0];
  expect(option?.figures?.instances.p99.value).toBe(100);
  expect(option?.kept[0]).toMatchObject({
    verdict: 'not-met',
    words: '300% of the CPU of 100 instances, the most that may be',
  });
});

test('an objective for bursts is not kept by an option whose init, and so its burst latency, is not known', () => {
  const text = `${tiny({ burst: '100' }).replace('options:', 'options:\n  - { kind: cloud-run }').replace('init: 600ms, ', '')}constraints: { burstP99: 2s }\n`;
  expect(planOf(text).options[0]?.kept).toContainEqual({
    ...{
      id: 'burstP99Ms',
      constraint: 'p99 of a burst at most 2,000 ms',
      verdict: 'not-met',
      words: 'p99 of a burst is not predicted',
    },
    isOfLoad: false,
  });
});

const tenants = (demand: string, options = '{ kind: event, memoryMb: 1769, architecture: x86_64 }') => `
name: tenants
question: Do ten tenants share an account?
demand: { ${demand} }
calls: { cpu: 0ms, wait: 1000ms }
options: [${options}]
`;

test('ten tenants with 2,016/s of 1 s share 1,000 of concurrency: Erlang B(2016, 1000) refuses 0.50445, and 2,151 are needed', () => {
  const { figures, limits, kept } = optionOf(tenants('average: 2016/s, tenants: 10'), 'lambda 1769 MB');
  expect(figures?.throttledShare?.value).toBeCloseTo(0.50445, 5);
  // 2,016 + 3 * sqrt(2,016) = 2,150.7.
  expect(limits.find(({ name }) => name === 'account concurrency')?.used.value).toBe(2151);
  expect(kept.find(({ constraint }) => constraint === 'no throttled request at the peak')?.verdict).toBe('not-met');
});

test('a burst of 1,200 of ten tenants finds 1,000 - 100 of the account free, so 300 are throttled; each may start 1,000', () => {
  const { figures, limits } = optionOf(tenants('average: 100/s, burst: 1200, tenants: 10'), 'lambda 1769 MB');
  expect(figures?.throttledInBurst?.value).toBeCloseTo(300, 9);
  expect(limits.find(({ name }) => name === 'new environments')?.used.value).toBeLessThanOrEqual(120);
});

test('20,000/s of 10 ms have 200 in flight, and the account takes 10 * 1,000 a second: half is throttled', () => {
  const text = tenants('average: 20000/s').replace('wait: 1000ms', 'wait: 10ms');
  expect(optionOf(text, 'lambda 1769 MB').figures?.throttledShare?.value).toBeCloseTo(0.5, 9);
});

test('one lost server of a tenant with one leaves it none, whatever the other nine have', () => {
  const text = tenants('average: 50/s, tenants: 10', '{ kind: fargate, vcpu: 1, memoryMb: 2048 }').replace(
    'cpu: 0',
    'cpu: 5',
  );
  const { losses, limits } = optionOf(text, 'fargate 1 vCPU 2048 MB');
  expect(losses[0]).toEqual({
    lost: 'one task of a tenant',
    leaves: 'no task is left',
    holds: false,
    basis: 'extrapolated',
  });
  // 50/s of 5 ms are 0.25 vCPU of the ten tasks, each used to 60 %.
  expect(limits[0]).toMatchObject({ allows: 6, used: { value: 0.25 } });
});

test('a quarter of a vCPU takes four times as long for the CPU of a call, in the simulation of its latency, too', () => {
  const text = tenants('average: 1/s', '{ kind: fargate, vcpu: 0.25, memoryMb: 512, count: 1 }').replace(
    'cpu: 0',
    'cpu: 50',
  );
  const p50 = optionOf(text, 'fargate 0.25 vCPU 512 MB').figures?.latencyMs.steady?.p50.value ?? 0;
  // 1,000 ms of waiting and 50 / 0.25, most requests with nobody before them.
  expect(p50).toBeGreaterThanOrEqual(1199);
  expect(p50).toBeLessThan(1300);
});

test('a million million requests a month, and a thousand times as many, are answered at once', () => {
  for (const average of ['380517/s', '380517000/s']) {
    const { figures } = optionOf(tenants(`average: ${average}`), 'lambda 1769 MB');
    // B(a, 1000) of far more in flight: all but 1,000 / a are refused.
    expect(figures?.throttledShare?.value).toBeGreaterThan(0.99);
    expect(figures?.instances.mean.value).toBeCloseTo(1000, 0);
    const inFlight = Number.parseInt(average, 10);
    const raised = `${tenants(`average: ${average}`)}constraints: { accountConcurrency: 1000000000 }\n`;
    expect((optionOf(raised, 'lambda 1769 MB').figures?.instances.mean.value ?? 0) / inFlight).toBeCloseTo(1, 1);
  }
});

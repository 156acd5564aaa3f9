import { expect, test } from 'vitest';
import { optionOf } from '../plan-of.ts';

const figuresOf = (average: string, option: string, name: string) =>
  optionOf(
    `
name: places
question: What does it cost?
demand: { average: ${average} }
calls: { cpu: ${name === 'web function' ? 2 : 10}ms, wait: ${name === 'web function' ? 98 : 90}ms, init: 200ms }
options: [${option}]
`,
    name,
  ).figures;

// A call of 100 ms takes longer where it waits for the CPU of its instance: 12 calls share two vCPU.
test('the month pays for the instances of the table, with what calls wait for one another', () => {
  const figures = figuresOf(
    '1000/s',
    '{ kind: cloud-run, vcpu: 2, memoryMb: 1024, billing: instances }',
    'cloud-run 1024 MB',
  );
  const { latencyMs, instances, month } = figures ?? {};
  expect(latencyMs?.steady?.p50.value).toBeGreaterThan(103);
  // Two vCPU at $0.000018 and 1 GiB at $0.000002 a second, and 730 hours.
  const usdPerInstance = (2 * 0.000018 + 0.000002) * 730 * 3600;
  expect((month?.usd.value ?? 0) / usdPerInstance).toBeCloseTo(instances?.average.value ?? Number.NaN, 6);
});

// Ten instances of 60 places carry 6,000/s of 100 ms, and less where calls wait.
test('at a flat rate, the month refuses the share that the peak refuses', () => {
  const web = '{ kind: web, maxEnvironments: 10, usdPerVcpuHour: 0.1, usdPerGbHour: 0.01, usdPerMillionRequests: 0.6 }';
  const { throttledShare, throttledShareOfMonth, month } = figuresOf('5800/s', web, 'web function') ?? {};
  const share = throttledShare?.value ?? Number.NaN;
  expect(share).toBeGreaterThan(0.02);
  expect(throttledShareOfMonth?.value).toBeCloseTo(share, 9);
  // 730 hours of what is served, at $0.60 per million.
  const requests = month?.parts.find(({ what }) => what === 'requests');
  expect(requests?.usd).toBeCloseTo(5800 * (1 - share) * 2.628 * 0.6, 6);
});

import { expect, test } from 'vitest';
import { optionOf, planOf } from '../plan-of.ts';

const function1Gb = (tenants: number, prices: string, average = '5/s') => `
name: tenants
question: What does it cost?
demand: { average: ${average}, tenants: ${tenants} }
calls: { cpu: 10ms, wait: 90ms, init: 300ms }
options: [{ kind: event, memoryMb: 1024 }]
prices: ${prices}
`;
const monthOf = (text: string) => optionOf(text, 'lambda 1024 MB').figures?.month?.usd.value ?? Number.NaN;

// 1,000,000 requests at $0.20 per million and 400,000 GB-s at $0.0000133334 (arm64): $5.53.
test.each([1, 10])('the free tier is of the account: $5.53 a month, also for %i tenants', (tenants) => {
  const saved = monthOf(function1Gb(tenants, '{}')) - monthOf(function1Gb(tenants, '{ freeTier: true }'));
  expect(saved).toBeCloseTo(0.2 + 400_000 * 0.0000133334, 2);
});

test('tiers of prices are of the account: ten tenants pay for 200,000/s what one pays', () => {
  const account = '{}\nconstraints: { accountConcurrency: 1000000 }';
  const [one = 0, ten = 0] = [1, 10].map((tenants) => monthOf(function1Gb(tenants, account, '200000/s')));
  // More than the first two tiers: 15e9 GB-s at most.
  expect(one).toBeGreaterThan(500_000);
  expect(ten / one).toBeCloseTo(1, 4);
});

const bursts = (average: number) => `
name: bursts
question: Which?
demand: { average: ${average}/s, burst: { size: 120, every: 15m }, tenants: 10 }
calls: { cpu: 20ms, wait: 380ms, init: 800ms }
options:
  - { kind: event, memoryMb: 1769 }
  - { kind: cloud-run, vcpu: 2, memoryMb: 1024, billing: instances }
`;

// The burst of 120 is of all tenants: 12 requests of each. 1,000 instances with 24 places of 400 ms carry 60,000/s, and a little less where calls wait.
test('the months of ten tenants with repeated bursts cross where break-even says: at 40/s', () => {
  const [first] = planOf(bursts(20)).breakEven;
  expect(first?.reason).toMatch(
    /^below 40\.\d\/s lambda 1769 MB costs less, between 40\.\d\/s and 59,9\d\d\/s cloud-run 1024 MB does;/,
  );
  const difference = (average: number) => {
    const [fn, run] = planOf(bursts(average)).options.map(({ figures }) => figures?.month?.usd.value ?? Number.NaN);
    return (fn ?? Number.NaN) - (run ?? Number.NaN);
  };
  expect(difference(39)).toBeLessThan(0);
  expect(difference(42)).toBeGreaterThan(0);
});

// 100 requests of 40 tenants are 2.5 each: 3 of each are 120.
test('a burst that tenants cannot share equally is rounded up for each, and the plan says what that makes', () => {
  const assumed = (burst: number) =>
    optionOf(
      `
name: rounded
question: Which?
demand: { average: 40/s, burst: ${burst}, tenants: 40 }
calls: { cpu: 20ms, wait: 380ms, init: 800ms }
options: [{ kind: event, memoryMb: 1769 }]
`,
      'lambda 1769 MB',
    ).assumes;
  expect(assumed(100)).toContain('of each of 40 tenants: each has a burst of 3, rounded up, which is 120 of all');
  expect(assumed(120)).toContain('of each of 40 tenants');
});

import { expect, test } from 'vitest';
import { optionOf } from '../plan-of.ts';

const plan = (average: string, wait: string) => `
name: plan
question: What does it cost?
demand: { average: ${average} }
calls: { cpu: 0ms, wait: ${wait} }
options: [{ kind: event, memoryMb: 256, architecture: x86_64 }]
prices: { freeTier: true }
`;

// Serverless Architectures on AWS, B.2.4: (5 - 1) * 0.2 + (5e6 * 2 * 0.25 - 400,000) * 0.0000166667 = 0.80 + 35.00.
test('a commitment discounts duration that is paid for, not the free tier: 0.80 + 35.00 * 0.88', () => {
  const { month } = optionOf(plan('5e6/month', '2s'), 'lambda 256 MB').figures ?? {};
  expect(month?.usd.value).toBeCloseTo(0.8 + 2_100_000 * 0.0000166667, 4);
  expect(month?.committedUsd).toBeCloseTo(0.8 + 2_100_000 * 0.0000166667 * 0.88, 4);
});

test('a call that takes longer than 15 min has no function: Lambda ends it', () => {
  const { figures, missing } = optionOf(plan('10/day', '901s'), 'lambda 256 MB');
  expect(figures).toBeUndefined();
  expect(missing).toEqual(['a shorter call: it takes 901 s, and Lambda ends a call after 900 s']);
  expect(optionOf(plan('10/day', '900s'), 'lambda 256 MB').figures).toBeDefined();
});

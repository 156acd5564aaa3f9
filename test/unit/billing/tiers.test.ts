import { expect, it } from 'vitest';
import { lambdaDurationUsd } from '../../../src/billing/tiers.ts';

it.each([
  ['nothing', 'x86_64', 0, 0],
  ['1 GB-s on x86: 0.0000166667', 'x86_64', 1, 0.0000166667],
  ['1 GB-s on Arm: 0.0000133334', 'arm64', 1, 0.0000133334],
  ['6 B GB-s on x86, all of the first tier: 6e9 * 0.0000166667', 'x86_64', 6e9, 100_000.2],
  ['7 B GB-s on x86: 100,000.20 + 1e9 * 0.000015', 'x86_64', 7e9, 115_000.2],
  ['15 B GB-s on x86: 100,000.20 + 9e9 * 0.000015', 'x86_64', 15e9, 235_000.2],
  ['16 B GB-s on x86: 235,000.20 + 1e9 * 0.0000133334', 'x86_64', 16e9, 248_333.6],
  ['7.5 B GB-s on Arm: 7.5e9 * 0.0000133334', 'arm64', 7.5e9, 100_000.5],
  ['20 B GB-s on Arm: 100,000.50 + 11.25e9 * 0.0000120001 + 1.25e9 * 0.0000106667', 'arm64', 20e9, 248_335],
] as const)('bills %s', (_, architecture, gbSeconds, usd) => {
  // 11.25e9 * 0.0000120001 = 135,001.125 and 1.25e9 * 0.0000106667 = 13,333.375
  expect(lambdaDurationUsd(gbSeconds, architecture)).toBeCloseTo(usd, 6);
});

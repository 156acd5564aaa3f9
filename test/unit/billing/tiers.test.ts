import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tieredUsd } from '../../../src/billing/price-sheet.ts';
import { priceTable } from '../../../src/billing/prices.ts';

it.each([
  ['nothing', 'x86_64', 0, 0],
  ['1 GB-s on x86: 0.0000166667', 'x86_64', 1, 0.0000166667],
  ['1 GB-s on Arm: 0.0000133334', 'arm64', 1, 0.0000133334],
  ['6 B GB-s on x86, all of the first tier: 6e9 * 0.0000166667', 'x86_64', 6e9, 100_000.2],
  ['7 B GB-s on x86: 100,000.20 + 1e9 * 0.000015', 'x86_64', 7e9, 115_000.2],
  ['15 B GB-s on x86: 100,000.20 + 9e9 * 0.000015', 'x86_64', 15e9, 235_000.2],
  ['16 B GB-s on x86: 235,000.20 + 1e9 * 0.0000133334', 'x86_64', 16e9, 248_333.6],
  ['7.5 B GB-s on Arm: 7.5e9 * 0.0000133334', 'arm64', 7.5e9, 100_000.5],
  ['18.75 B GB-s on Arm: 100,000.50 + 11.25e9 * 0.0000120001', 'arm64', 18.75e9, 235_001.625],
  ['20 B GB-s on Arm: 235,001.625 + 1.25e9 * 0.0000106667', 'arm64', 20e9, 248_335],
] as const)('bills %s', (_, architecture, gbSeconds, usd) => {
  // 11.25e9 * 0.0000120001 = 135,001.125 and 1.25e9 * 0.0000106667 = 13,333.375
  expect(tieredUsd(gbSeconds, priceTable.lambda[architecture].durationTiers)).toBeCloseTo(usd, 6);
});

it.each([
  ['x86_64', 6e9, 0.0000166667, 0.000015],
  ['x86_64', 15e9, 0.000015, 0.0000133334],
  ['arm64', 7.5e9, 0.0000133334, 0.0000120001],
  ['arm64', 18.75e9, 0.0000120001, 0.0000106667],
] as const)(
  'on %s the million GB-s below the edge at %d costs 1e6 * %d, that above it 1e6 * %d',
  (architecture, edge, below, above) => {
    const usd = (gbSeconds: number) => tieredUsd(gbSeconds, priceTable.lambda[architecture].durationTiers);
    expect(usd(edge) - usd(edge - 1e6)).toBeCloseTo(1e6 * below, 4);
    expect(usd(edge + 1e6) - usd(edge)).toBeCloseTo(1e6 * above, 4);
  },
);

it('more never costs less, and never more than at the price of the first tier', () => {
  const amount = fc.double({ min: 0, max: 4e10, noNaN: true });
  const tiers = priceTable.lambda.x86_64.durationTiers;
  fc.assert(
    fc.property(amount, amount, (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      expect(tieredUsd(more, tiers)).toBeGreaterThanOrEqual(tieredUsd(less, tiers) - 1e-6);
      expect(tieredUsd(more, tiers)).toBeLessThanOrEqual(more * tiers[0].usdPerGbSecond + 1e-6);
    }),
  );
});

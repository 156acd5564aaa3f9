import type { Tier } from './prices.ts';

/** What a month's duration costs: every GB-second at the price of the tier that it falls into. */
export function tieredUsd(gbSecondsOfMonth: number, tiers: readonly Tier[]): number {
  let usd = 0;
  let lowerEdge = 0;
  for (const { upToGbSeconds, usdPerGbSecond } of tiers) {
    usd += Math.max(0, Math.min(gbSecondsOfMonth, upToGbSeconds) - lowerEdge) * usdPerGbSecond;
    lowerEdge = upToGbSeconds;
  }
  return usd;
}

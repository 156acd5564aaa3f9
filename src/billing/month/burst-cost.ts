import type { CallCost, Costs } from '../../model/schema/costs.ts';

/**
 * What a million requests cost that come in bursts like this one: each call at the cost of a cold or of a warm one, at the first price of
 * duration. Undefined for what is not billed per call, and with provisioned environments, whose price depends on the month.
 */
export function burstUsdPerMillion({ usdPerRequest, calls }: Costs, coldShare: number): number | undefined {
  const perGbSecond = calls?.durationTiers[0]?.usdPerGbSecond;
  if (calls === undefined || calls.provisioned !== undefined || perGbSecond === undefined) return undefined;
  const { warm, cold = warm } = calls;
  const usdOf = ({ gbSeconds, otherUsd }: CallCost) => gbSeconds * perGbSecond + otherUsd;
  return (usdPerRequest + coldShare * usdOf(cold) + (1 - coldShare) * usdOf(warm)) * 1e6;
}

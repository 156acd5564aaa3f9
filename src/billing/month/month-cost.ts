import { coldShareAt, erlangB, instancesAliveAt } from '../../concurrency/steady-poisson.ts';
import { wholeAbove } from '../../concurrency/whole.ts';
import type { Costs } from '../../model/schema/costs.ts';
import { tieredUsd } from '../price-sheet.ts';
import { priceTable } from '../prices.ts';

export const { hoursPerMonth } = priceTable;
export const requestsPerMonth = (perSecond: number): number => perSecond * hoursPerMonth * 3600;

/** What a month at one rate costs, all in US dollars. */
export interface MonthCost {
  readonly usd: number;
  /** Whatever the rate, and servers, as many as the rate needs. */
  readonly fixedUsd: number;
  readonly servers?: number;
  readonly requestsUsd: number;
  /** Duration of warm calls, and of those that wait for an init. */
  readonly warmUsd: number;
  readonly coldUsd: number;
  /** Paid by the call beside its duration, such as a restore of SnapStart. */
  readonly extrasUsd: number;
  readonly instancesUsd: number;
  /** Beside compute, in part at any rate. */
  readonly besideUsd: number;
  /** Deducted. */
  readonly freeUsd: number;
  /** The part of it that is duration. */
  readonly freeDurationUsd: number;
}

/** Shares of the requests, 0 to 1. */
export interface PricedShares {
  /** They wait for an init. */
  readonly cold: number;
  /** They find all provisioned environments busy. Absent: as many as of arrivals at random. */
  readonly onDemand?: number | undefined;
}

/** @param shares a number: of requests that wait for an init, 0 to 1 */
export function monthCost(costs: Costs, perSecond: number, shares: number | PricedShares): MonthCost {
  const requests = requestsPerMonth(perSecond);
  const { calls, freeTier } = costs;
  const servers = costs.servers && serversAt(costs.servers, perSecond);
  const fixedUsd =
    costs.fixed.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0) +
    (servers ?? 0) * (costs.servers?.usdPerMonth ?? 0) +
    burstUsd(costs.servers, perSecond, servers);
  const requestsUsd = requests * costs.usdPerRequest;
  const freeRequestsUsd = Math.min(requests, freeTier?.requests ?? 0) * costs.usdPerRequest;
  const ofRequests = typeof shares === 'number' ? { cold: shares } : shares;
  const duration = calls === undefined ? noDuration : durationAt(calls, perSecond, ofRequests, freeTier?.gbSeconds);
  const instancesUsd = costs.instanceTime === undefined ? 0 : instancesAt(costs.instanceTime, perSecond);
  const { warmUsd, coldUsd, extrasUsd } = duration;
  const { beside = nothing } = costs;
  const besideUsd = beside.usdPerMonth + requests * beside.usdPerRequest;
  const freeUsd = freeRequestsUsd + duration.freeUsd;
  return {
    usd: fixedUsd + requestsUsd + warmUsd + coldUsd + extrasUsd + instancesUsd + besideUsd - freeUsd,
    ...{ fixedUsd, requestsUsd, warmUsd, coldUsd, extrasUsd, instancesUsd, besideUsd, freeUsd },
    freeDurationUsd: duration.freeUsd,
    ...(servers !== undefined && { servers }),
  };
}

const nothing = { usdPerMonth: 0, usdPerRequest: 0 };

/** Servers that run at a rate: those that carry it at their target utilization, no fewer than `count`, and the spare ones. */
export function serversAt(
  { capacityPerSecond, count, spare }: NonNullable<Costs['servers']>,
  perSecond: number,
): number {
  // Rounded, so that a rate of exactly twice the capacity does not need three.
  const needed = capacityPerSecond === undefined ? count : wholeAbove(perSecond / capacityPerSecond);
  return Math.max(count, needed) + spare;
}

/** Of CPU above the baseline of all servers together, on average over the month. */
function burstUsd(servers: Costs['servers'], perSecond: number, count = 0): number {
  if (servers?.burst === undefined || servers.cpuMsPerRequest === undefined) return 0;
  const usedVcpu = (perSecond * servers.cpuMsPerRequest) / 1000;
  const { baselineVcpu, usdPerVcpuHour } = servers.burst;
  return Math.max(0, usedVcpu - count * baselineVcpu) * usdPerVcpuHour * hoursPerMonth;
}

export interface ColdShares {
  readonly low: number;
  /** Of steady Poisson arrivals at this rate. */
  readonly steady: number;
  readonly high: number;
}

/** From no cold start at all to the share of the run, or the steady one where that is higher. */
export function coldSharesAt({ calls }: Costs, perSecond: number): ColdShares {
  if (calls?.cold === undefined || perSecond === 0) return { low: 0, steady: 0, high: 0 };
  const busySeconds = calls.warm.billedMs / 1000;
  // With more in flight the share is lower still, far below any that matters, and takes longer to compute.
  const atMost = busySeconds === 0 ? perSecond : Math.min(perSecond, mostInFlight / busySeconds);
  const keepAliveSeconds = calls.keepAliveMs / 1000;
  const arrivals = { perSecond: atMost, busySeconds, keepAliveSeconds };
  const steady = coldShareAt(arrivals, calls.provisioned?.environments);
  return { low: 0, steady, high: Math.max(steady, calls.coldShare ?? 0) };
}

const mostInFlight = 500;

const noDuration = { warmUsd: 0, coldUsd: 0, extrasUsd: 0, freeUsd: 0 };

/** Calls in provisioned environments are warm, cost their own price, and use no free tier; those that find all of them busy are on demand. */
function durationAt(
  { warm, cold = warm, provisioned, durationTiers }: NonNullable<Costs['calls']>,
  perSecond: number,
  { cold: coldShare, onDemand: spilled }: PricedShares,
  freeGbSeconds = 0,
): typeof noDuration {
  const requests = requestsPerMonth(perSecond);
  const onDemand = requests * (provisioned === undefined ? 1 : (spilled ?? spilledAt(warm, provisioned, perSecond)));
  const coldCalls = Math.min(onDemand, requests * coldShare);
  const warmGbSeconds = (onDemand - coldCalls) * warm.gbSeconds;
  const coldGbSeconds = coldCalls * cold.gbSeconds;
  const gbSeconds = warmGbSeconds + coldGbSeconds;
  const tiers = durationTiers.map(({ upToGbSeconds = Number.POSITIVE_INFINITY, usdPerGbSecond }) => ({
    upToGbSeconds,
    usdPerGbSecond,
  }));
  const onDemandUsd = tieredUsd(gbSeconds, tiers);
  const coldPart = gbSeconds === 0 ? 0 : coldGbSeconds / gbSeconds;
  const provisionedUsd = (requests - onDemand) * warm.gbSeconds * (provisioned?.usdPerGbSecond ?? 0);
  return {
    warmUsd: onDemandUsd * (1 - coldPart) + provisionedUsd,
    coldUsd: onDemandUsd * coldPart,
    extrasUsd: (requests - coldCalls) * warm.otherUsd + coldCalls * cold.otherUsd,
    freeUsd: tieredUsd(Math.min(gbSeconds, freeGbSeconds), tiers),
  };
}

/** Share of arrivals at random that find all provisioned environments busy. */
export const spilledAt = (
  { billedMs }: NonNullable<Costs['calls']>['warm'],
  { environments }: NonNullable<NonNullable<Costs['calls']>['provisioned']>,
  perSecond: number,
): number => erlangB((perSecond * billedMs) / 1000, environments);

const instancesAt = (instanceTime: NonNullable<Costs['instanceTime']>, perSecond: number): number =>
  aliveAt(instanceTime, perSecond) * hoursPerMonth * 3600 * instanceTime.usdPerSecond;

type Held = Pick<NonNullable<Costs['instanceTime']>, 'atOnce' | 'callMs' | 'heldMs' | 'most'>;

/** Instances that steady arrivals at random hold on average, where each is held for `heldMs` after its last response, and at most `most` exist. */
export function aliveAt({ atOnce, callMs, heldMs, most = Number.POSITIVE_INFINITY }: Held, perSecond: number): number {
  const inFlight = (perSecond * callMs) / 1000;
  // Above this many, the instances on top of the mean grow as its square root, as its standard deviation does.
  const scale = Math.max(1, inFlight / mostInFlight);
  const arrivals = { perSecond: perSecond / scale, busySeconds: callMs / 1000, keepAliveSeconds: heldMs / 1000 };
  const mean = inFlight / scale / atOnce;
  const alive = instancesAliveAt({ ...arrivals, ...(scale === 1 && { most: most * atOnce }) }, atOnce);
  return Math.min(most, mean * scale + (alive - mean) * Math.sqrt(scale));
}

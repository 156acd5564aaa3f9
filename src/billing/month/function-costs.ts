import { optional } from '../../model/optional.ts';
import { billedDurationMs, type Invocation } from '../../model/platform/invocation.ts';
import type { CallCost, Costs } from '../../model/schema/costs.ts';
import type { MeteredTime } from '../estimate.ts';
import { lambdaBilling } from '../lambda-cost.ts';
import type { BillingOptions, FunctionOptions } from '../lambda-extras.ts';
import type { PriceSheet } from '../price-sheet.ts';
import { hoursPerMonth } from './month-cost.ts';

/** What a call costs, by whether it waits for an init. */
export interface CallCosts {
  readonly warm: CallCost;
  /** Init included. Absent if no call waited for one. */
  readonly cold?: CallCost;
  readonly coldShare?: number;
}

interface FunctionFacts {
  readonly sheet: PriceSheet;
  readonly options: FunctionOptions;
  readonly calls: CallCosts;
  readonly from: NonNullable<Costs['calls']>['from'];
  /** Absent: undocumented, and taken to be 5 min. */
  readonly keepAliveMs?: number | undefined;
  /** What the function costs per hour without any call, besides provisioned concurrency. */
  readonly standingUsdPerHour?: number | undefined;
}

/** Keep-alive is not documented; most measurements are of 5 to 7 min. */
const usualKeepAliveMs = 300_000;

/** The nature of the costs of a function that is billed per call. */
export function functionCosts({
  sheet,
  options,
  calls,
  from,
  keepAliveMs,
  standingUsdPerHour = 0,
}: FunctionFacts): Costs {
  const { lambda, freeTier, architecture } = sheet;
  const { provisioned } = options;
  const reserved = provisioned === undefined ? 0 : reservedUsdPerHour(provisioned, sheet);
  const fixed = [
    { what: provisionedWords(options), usdPerMonth: reserved * hoursPerMonth, isDiscounted: true },
    { what: 'the cache of SnapStart', usdPerMonth: Math.max(0, standingUsdPerHour - reserved) * hoursPerMonth },
  ].filter(({ usdPerMonth }) => usdPerMonth > 1e-9);
  const duration = lambda.provisioned?.durationUsdPerGbSecond;
  return {
    fixed,
    usdPerRequest: lambda.usdPerMillionRequests / 1e6,
    calls: {
      ...calls,
      keepAliveMs: keepAliveMs ?? usualKeepAliveMs,
      durationTiers: lambda.durationTiers.map(({ upToGbSeconds, usdPerGbSecond }) => ({
        ...optional('upToGbSeconds', Number.isFinite(upToGbSeconds) ? upToGbSeconds : undefined),
        usdPerGbSecond,
      })),
      ...optional(
        'provisioned',
        provisioned && duration !== undefined
          ? { environments: provisioned.concurrency, usdPerGbSecond: duration }
          : undefined,
      ),
      from,
    },
    ...optional('freeTier', freeTier),
    assumes: [`${architecture}, calls as ${from} here, ${coldWords(calls, from)}`, keepAliveWords(keepAliveMs)],
  };
}

function reservedUsdPerHour(
  { concurrency, memoryMb }: NonNullable<FunctionOptions['provisioned']>,
  { lambda }: PriceSheet,
): number {
  return ((concurrency * memoryMb) / 1024) * 3600 * (lambda.provisioned?.reservedUsdPerGbSecond ?? 0);
}

const provisionedWords = ({ provisioned }: FunctionOptions): string =>
  provisioned === undefined
    ? 'provisioned concurrency'
    : `provisioned concurrency, ${provisioned.concurrency} of ${provisioned.memoryMb} MB`;

function coldWords({ cold, coldShare }: CallCosts, from: FunctionFacts['from']): string {
  if (cold === undefined && from === 'projected') return 'cold starts at the cost of other calls, as no init is known';
  if (cold === undefined) return 'no cold starts, of which none was seen';
  if (coldShare === undefined) return 'cold starts as steady arrivals have them';
  return `cold starts between none and ${Number((coldShare * 100).toPrecision(3))}% of calls, the share of this run`;
}

const keepAliveWords = (keepAliveMs: number | undefined): string =>
  keepAliveMs === undefined
    ? `idle environments are kept for ${usualKeepAliveMs / 1000} s, which is not documented`
    : `idle environments are kept for ${keepAliveMs / 1000} s`;

/**
 * Means of the invocations, cold and warm apart. Where every call waited for an init, a warm call is a cold one without its init.
 * Undefined without invocations.
 */
export function measuredCallCosts(
  invocations: readonly Invocation[],
  options: Omit<BillingOptions, 'provisioned'>,
): CallCosts | undefined {
  const isCold = ({ initMs, restoreMs }: Invocation) => initMs !== undefined || restoreMs !== undefined;
  const coldCalls = invocations.filter(isCold);
  const cold = meanCost(coldCalls, options);
  const warm =
    meanCost(
      invocations.filter((each) => !isCold(each)),
      options,
    ) ?? meanCost(coldCalls.map(withoutInit), options);
  if (warm === undefined) return undefined;
  return { warm, ...optional('cold', cold), coldShare: coldCalls.length / invocations.length };
}

function withoutInit({ initMs: _, restoreMs: __, billedRestoreMs: ___, ...call }: Invocation): Invocation {
  return { ...call, billedMs: billedDurationMs(call.durationMs) };
}

function meanCost(
  invocations: readonly Invocation[],
  options: Omit<BillingOptions, 'provisioned'>,
): CallCost | undefined {
  const bill = lambdaBilling(invocations, { ...options, provisioned: undefined });
  if (bill === undefined) return undefined;
  const { invocations: calls, billedMs, gbSeconds, storageUsd = 0, restoreUsd = 0 } = bill;
  return { billedMs: billedMs / calls, gbSeconds: gbSeconds / calls, otherUsd: (storageUsd + restoreUsd) / calls };
}

/** Of totals that handlers report: a cold call is a warm one and the mean init. Undefined without calls. */
export function estimatedCallCosts(
  { calls, billedMs, initMs }: MeteredTime,
  { memoryMb, coldStarts = 0 }: { readonly memoryMb: number; readonly coldStarts?: number | undefined },
): CallCosts | undefined {
  if (calls === 0) return undefined;
  const of = (ms: number): CallCost => ({ billedMs: ms, gbSeconds: (ms / 1000) * (memoryMb / 1024), otherUsd: 0 });
  const warmMs = Math.max(0, billedMs - initMs) / calls;
  if (coldStarts === 0) return { warm: of(warmMs), coldShare: 0 };
  return { warm: of(warmMs), cold: of(warmMs + initMs / coldStarts), coldShare: Math.min(1, coldStarts / calls) };
}

interface ProjectedTimes {
  readonly warmMs: number;
  readonly coldMs?: number | undefined;
  readonly memoryMb: number;
  readonly coldShare?: number;
}

/** The same calls with projected times. What they cost besides duration stays. */
export function projectedCallCosts(
  measured: CallCosts,
  { warmMs, coldMs, memoryMb, coldShare = measured.coldShare }: ProjectedTimes,
): CallCosts {
  const of = (cost: CallCost, ms: number): CallCost => ({
    ...{ billedMs: ms, gbSeconds: (ms / 1000) * (memoryMb / 1024) },
    otherUsd: cost.otherUsd,
  });
  return {
    warm: of(measured.warm, warmMs),
    ...optional('cold', measured.cold && of(measured.cold, coldMs ?? measured.cold.billedMs)),
    ...optional('coldShare', coldShare),
  };
}

import { coldShareAt, erlangB, instancesAliveAt, type SteadyArrivals } from '../../concurrency/steady-poisson.ts';
import { optional } from '../../model/optional.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { lambdaQuotas } from '../../stats/capacity/lambda-limits.ts';
import { callMsAt, initMsOf, type Numbers, predictedCall } from '../needs/numbers.ts';
import { functionBurst } from '../under-load/burst.ts';
import { type Part, percentilesOf, quantilesOf, spreadOver } from '../under-load/mixture.ts';
import { recordedInstances } from '../under-load/recorded.ts';
import { isWarmFromLast, type Repeated, repeated } from '../under-load/repeated.ts';
import { coldOverDay, meanOfDay, overHours, steadyInstances } from '../under-load/steady.ts';
import type { OptionAnswer, OptionContext } from './option.ts';

export type FunctionSpec = OptionOf<'event' | 'provisioned'>;

/** A function of one size. */
export interface SizedFunction {
  readonly memoryMb: number;
  /** Environments that are always there. */
  readonly provisioned: number;
  readonly reservedConcurrency?: number | undefined;
}

export const sizeOf = ({ memoryMb }: FunctionSpec): number => (Array.isArray(memoryMb) ? (memoryMb[0] ?? 0) : memoryMb);

/** Source: Lambda quotas, function timeout. */
const longestCallMs = 900_000;

export function missingOfFunction(spec: FunctionSpec, needs: Numbers): string[] {
  const memoryMb = sizeOf(spec);
  const { baseMb, perRequestMb = 0, usedMb, callMs } = needs;
  const used = usedMb ?? (baseMb === undefined ? undefined : baseMb + perRequestMb);
  if (used !== undefined && used > memoryMb)
    return [`a larger memory size: a call needs ${Math.ceil(used)} MB, and this size has ${memoryMb} MB`];
  const callMsHere = callMsAt(needs, memoryMb);
  if (callMsHere !== undefined && callMsHere > longestCallMs)
    return [
      `a shorter call: it takes ${Math.ceil(callMsHere / 1000)} s, and Lambda ends a call after ${longestCallMs / 1000} s`,
    ];
  if (callMsHere !== undefined) return [];
  if (callMs !== undefined)
    return [`cpuMs and waitMs: a call was measured at ${callMs.memoryMb} MB only, and its CPU is not known`];
  return (['cpuMs', 'waitMs'] as const).filter((key) => needs[key] === undefined);
}

/** Figures of a function whose environments take one request at a time. Its costs are of its kind. */
export function functionAnswer(sized: SizedFunction, context: OptionContext): Omit<OptionAnswer, 'assumes'> {
  const { memoryMb, provisioned } = sized;
  const { needs, demand, platform } = context;
  const callMs = callMsAt(needs, memoryMb) ?? 0;
  const initMs = initMsOf(needs);
  const { keepAliveMs } = platform;
  const quotas = quotasOf(sized, context);
  const limits = { provisioned, concurrency: quotas.ofOne, scalingPer10s: quotas.scalingPer10s };
  const held = { busySeconds: callMs / 1000, keepAliveSeconds: keepAliveMs / 1000, most: quotas.ofOne };
  const refusedAt = (perSecond: number) => refusedShare((perSecond * callMs) / 1000, perSecond, quotas);
  // What is refused occupies no environment.
  const at = (perSecond: number) => ({ ...held, perSecond: perSecond * (1 - refusedAt(perSecond)) });
  const recorded = demand.arrivals && recordedInstances(demand.arrivals, { callMs, initMs, keepAliveMs, ...limits });
  const peak = recorded ?? steadyInstances(at(demand.peakPerSecond));
  const kept = (some: number) => Math.max(some, provisioned);
  const busyAtPeak = (demand.peakPerSecond * callMs) / 1000;
  const throttledShare = recorded?.throttledShare ?? refusedAt(demand.peakPerSecond);
  const busy = busyAtPeak * (1 - throttledShare);
  const { steady, coldShare, coldAtPeak } = dayOf({ kept, at, provisioned, recorded }, demand);
  const burst = burstOf({ busy, alive: kept(peak.mean) }, quotas, context);
  const times = (cold: number) => quantilesOf(partsOf(cold, { callMs, initMs, needs }));
  // Without a known init, p99 is known where fewer than 1% wait for one.
  const isKnown = (cold: number) => needs.initMs !== undefined || cold < 0.01;
  const answered = burst && burst.taken > 0 && isKnown(coldInBurst(burst)) ? burst : undefined;
  const burstMs = answered && times(coldInBurst(answered));
  const after = repeated(demand.burst, initMs + callMs + keepAliveMs);
  return {
    instances: aliveOf({ kept, at, busy, recorded, steady, ...optional('burst', burst) }, after, demand),
    coldShare: Math.min(1, coldShare + after.coldShare(burst?.cold ?? 0, demand.averagePerSecond)),
    ...optional('recordedColdShare', recorded?.coldShare),
    ...optional('recordedOnDemandShare', recorded?.onDemandShare),
    ...{ coldShareAtPeak: coldAtPeak, throttledShare, busyAtPeak, call: predictedCall(needs, memoryMb) },
    ...optional('throttledInBurst', burst?.throttled),
    ...optional('startsInBurst', burst?.starts),
    latencyMs: {
      // Nobody waits for an init that is begun ahead; a burst comes at one instant, ahead of which nothing is begun.
      ...(isKnown(coldAtPeak) && { steady: percentilesOf(times(coldAtPeak * (1 - platform.proactiveShare))) }),
      ...optional('burst', burstMs && percentilesOf(burstMs)),
    },
    ...optional('burstMs', burstMs),
    memoryMb,
    ...optional(
      'memoryUsedMb',
      needs.usedMb ?? (needs.baseMb === undefined ? undefined : needs.baseMb + (needs.perRequestMb ?? 0)),
    ),
    ...optional('cpuShare', cpuShareOf(needs, { ...at(demand.peakPerSecond), provisioned })),
    ...(recorded && { mostInFlight: recorded.mostInFlight, startsMs: recorded.startsMs }),
  };
}

interface Paid extends SteadyArrivals {
  readonly provisioned: number;
}

/** Share of the paid time that is CPU: a call pays for its billed time, provisioned environments for all of the time. */
function cpuShareOf({ cpuMs }: Numbers, { perSecond, busySeconds, provisioned }: Paid): number | undefined {
  if (cpuMs === undefined) return undefined;
  const billedMs = billedDurationMs(busySeconds * 1000);
  if (provisioned === 0) return cpuMs / billedMs;
  return cpuMs / ((provisioned * 1000) / perSecond + erlangB(perSecond * busySeconds, provisioned) * billedMs);
}

interface AliveOf {
  kept(some: number): number;
  at(perSecond: number): SteadyArrivals;
  readonly busy: number;
  /** On average in each hour of the day. */
  readonly steady: readonly number[];
  readonly recorded: ReturnType<typeof recordedInstances> | undefined;
  /** Its requests that are not throttled, and the environments that are alive with them. */
  readonly burst?: { readonly taken: number; readonly alive: number };
}

/** Environments alive in each hour without bursts, and cold starts. A record has no steady peak of its own: its share is of all of it. */
function dayOf(
  { kept, at, provisioned, recorded }: Pick<AliveOf, 'kept' | 'at' | 'recorded'> & Pick<Paid, 'provisioned'>,
  { hours, peakPerSecond }: PlanDemand,
) {
  const steady = overHours(hours, (perSecond) => (perSecond === 0 ? 0 : steadyInstances(at(perSecond)).mean));
  const coldAt = (perSecond: number) => recorded?.coldShare ?? coldShareAt(at(perSecond), provisioned);
  const ofHours = () => coldOverDay(hours, { coldAt, alive: steady.map(kept) });
  return { steady, coldShare: recorded?.coldShare ?? ofHours(), coldAtPeak: coldAt(peakPerSecond) };
}

/** Environments alive at each rate of the demand, with those that repeated bursts leave. */
function aliveOf({ kept, at, busy, steady: hours, recorded, burst }: AliveOf, after: Repeated, demand: PlanDemand) {
  const { taken = 0, alive: inBurst = 0 } = burst ?? {};
  const meanAt = (perSecond: number, steady: number) =>
    after.mean(kept(steady), (busy * perSecond) / demand.peakPerSecond + taken);
  const peak = recorded ?? steadyInstances(at(demand.peakPerSecond));
  const p99 = after.percentile(0.99, kept(peak.p99), inBurst);
  const overDay = demand.hours.map((perSecond, hour) => meanAt(perSecond, recorded?.average ?? hours[hour] ?? 0));
  return {
    average: meanOfDay(overDay),
    mean: meanAt(demand.peakPerSecond, peak.mean),
    p50: after.percentile(0.5, kept(peak.p50), inBurst),
    p99,
    // A burst finds what is there.
    ...optional('burst', burst && Math.max(p99, inBurst)),
    ...optional('most', recorded && kept(recorded.most)),
    overDay,
  };
}

/** What a function may use: of the account, which tenants share, and of one of their functions. */
interface Quotas {
  readonly account: number;
  readonly reserved: number;
  readonly ofOne: number;
  readonly scalingPer10s: number;
  readonly tenants: number;
}

function quotasOf(
  { reservedConcurrency = Number.POSITIVE_INFINITY }: Pick<SizedFunction, 'reservedConcurrency'>,
  { constraints, ofAll: { tenants }, isUnlimited }: OptionContext,
): Quotas {
  const without = Number.POSITIVE_INFINITY;
  if (isUnlimited) return { account: without, reserved: without, ofOne: without, scalingPer10s: without, tenants };
  const { accountConcurrency: account, scalingPer10s } = constraints;
  const ofOne = Math.min(account, reservedConcurrency);
  return { account, reserved: reservedConcurrency, ofOne, scalingPer10s, tenants };
}

/** Share of the requests at the peak of the context that the quotas refuse. */
export function refusedByQuotas(sized: Omit<SizedFunction, 'provisioned'>, context: OptionContext): number {
  const { peakPerSecond } = context.demand;
  const busy = (peakPerSecond * (callMsAt(context.needs, sized.memoryMb) ?? 0)) / 1000;
  return refusedShare(busy, peakPerSecond, quotasOf(sized, context));
}

/** Requests of a burst that the quotas throttle, as `functionAnswer` has them: where they allow all of it, idle environments need no count. */
export function burstBeyondQuotas(sized: SizedFunction, context: OptionContext): number {
  const { needs, demand, platform } = context;
  const quotas = quotasOf(sized, context);
  const busySeconds = (callMsAt(needs, sized.memoryMb) ?? 0) / 1000;
  const offered = demand.peakPerSecond * busySeconds;
  const perSecond = demand.peakPerSecond * (1 - refusedShare(offered, demand.peakPerSecond, quotas));
  const busy = perSecond * busySeconds;
  const throttled = (alive: number) => burstOf({ busy, alive }, quotas, context)?.throttled ?? 0;
  if (throttled(busy) === 0) return 0;
  const held = { busySeconds, keepAliveSeconds: platform.keepAliveMs / 1000, most: quotas.ofOne };
  return throttled(Math.max(sized.provisioned, instancesAliveAt({ ...held, perSecond })));
}

/** Tenants share the concurrency of the account and its request rate; reserved concurrency is of the function of each. */
function refusedShare(busy: number, perSecond: number, { account, reserved, tenants }: Quotas): number {
  const beyond = (inFlight: number, rate: number, concurrency: number) =>
    concurrency === Number.POSITIVE_INFINITY
      ? 0
      : Math.max(
          erlangB(inFlight, concurrency),
          1 - (lambdaQuotas.requestsPerConcurrency * concurrency) / Math.max(rate, Number.MIN_VALUE),
        );
  return Math.max(0, beyond(busy * tenants, perSecond * tenants, account), beyond(busy, perSecond, reserved));
}

/** The burst of one tenant, when all have theirs at the same instant. The scaling rate is of the function of each. */
function burstOf(
  { busy, alive }: { readonly busy: number; readonly alive: number },
  { account, reserved, scalingPer10s, tenants }: Quotas,
  { ofAll: { burst }, platform: { keepAliveMs } }: OptionContext,
) {
  if (burst === undefined) return undefined;
  const idle = isWarmFromLast(burst, keepAliveMs) ? burst.size : 0;
  const { warm, cold, throttled } = functionBurst({
    ...{ size: burst.size, busy: busy * tenants, alive: alive * tenants + idle },
    ...{ concurrency: Math.min(account, reserved * tenants), startable: scalingPer10s * tenants },
  });
  return {
    ...{ warm: warm / tenants, cold: cold / tenants, throttled: throttled / tenants },
    taken: (warm + cold) / tenants,
    starts: Math.max(0, Math.ceil(burst.size / tenants) - Math.max(0, Math.floor(alive + idle / tenants - busy))),
    alive: Math.ceil(busy * tenants + warm + cold) / tenants,
  };
}

const coldInBurst = ({ cold, warm }: { readonly cold: number; readonly warm: number }): number =>
  cold === 0 ? 0 : cold / (cold + warm);

function partsOf(cold: number, { callMs, initMs, needs }: { callMs: number; initMs: number; needs: Numbers }): Part[] {
  const warm = spreadOver(callMs, needs.spread);
  return [
    { share: 1 - cold, quantile: warm },
    { share: cold, quantile: (q) => initMs + warm(q) },
  ];
}

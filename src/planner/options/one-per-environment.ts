import { coldShareAt, erlangB } from '../../concurrency/steady-poisson.ts';
import { optional } from '../../model/optional.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { callMsAt, initMsOf, type Numbers } from '../needs/numbers.ts';
import { functionBurst } from '../shared/burst.ts';
import { type Part, quantileOf, spreadOver } from '../shared/mixture.ts';
import { recordedInstances } from '../shared/recorded.ts';
import { overHours, steadyInstances } from '../shared/steady.ts';
import type { OptionAnswer, OptionContext } from './option.ts';

type Function = OptionOf<'event' | 'provisioned'>;

/** A function of one size. */
export interface SizedFunction {
  readonly memoryMb: number;
  /** That are always there. */
  readonly provisioned: number;
  readonly reservedConcurrency?: number | undefined;
}

export const sizeOf = ({ memoryMb }: Function): number => (Array.isArray(memoryMb) ? (memoryMb[0] ?? 0) : memoryMb);

export const eachSize = <S extends Function>(spec: S): S[] =>
  [spec.memoryMb].flat().map((memoryMb) => ({ ...spec, memoryMb }));

export function missingOfFunction(spec: Function, needs: Numbers): string[] {
  const memoryMb = sizeOf(spec);
  const { baseMb, perRequestMb = 0, usedMb, callMs } = needs;
  const used = usedMb ?? (baseMb === undefined ? undefined : baseMb + perRequestMb);
  if (used !== undefined && used > memoryMb)
    return [`a larger memory size: a call needs ${Math.ceil(used)} MB, and this size has ${memoryMb} MB`];
  if (callMsAt(needs, memoryMb) !== undefined) return [];
  if (callMs !== undefined)
    return [`cpuMs and waitMs: a call was measured at ${callMs.memoryMb} MB only, and its CPU is not known`];
  return (['cpuMs', 'waitMs'] as const).filter((key) => needs[key] === undefined);
}

/** Figures of a function whose environments take one request at a time. Its costs are of its kind. */
export function functionAnswer(
  { memoryMb, provisioned, reservedConcurrency }: SizedFunction,
  { needs, demand, platform, constraints }: OptionContext,
): Omit<OptionAnswer, 'assumes'> {
  const callMs = callMsAt(needs, memoryMb) ?? 0;
  const initMs = initMsOf(needs);
  const { keepAliveMs } = platform;
  const held = { busySeconds: callMs / 1000, keepAliveSeconds: keepAliveMs / 1000 };
  const at = (perSecond: number) => ({ ...held, perSecond });
  const recorded = demand.arrivals && recordedInstances(demand.arrivals, { callMs, keepAliveMs });
  const peak = recorded ?? steadyInstances(at(demand.peakPerSecond));
  const kept = (some: number) => Math.max(some, provisioned);
  const busy = (demand.peakPerSecond * callMs) / 1000;
  const concurrency = Math.min(constraints.accountConcurrency, reservedConcurrency ?? constraints.accountConcurrency);
  const coldShare = recorded?.coldShare ?? coldShareAt(at(demand.averagePerSecond), provisioned);
  const coldAtPeak = coldShareAt(at(demand.peakPerSecond), provisioned);
  const burst =
    demand.burst &&
    functionBurst({
      ...{ size: demand.burst.size, busy, concurrency, startable: constraints.scalingPer10s },
      alive: kept(isWarmFromLast(demand.burst, keepAliveMs) ? peak.mean + demand.burst.size : peak.mean),
    });
  const times = (cold: number) => partsOf(cold, { callMs, initMs, needs });
  return {
    instances: {
      average: kept((recorded ?? steadyInstances(at(demand.averagePerSecond))).mean),
      ...{ mean: kept(peak.mean), p50: kept(peak.p50), p99: kept(peak.p99) },
      ...optional('burst', burst && Math.ceil(Math.max(kept(peak.mean), busy + burst.warm + burst.cold))),
      overDay: overHours(demand.hours, (perSecond) =>
        perSecond === 0 ? provisioned : kept(steadyInstances(at(perSecond)).mean),
      ),
    },
    coldShare,
    throttledShare: refusedShare(busy, concurrency),
    ...optional('throttledInBurst', burst?.throttled),
    latencyMs: {
      // Nobody waits for an init that is begun ahead; a burst comes at one instant, ahead of which nothing is begun.
      steady: percentilesOf(times(coldAtPeak * (1 - platform.proactiveShare))),
      ...optional('burst', burst && percentilesOf(times(burst.cold / Math.max(1, burst.cold + burst.warm)))),
    },
    ...optional('burstMs', burst && burstTimes(times(burst.cold / Math.max(1, burst.cold + burst.warm)))),
    memoryMb,
    ...optional(
      'memoryUsedMb',
      needs.usedMb ?? (needs.baseMb === undefined ? undefined : needs.baseMb + (needs.perRequestMb ?? 0)),
    ),
    cpuShare: needs.cpuMs === undefined ? Number.NaN : needs.cpuMs / billedDurationMs(callMs),
    busyAtPeak: busy,
  };
}

/** Above this many in flight, the loop of Erlang's formula takes long, and 10 standard deviations of headroom refuse nobody. */
function refusedShare(busy: number, concurrency: number): number {
  return concurrency > busy + 10 * Math.sqrt(busy) + 10 ? 0 : erlangB(busy, concurrency);
}

const isWarmFromLast = ({ everyMs }: { readonly everyMs?: number | undefined }, keepAliveMs: number): boolean =>
  everyMs !== undefined && everyMs <= keepAliveMs;

function partsOf(cold: number, { callMs, initMs, needs }: { callMs: number; initMs: number; needs: Numbers }): Part[] {
  const warm = spreadOver(callMs, needs.spread);
  return [
    { share: 1 - cold, quantile: warm },
    { share: cold, quantile: (q) => initMs + warm(q) },
  ];
}

const percentilesOf = (parts: readonly Part[]) => ({ p50: quantileOf(parts, 0.5), p99: quantileOf(parts, 0.99) });

const burstTimes = (parts: readonly Part[]) => (share: number) => quantileOf(parts, share);

import { aliveAt } from '../../billing/month/month-cost.ts';
import { heldMsOf, type UseOfInstances } from '../../billing/month/use-costs.ts';
import { erlangB } from '../../concurrency/steady-poisson.ts';
import { optional } from '../../model/optional.ts';
import type { Platform } from '../../simulator/platforms/platforms.ts';
import { count, ms } from '../../text/format.ts';
import { initMsOf, type Numbers, serverCallMs } from '../needs/numbers.ts';
import { cpuOfLoad } from '../under-load/load.ts';
import { memoryOf } from '../under-load/memory.ts';
import { spreadOver } from '../under-load/mixture.ts';
import { isWarmFromLast } from '../under-load/repeated.ts';
import { servingOf } from '../under-load/serving.ts';
import { type SimulatedBurst, simulatedBurst } from '../under-load/simulated-burst.ts';
import { coldOverDay, meanOfDay, overHours, startsPerRequest, steadyInstances } from '../under-load/steady.ts';
import type { OptionAnswer, OptionContext } from './option.ts';

/** Which CPU time is paid for: while an instance is alive, while it has requests, rounded up to a step, or only what is used. */
type CpuPaid =
  | { readonly kind: 'alive' }
  | { readonly kind: 'busy'; readonly stepMs: number }
  | { readonly kind: 'used' };

/** Requests per second of one endpoint, and what all tenants share, each with the same part: vCPUs of their instances, and requests per second. */
interface SharedQuotas {
  readonly perSecond: number;
  readonly vcpu: number;
  readonly accountPerSecond: number;
  readonly vcpuSource: string;
}

/** Instances that take several requests at once and come and go with the load. */
export interface SharedSize {
  readonly vcpu: number;
  readonly memoryMb: number;
  /** That the platform hands to one at most. */
  readonly concurrency: number;
  /** Of its CPU, above which the platform starts one more. */
  readonly targetUtilization: number;
  readonly cpuPaid: CpuPaid;
  /** At most that many, where that is said, and how it is raised. */
  readonly most: number;
  /** Absent: none beside `most`. */
  readonly quotas?: SharedQuotas;
  readonly mostSource: string;
  readonly increase: string;
  /** What becomes of requests that find all places of the most instances taken. */
  readonly whenFull: 'throttles' | 'waits';
}

/** How long a request occupies its place: its call, and what it waits for the CPU of its instance, where that was simulated. */
const placeMsOf = ({ vcpu }: SharedSize, { needs, stretch = 1 }: OptionContext): number =>
  (serverCallMs(needs, vcpu) ?? 0) * stretch;

/** How many requests one instance has at once: as its concurrency, its CPU and its memory allow. */
export function atOnceOf(
  { vcpu, memoryMb, concurrency, targetUtilization }: SharedSize,
  { needs }: OptionContext,
): number {
  const { cpuMs = 0, baseMb, perRequestMb = 0 } = needs;
  const callMs = serverCallMs(needs, vcpu) ?? 0;
  const byCpu = cpuMs === 0 ? concurrency : (vcpu * targetUtilization * callMs) / cpuMs;
  const byMemory = baseMb === undefined || perRequestMb === 0 ? concurrency : (memoryMb - baseMb) / perRequestMb;
  return Math.max(1, Math.floor(Math.min(concurrency, byCpu, byMemory)));
}

/** At the peak, without its burst. Requests share CPU with up to `atOnce - 1` others, which at this utilization is left out of their latency. */
export function sharedAnswer(size: SharedSize, context: OptionContext): OptionAnswer {
  const { needs, demand } = context;
  const atOnce = atOnceOf(size, context);
  const callMs = serverCallMs(needs, size.vcpu) ?? 0;
  const steady = steadyOf(size, context, placeMsOf(size, context));
  const peak = steady.at(demand.peakPerSecond);
  const overDay = overHours(demand.hours, (perSecond) => steady.at(perSecond).mean);
  const throttledShare = sharedRefused(size, context);
  const busyAtPeak = (demand.peakPerSecond * callMs) / 1000;
  const busy = busyAtPeak * (1 - throttledShare);
  const times = spreadOver(callMs, needs.spread);
  const { cpuMs = 0, baseMb, perRequestMb } = needs;
  const most = mostOfTenant(size, context);
  const cpuUtilization = most === 0 ? undefined : cpuOfLoad(demand, cpuMs) / (most * size.vcpu * 1000);
  const isCarried = cpuUtilization !== undefined && cpuUtilization < 1;
  // Those that are there take all that they may have of a burst at once.
  const inBurst = demand.burst && busy + demand.burst.size;
  const memory =
    baseMb === undefined
      ? undefined
      : memoryOf(
          { emptyMb: baseMb, perRequestMb, hasMb: size.memoryMb, atOnce, atPeak: busy, inBurst },
          Math.max(1, peak.mean),
        );
  return {
    instances: {
      ...{ average: meanOfDay(overDay), mean: peak.mean, p50: peak.p50, p99: peak.p99 },
      overDay,
    },
    throttledShare,
    coldShare: coldOverDay(demand.hours, { coldAt: steady.coldAt, alive: overDay }),
    coldShareAtPeak: steady.coldAt(demand.peakPerSecond),
    latencyMs: isCarried ? { steady: { p50: times(0.5), p99: times(0.99) } } : {},
    memoryMb: size.memoryMb,
    ...optional('memory', memory),
    ...optional(
      'cpuShare',
      cpuShareOf(size, context, { perSecond: demand.peakPerSecond * (1 - throttledShare), alive: peak.mean }),
    ),
    ...optional('cpuUtilization', cpuUtilization),
    ...{
      busyAtPeak,
      atOnce,
      instanceLimit: { most: size.most, ofTenant: most, increase: size.increase },
    },
    ...optional('quotas', size.quotas && { ...size.quotas, vcpuOfOne: size.vcpu }),
    assumes: [...assumptionsOf(size, needs, { atOnce, most }), ...refusedOfBurst(size, context)],
  };
}

/** Those of a burst come within the second, beside the peak. */
function takenOfBurst(size: SharedSize, context: OptionContext, burstSize: number): number {
  const room = mostPerSecond(size, context) - letIn(size, context, context.demand.peakPerSecond);
  return Math.min(burstSize, Math.max(0, Math.floor(room)));
}

/** Also where the rest of the burst is not simulated. */
function refusedOfBurst(size: SharedSize, context: OptionContext): string[] {
  const { burst } = context.demand;
  if (burst === undefined) return [];
  const refused = burst.size - takenOfBurst(size, context, burst.size);
  return refused === 0
    ? []
    : [`the request rate refuses ${count(refused)} of the ${count(burst.size)} requests of a burst`];
}

const assumptionsOf = (
  size: SharedSize,
  needs: Numbers,
  { atOnce, most }: { readonly atOnce: number; readonly most: number },
): string[] => [
  `an instance takes ${atOnce} requests at once, as its concurrency, CPU and memory allow`,
  `at most ${count(most)} instances: ${most < size.most ? size.quotas?.vcpuSource : size.mostSource}`,
  ...initAssumed(size, needs),
  ...(size.cpuPaid.kind === 'used' ? ['CPU is paid for as it is used, so it has no share of paid time'] : []),
];

/** On less than a vCPU. */
function initAssumed({ vcpu }: SharedSize, needs: Numbers): string[] {
  if (vcpu >= 1 || needs.initMs === undefined) return [];
  const onOne = ms(needs.initMs);
  return needs.initCpuMs === undefined
    ? [`an init takes ${onOne} as on a vCPU: how much of it is CPU is not known, and on ${vcpu} vCPU that takes longer`]
    : [`an init takes ${ms(initMsOf(needs, vcpu))}, on ${vcpu} vCPU without a startup boost, and ${onOne} on one`];
}

/** Of one tenant; 0 where its part of the vCPUs is less than one instance has. */
const mostOfTenant = ({ most, vcpu, quotas }: SharedSize, { ofAll, isUnlimited }: OptionContext): number => {
  if (isUnlimited) return Number.POSITIVE_INFINITY;
  return quotas === undefined ? most : Math.min(most, Math.floor(quotas.vcpu / vcpu / ofAll.tenants));
};

/** Requests per second that one tenant may send at the most. */
export const mostPerSecond = ({ quotas }: SharedSize, { ofAll, isUnlimited }: OptionContext): number =>
  quotas === undefined || isUnlimited
    ? Number.POSITIVE_INFINITY
    : Math.min(quotas.perSecond, quotas.accountPerSecond / ofAll.tenants);

/** Rates are checked before places are. */
export const letIn = (size: SharedSize, context: OptionContext, perSecond: number): number =>
  Math.min(perSecond, mostPerSecond(size, context));

interface Served {
  /** That are not refused. */
  readonly perSecond: number;
  /** Instances that are there at that rate. */
  readonly alive: number;
}

/** CPU in use as a share of that of the instances that are paid for; undefined where what is used is. Busy instances as in the month. */
export function cpuShareOf(size: SharedSize, context: OptionContext, { perSecond, alive }: Served): number | undefined {
  const { cpuPaid, vcpu } = size;
  if (cpuPaid.kind === 'used') return undefined;
  const { needs } = context;
  const paid =
    cpuPaid.kind === 'alive'
      ? alive
      : aliveAt({ ...useOf(size, context), heldMs: heldMsOf(cpuPaid.stepMs) }, perSecond);
  return paid === 0 ? undefined : (perSecond * (needs.cpuMs ?? 0)) / 1000 / (paid * vcpu);
}

/** What the month of one tenant is of. */
export function useOf(size: SharedSize, context: OptionContext): UseOfInstances {
  const [{ needs, platform }, most] = [context, mostOfTenant(size, context)];
  return {
    callMs: placeMsOf(size, context),
    ...{ atOnce: atOnceOf(size, context), cpuMs: needs.cpuMs, keepAliveMs: platform.keepAliveMs },
    ...optional('most', Number.isFinite(most) ? most : undefined),
    ...(needs.initMs !== undefined && {
      init: { ms: initMsOf(needs, size.vcpu), cpuMs: needs.initCpuMs, keptMs: platform.keepAliveMs },
    }),
  };
}

/** Instances and cold starts at a rate by closed forms, where a request occupies its place for so long. */
export function steadyOf(size: SharedSize, context: OptionContext, placeMs: number) {
  const atOnce = atOnceOf(size, context);
  const most = mostOfTenant(size, context);
  // What is refused occupies no place.
  const taken = (all: number) => {
    const perSecond = letIn(size, context, all);
    return {
      perSecond: perSecond * (1 - refusedByPlaces({ ...size, most }, (perSecond * placeMs) / 1000, atOnce)),
      ...{ busySeconds: placeMs / 1000, keepAliveSeconds: context.platform.keepAliveMs / 1000, most: most * atOnce },
    };
  };
  return {
    at: (perSecond: number) =>
      perSecond === 0 || most === 0 ? noInstances : steadyInstances(taken(perSecond), atOnce),
    coldAt: (perSecond: number) => (most === 0 ? 0 : startsPerRequest(taken(perSecond), atOnce)),
  };
}

const noInstances = { mean: 0, p50: 0, p99: 0 };

/** Share of the requests that find all places of the most instances taken: all of these, or what those that wait for one never get. */
function refusedByPlaces({ most, whenFull }: SharedSize, inFlight: number, atOnce: number): number {
  if (most === Number.POSITIVE_INFINITY || inFlight === 0) return 0;
  return whenFull === 'waits' ? Math.max(0, 1 - (most * atOnce) / inFlight) : erlangB(inFlight, most * atOnce);
}

export function sharedRefused(size: SharedSize, context: OptionContext): number {
  const { peakPerSecond } = context.demand;
  const perSecond = letIn(size, context, peakPerSecond);
  const inFlight = (perSecond * placeMsOf(size, context)) / 1000;
  const most = mostOfTenant(size, context);
  return withRates(size, context, refusedByPlaces({ ...size, most }, inFlight, atOnceOf(size, context)));
}

/** Share of all requests at the peak that are refused, with a share of those that are let in. */
export const withRates = (size: SharedSize, context: OptionContext, refused: number): number => {
  const { peakPerSecond } = context.demand;
  return peakPerSecond === 0 ? refused : 1 - (letIn(size, context, peakPerSecond) / peakPerSecond) * (1 - refused);
};

/** What the simulator has in the place of instances of this size. */
export function platformOf(size: SharedSize, context: OptionContext): Platform {
  const { needs, platform } = context;
  const [atOnce, most] = [atOnceOf(size, context), mostOfTenant(size, context)];
  const common = {
    ...{ serving: servingOf(needs, size.vcpu), keepAliveMs: platform.keepAliveMs },
    init: { kind: 'constant', ms: initMsOf(needs, size.vcpu) } as const,
  };
  return size.whenFull === 'waits'
    ? // What it takes at once is what its target allows.
      { kind: 'cloud-run', ...common, perInstance: atOnce, maxInstances: most, targetUtilization: 1 }
    : { kind: 'web', ...common, perEnvironment: atOnce, maxEnvironments: most };
}

/**
 * The burst beside the peak, simulated: it fills the free places of the instances that are there, more are started for the rest, and requests wait for
 * the first place of either. Where the rate of the peak leaves no room, or no instance may start, all of it is throttled. Otherwise undefined without a burst or a known init,
 * where the peak is not carried, and where that is too large to simulate at once.
 */
export function sharedBurst(
  size: SharedSize,
  context: OptionContext,
  answer: OptionAnswer,
  seed: number,
): SimulatedBurst | undefined {
  const { needs, demand, platform } = context;
  if (demand.burst === undefined) return undefined;
  const perSecond = letIn(size, context, demand.peakPerSecond);
  const taken = takenOfBurst(size, context, demand.burst.size);
  if (taken < 1 || mostOfTenant(size, context) === 0)
    return { instances: answer.instances.mean, heldMs: 0, throttled: demand.burst.size, cold: 0 };
  if (answer.latencyMs.steady === undefined || needs.initMs === undefined) return undefined;
  const { everyMs } = isWarmFromLast(demand.burst, platform.keepAliveMs) ? demand.burst : {};
  const atOnce = atOnceOf(size, context);
  const [callMs, initMs] = [serverCallMs(needs, size.vcpu) ?? 0, initMsOf(needs, size.vcpu)];
  const found = simulatedBurst({
    ...{ platform: platformOf(size, context), perInstance: 1, heldMs: platform.keepAliveMs },
    ...{ size: taken, peakPerSecond: perSecond },
    // The instances of the peak are there before its first request, so that it starts no others.
    ...{ warming: Math.ceil(answer.instances.mean) * atOnce, readyMs: 2 * (initMs + callMs * atOnce) },
    ...{ callMs, initMs, seed, everyMs },
  });
  return found && { ...found, throttled: found.throttled + demand.burst.size - taken };
}

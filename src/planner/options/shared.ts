import { erlangB } from '../../concurrency/steady-poisson.ts';
import { optional } from '../../model/optional.ts';
import { count } from '../../text/format.ts';
import { initMsOf, serverCallMs } from '../needs/numbers.ts';
import { cpuOfLoad } from '../under-load/load.ts';
import { spreadOver } from '../under-load/mixture.ts';
import { isWarmFromLast } from '../under-load/repeated.ts';
import { servingOf } from '../under-load/serving.ts';
import { type SimulatedBurst, simulatedBurst } from '../under-load/simulated-burst.ts';
import { overHours, startsPerRequest, steadyInstances } from '../under-load/steady.ts';
import type { OptionAnswer, OptionContext } from './option.ts';

/** Instances that take several requests at once and come and go with the load. */
export interface SharedSize {
  readonly vcpu: number;
  readonly memoryMb: number;
  /** That the platform hands to one at most. */
  readonly concurrency: number;
  /** Of its CPU, above which the platform starts one more. */
  readonly targetUtilization: number;
  /** At most that many, where that is said, and how it is raised. */
  readonly most: number;
  readonly mostSource: string;
  readonly increase: string;
}

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
  const { needs, demand, platform } = context;
  const atOnce = atOnceOf(size, context);
  const callMs = serverCallMs(needs, size.vcpu) ?? 0;
  const held = { busySeconds: callMs / 1000, keepAliveSeconds: platform.keepAliveMs / 1000 };
  const most = context.isUnlimited ? Number.POSITIVE_INFINITY : size.most;
  const refusedAt = (perSecond: number) => refusedByPlaces({ ...size, most }, perSecond, context);
  // What is refused occupies no place.
  const taken = (perSecond: number) => ({
    ...{ perSecond: perSecond * (1 - refusedAt(perSecond)), ...held, most: most * atOnce },
  });
  const at = (perSecond: number) => steadyInstances(taken(perSecond), atOnce);
  const peak = at(demand.peakPerSecond);
  const throttledShare = refusedAt(demand.peakPerSecond);
  const busyAtPeak = (demand.peakPerSecond * callMs) / 1000;
  const busy = busyAtPeak * (1 - throttledShare);
  const times = spreadOver(callMs, needs.spread);
  const { cpuMs = 0, baseMb, perRequestMb = 0 } = needs;
  const cpuUtilization = cpuOfLoad(demand, cpuMs) / (size.most * size.vcpu * 1000);
  const isCarried = cpuUtilization < 1;
  const inOne = busy / Math.max(peak.mean, 1);
  const withRequests = (requests: number) => (baseMb ?? 0) + perRequestMb * Math.min(requests, atOnce);
  return {
    instances: {
      ...{ average: at(demand.averagePerSecond).mean, mean: peak.mean, p50: peak.p50, p99: peak.p99 },
      overDay: overHours(demand.hours, (perSecond) => (perSecond === 0 ? 0 : at(perSecond).mean)),
    },
    throttledShare,
    coldShare: startsPerRequest(taken(demand.averagePerSecond), atOnce),
    latencyMs: isCarried ? { steady: { p50: times(0.5), p99: times(0.99) } } : {},
    memoryMb: size.memoryMb,
    ...(baseMb !== undefined && {
      memoryUsedMb: withRequests(inOne),
      memory: {
        ...{ peakMb: withRequests(inOne), hasMb: size.memoryMb },
        // Those that are there take all that they may have of it at once.
        ...optional('burstMb', demand.burst && withRequests(inOne + demand.burst.size / Math.max(1, peak.mean))),
      },
    }),
    cpuShare: cpuMs === 0 ? 0 : (taken(demand.peakPerSecond).perSecond * cpuMs) / 1000 / (peak.mean * size.vcpu),
    ...{ cpuUtilization, busyAtPeak, atOnce, instanceLimit: { most: size.most, increase: size.increase } },
    assumes: [
      `an instance takes ${atOnce} requests at once, as its concurrency, CPU and memory allow`,
      `at most ${count(size.most)} instances: ${size.mostSource}`,
    ],
  };
}

/** Share of the requests at this rate that find all places of the most instances taken. */
function refusedByPlaces(size: SharedSize, perSecond: number, context: OptionContext): number {
  if (size.most === Number.POSITIVE_INFINITY) return 0;
  const callMs = serverCallMs(context.needs, size.vcpu) ?? 0;
  return erlangB((perSecond * callMs) / 1000, size.most * atOnceOf(size, context));
}

export const sharedRefused = (size: SharedSize, context: OptionContext): number =>
  refusedByPlaces(size, context.demand.peakPerSecond, context);

/**
 * The burst beside the peak, simulated: it fills the free places of the instances that are there, more are started for the rest, and requests wait for
 * the first place of either. Undefined without a burst or a known init, where the peak is not carried, and where that is too large to simulate at once.
 */
export function sharedBurst(
  size: SharedSize,
  context: OptionContext,
  answer: OptionAnswer,
  seed: number,
): SimulatedBurst | undefined {
  const { needs, demand, platform } = context;
  if (demand.burst === undefined || answer.latencyMs.steady === undefined || needs.initMs === undefined)
    return undefined;
  const initMs = initMsOf(needs);
  const { everyMs } = isWarmFromLast(demand.burst, platform.keepAliveMs) ? demand.burst : {};
  return simulatedBurst({
    platform: {
      serving: servingOf(needs, size.vcpu),
      init: { kind: 'constant', ms: initMs },
      ...{ perEnvironment: atOnceOf(size, context), maxEnvironments: size.most, keepAliveMs: platform.keepAliveMs },
    },
    ...{ size: demand.burst.size, peakPerSecond: demand.peakPerSecond, alive: answer.instances.mean },
    ...{ callMs: serverCallMs(needs, size.vcpu) ?? 0, initMs, seed, everyMs },
  });
}

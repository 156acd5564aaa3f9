import { erlangB } from '../../concurrency/steady-poisson.ts';
import { optional } from '../../model/optional.ts';
import { serverCallMs } from '../needs/numbers.ts';
import { cpuOfLoad } from '../under-load/load.ts';
import { spreadOver } from '../under-load/mixture.ts';
import { overHours, steadyInstances } from '../under-load/steady.ts';
import type { OptionAnswer, OptionContext } from './option.ts';

/** Instances that take several requests at once and come and go with the load. */
export interface SharedSize {
  readonly vcpu: number;
  readonly memoryMb: number;
  /** That the platform hands to one at most. */
  readonly concurrency: number;
  /** Of its CPU, above which the platform starts one more. */
  readonly targetUtilization: number;
  /** At most that many. */
  readonly most: number;
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

/**
 * Requests share CPU with up to `atOnce - 1` others, which at this utilization is left out of their latency. A burst fills what is free of the
 * instances that are there; each new one takes `atOnce` requests after its init.
 */
export function sharedAnswer(size: SharedSize, context: OptionContext): OptionAnswer {
  const { needs, demand, platform } = context;
  const atOnce = atOnceOf(size, context);
  const callMs = serverCallMs(needs, size.vcpu) ?? 0;
  const keepAliveSeconds = platform.keepAliveMs / 1000;
  const at = (perSecond: number) => {
    const { mean, p50, p99 } = steadyInstances({ perSecond, busySeconds: callMs / 1000, keepAliveSeconds }, atOnce);
    const { most } = size;
    return { mean: Math.min(mean, most), p50: Math.min(p50, most), p99: Math.min(p99, most) };
  };
  const peak = at(demand.peakPerSecond);
  const busy = (demand.peakPerSecond * callMs) / 1000;
  const burst = demand.burst && burstAt(demand.burst.size, { size, busy, alive: peak.mean, atOnce });
  const times = spreadOver(callMs, needs.spread);
  const { cpuMs = 0, baseMb, perRequestMb = 0 } = needs;
  const cpuUtilization = cpuOfLoad(demand, cpuMs) / (size.most * size.vcpu * 1000);
  const isCarried = cpuUtilization < 1;
  const inOne = busy / Math.max(peak.mean, 1);
  const withRequests = (requests: number) => (baseMb ?? 0) + perRequestMb * Math.min(requests, size.concurrency);
  return {
    instances: {
      ...{ average: at(demand.averagePerSecond).mean, mean: peak.mean, p50: peak.p50, p99: peak.p99 },
      ...optional('burst', burst && Math.ceil(peak.mean) + burst.started),
      overDay: overHours(demand.hours, (perSecond) => (perSecond === 0 ? 0 : at(perSecond).mean)),
    },
    ...(isCarried && { throttledShare: erlangB(busy, size.most * size.concurrency) }),
    ...optional('throttledInBurst', burst?.throttled),
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
    cpuShare: cpuMs === 0 ? 0 : (demand.peakPerSecond * cpuMs) / 1000 / (peak.mean * size.vcpu),
    ...{ cpuUtilization, busyAtPeak: busy },
    assumes: [`an instance takes ${atOnce} requests at once, as its concurrency, CPU and memory allow`],
  };
}

interface BurstAt {
  readonly size: SharedSize;
  readonly busy: number;
  readonly alive: number;
  readonly atOnce: number;
}

/** Every instance takes up to its concurrency at an instant, whatever its CPU; what is beyond the most instances is refused. */
function burstAt(requests: number, { size, busy, alive, atOnce }: BurstAt) {
  const free = Math.max(0, Math.floor(alive * size.concurrency - busy));
  const beyond = Math.max(0, requests - free);
  const started = Math.min(Math.ceil(beyond / atOnce), Math.max(0, size.most - Math.ceil(alive)));
  return { started, throttled: Math.max(0, beyond - started * size.concurrency) };
}

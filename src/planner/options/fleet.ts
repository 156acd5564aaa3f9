import {
  type Hosting,
  loadBalancerPrice,
  type ServerPrice,
  serverPrice,
  unknownServerPrice,
} from '../../billing/hosting-price.ts';
import { hoursPerMonth, serversAt } from '../../billing/month/month-cost.ts';
import { wholeAbove } from '../../concurrency/whole.ts';
import { optional } from '../../model/optional.ts';
import type { Costs } from '../../model/schema/costs.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { exactPercent } from '../../text/format.ts';
import { type Numbers, serverCallMs } from '../needs/numbers.ts';
import { besideBursts, cpuOfLoad } from '../under-load/load.ts';
import {
  type HeldMemory,
  instancesForMemory,
  type MemoryOfOne,
  memoryDoubts,
  memoryOf,
  perSecondOfRoom,
} from '../under-load/memory.ts';
import { percentilesOf, spreadOver } from '../under-load/mixture.ts';
import { simulatedLatency } from '../under-load/simulated-servers.ts';
import type { OptionAnswer, OptionContext } from './option.ts';

type Fleet = OptionOf<'server' | 'fargate'>;

export interface SizedFleet {
  readonly hosting: Hosting;
  readonly spec: Fleet;
}

/** What a server of the fleet is, and how many the demand needs. */
interface Sizing {
  readonly price: ServerPrice;
  readonly cpuMs: number;
  readonly callMs: number;
  /** CPUs that the processes of one server can use. */
  readonly vcpu: number;
  readonly processes: number;
  readonly servers: number;
  /** Absent: the memory of a process is not known. */
  readonly held?: HeldMemory;
}

export const missingOfServer = ({ cpuMs, waitMs, baseMb, perRequestMb = 0 }: Numbers, memoryMb?: number): string[] => {
  const unknown = [...(cpuMs === undefined ? ['cpuMs'] : []), ...(waitMs === undefined ? ['waitMs'] : [])];
  if (unknown.length > 0 || baseMb === undefined || memoryMb === undefined) return unknown;
  const used = baseMb + perRequestMb;
  return used > memoryMb
    ? [`more memory: a process needs ${Math.ceil(used)} MB, and this size has ${memoryMb} MB`]
    : [];
};

/** Servers that are there all the time: as many as the peak and the burst need. */
export function fleetAnswer({ hosting, spec }: SizedFleet, context: OptionContext): OptionAnswer {
  const { demand, needs } = context;
  const size = sizingOf({ hosting, spec }, context);
  const { servers, vcpu, cpuMs, callMs } = size;
  const usedMsPerSecond = demand.peakPerSecond * cpuMs;
  const mostMsPerSecond = servers * vcpu * 1000;
  const cpuUtilization = cpuOfLoad(demand, cpuMs) / mostMsPerSecond;
  const isCarried = cpuUtilization < 1;
  const times = spreadOver(callMs, needs.spread);
  const inFlight = (demand.peakPerSecond * callMs) / 1000;
  const beside = besideBursts(demand);
  const freeMsPerSecond = mostMsPerSecond - beside * cpuMs;
  const steps = isCarried && demand.burst && staircase(demand.burst.size, { callMs, cpuMs, freeMsPerSecond });
  const memory = size.held && memoryOf(size.held, servers);
  return {
    instances: {
      ...{ average: servers, mean: servers, p50: servers, p99: servers },
      ...optional('burst', demand.burst && servers),
      overDay: demand.hours.map(() => servers),
    },
    ...(isCarried && { throttledShare: 0 }),
    latencyMs: {
      ...(isCarried && { steady: { p50: times(0.5), p99: times(0.99) } }),
      ...(steps && { burst: percentilesOf(steps) }),
    },
    ...(steps && { burstMs: steps }),
    memoryMb: size.price.memoryMb,
    ...optional('memory', memory),
    // All of its vCPUs are paid for, also those that its processes cannot use.
    cpuShare: usedMsPerSecond / (servers * (size.price.vcpu ?? vcpu) * 1000),
    cpuBound: { instances: servers, msPerSecond: mostMsPerSecond * spec.targetUtilization, mostMsPerSecond },
    ...{ cpuUtilization, cpuUsedMsPerSecond: usedMsPerSecond, busyAtPeak: inFlight, processes: size.processes },
    assumes: [sizingWords(size, spec, isCarried), ...memoryDoubts(memory)],
  };
}

/**
 * The staircase: request i of a burst ends when i * CPU have been done beside the steady load, after its own waiting:
 * wait + cpu + i * cpu / free CPU per second.
 */
export const staircase =
  (size: number, { callMs, cpuMs, freeMsPerSecond }: { callMs: number; cpuMs: number; freeMsPerSecond: number }) =>
  (share: number): number =>
    callMs + ((Math.max(1, Math.ceil(size * share)) - 1) * cpuMs * 1000) / freeMsPerSecond;

function sizingOf({ hosting, spec }: SizedFleet, { needs, demand, constraints }: OptionContext): Sizing {
  const price = serverPrice(hosting);
  const vcpu = Math.min(price.vcpu ?? 1, spec.processes ?? Number.POSITIVE_INFINITY);
  const { cpuMs = 0 } = needs;
  const callMs = serverCallMs(needs, vcpu) ?? 0;
  const beside = besideBursts(demand);
  const processes = processesOf(spec, vcpu);
  const forLoad = cpuOfLoad(demand, cpuMs) / (vcpu * 1000 * spec.targetUtilization);
  const { burst } = demand;
  const { burstP99Ms } = constraints;
  const burstMs = burst === undefined || burstP99Ms === undefined ? 0 : (Math.ceil(burst.size * 0.99) - 1) * cpuMs;
  const withinMs = burstP99Ms === undefined ? 0 : burstP99Ms - callMs;
  const forBurst = burstMs > 0 && withinMs > 0 ? (beside * cpuMs + (burstMs * 1000) / withinMs) / (vcpu * 1000) : 0;
  const held = heldOf({ processes, callMs, hasMb: price.memoryMb }, { needs, demand });
  const forMemory = held === undefined ? 0 : instancesForMemory(held);
  const needed = [...[forLoad, forBurst].map(wholeAbove), forMemory];
  const servers = (spec.count ?? Math.max(1, ...needed)) + spec.spare;
  return { price, cpuMs, callMs, vcpu, processes, servers, ...optional('held', held) };
}

/** One per vCPU by default. */
const processesOf = ({ processes }: Fleet, vcpu: number): number => processes ?? Math.ceil(vcpu);

interface OfOne {
  readonly processes: number;
  readonly callMs: number;
  readonly hasMb: number;
}

/** All requests of a burst are in flight at once; those of an earlier burst have been answered. */
function heldOf(
  { processes, callMs, hasMb }: OfOne,
  { needs: { baseMb, besideMb = 0, perRequestMb }, demand }: Pick<OptionContext, 'needs' | 'demand'>,
): HeldMemory | undefined {
  if (baseMb === undefined) return undefined;
  const inFlight = (perSecond: number) => (perSecond * callMs) / 1000;
  const { burst, peakPerSecond } = demand;
  return {
    ...{ emptyMb: baseMb * processes + besideMb, perRequestMb, hasMb, atPeak: inFlight(peakPerSecond) },
    ...optional('inBurst', burst && inFlight(besideBursts(demand)) + burst.size),
  };
}

/** Of one server. */
export function fleetMemory(sized: SizedFleet, context: OptionContext): MemoryOfOne | undefined {
  const { held, servers } = sizingOf(sized, context);
  return held && memoryOf(held, servers);
}

/** At the peak, or of a record, where processes share what arrives. */
export const simulatedFleet = (
  { instances, processes = 1, cpuBound }: OptionAnswer,
  { needs, demand: { peakPerSecond, arrivals } }: OptionContext,
  seed: number,
) => {
  const vcpuOfOne = (cpuBound?.mostMsPerSecond ?? 0) / instances.mean / 1000;
  const cpuMs = needs.cpuMs && needs.cpuMs / Math.min(1, vcpuOfOne);
  return simulatedLatency({
    ...{ needs: { ...needs, ...optional('cpuMs', cpuMs) }, peakPerSecond, recorded: arrivals },
    ...{ processes: instances.mean * processes, seed },
  });
};

/** `servers` at the average rate; a rate that grows takes more, as its peak grows with it. What the burst takes stays. */
export function fleetCosts({ hosting, spec }: SizedFleet, context: OptionContext): Costs | undefined {
  if (unknownServerPrice(hosting, context.prices.region) !== undefined) return undefined;
  const size = sizingOf({ hosting, spec }, context);
  const { price, cpuMs, vcpu, servers } = size;
  const { demand } = context;
  const balancer = hosting.loadBalancer && loadBalancerPrice(hosting.loadBalancer);
  const capacity = capacityOf(size, spec);
  const perSecond = capacity && (capacity * demand.averagePerSecond) / demand.peakPerSecond;
  const isFixed = spec.count !== undefined;
  const fleet = {
    ...{ description: price.description, usdPerMonth: price.usdPerHour * hoursPerMonth, spare: spec.spare },
    ...{ count: 1, targetUtilization: spec.targetUtilization, cpuMsPerRequest: cpuMs, usableVcpu: vcpu },
    ...optional('burst', price.burst && { ...price.burst }),
    ...optional('capacityPerSecond', isFixed ? undefined : perSecond),
  };
  const forRate = serversAt(fleet, demand.averagePerSecond);
  return {
    fixed: balancer ? [{ what: balancer.description, usdPerMonth: balancer.usdPerHour * hoursPerMonth }] : [],
    usdPerRequest: 0,
    servers: { ...fleet, count: isFixed || servers > forRate ? servers - spec.spare : 1 },
    assumes: [],
  };
}

/** Requests per second of one: the least of its CPU and its memory. Undefined: any. */
function capacityOf({ cpuMs, vcpu, held, callMs }: Sizing, { targetUtilization }: Fleet): number | undefined {
  const byCpu = cpuMs === 0 ? undefined : (vcpu * 1000 * targetUtilization) / cpuMs;
  const byMemory = held && perSecondOfRoom(held, callMs);
  const known = [byCpu, byMemory].filter((capacity) => capacity !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** A given number has no target that it keeps. */
function sizingWords({ cpuMs, vcpu, servers }: Sizing, fleet: Fleet, isCarried: boolean): string {
  const { count: given, spare, targetUtilization } = fleet;
  const calls = `the peak at ${Number(cpuMs.toPrecision(3))} ms of CPU per request`;
  const one = servers === 1;
  if (!isCarried) return `${servers} of ${vcpu} vCPU ${one ? 'does' : 'do'} not carry ${calls}`;
  const target =
    given === undefined
      ? `, sized to use at most ${exactPercent(targetUtilization)} of ${one ? 'its' : 'their'} CPU`
      : '';
  const spareWords = spare > 0 ? `; ${spare} of them ${spare === 1 ? 'is' : 'are'} spare` : '';
  return `${servers} of ${vcpu} vCPU ${one ? 'carries' : 'carry'} ${calls}${target}${spareWords}`;
}

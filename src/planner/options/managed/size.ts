import { type InstancePrice, priceTable } from '../../../billing/prices.ts';
import { wholeAbove } from '../../../concurrency/whole.ts';
import { optional } from '../../../model/optional.ts';
import type { PlanDemand } from '../../../model/plan/demand.ts';
import type { OptionOf } from '../../../scenario/plan/options.ts';
import { serverCallMs } from '../../needs/numbers.ts';
import { cpuOfLoad, mostOf } from '../../under-load/load.ts';
import { fitsMemory, type HeldMemory, instancesForMemory, memoryOf } from '../../under-load/memory.ts';
import { isWarmFromLast } from '../../under-load/repeated.ts';
import type { OptionContext } from '../option.ts';

type Managed = OptionOf<'managed'>;

/** Of each instance, for the platform. Source: "Lambda managed instances", instance types. */
const reserved = { vcpu: 1, memoryMb: 1024 } as const;
/** One in each of three availability zones. Source: "Scaling Lambda managed instances". */
export const fewestManaged = 3;
/** By what share of itself the load may grow at once, and over what time it may double. Source: "Scaling Lambda managed instances". */
export const headroom = 0.5;
export const doubleWithinMs = 300_000;

export const instanceOf = ({ instance }: Pick<Managed, 'instance'>): InstancePrice | undefined =>
  priceTable.ec2.get(instance);

/** What functions may use of one instance. */
export function usableOf(spec: Managed): { readonly vcpu: number; readonly memoryMb: number } {
  const { vcpu = 2, memoryMb = 4096 } = instanceOf(spec) ?? {};
  return { vcpu: vcpu - reserved.vcpu, memoryMb: memoryMb - reserved.memoryMb };
}

/** The number of instances of an option, and the processes on each. */
export interface ManagedSize {
  readonly instances: number;
  /** Each is an event loop on a vCPU of its own. */
  readonly processes: number;
  /** Absent: the memory of a process is not known. */
  readonly held?: HeldMemory;
}

/**
 * The processes on each, at most one for each usable vCPU: as many as have memory, or fewer where fewer instances are then enough and admit as much of a
 * burst. Each is an environment: with a larger memory size of the function fewer find place.
 */
export function sizeFor(spec: Managed, context: OptionContext): ManagedSize {
  const { vcpu } = usableOf(spec);
  const sizes = Array.from({ length: Math.max(1, vcpu) }, (_, fewer) => sizeWith(vcpu - fewer, spec, context));
  const fit = sizes.filter(({ instances, held }) => held === undefined || fitsMemory(memoryOf(held, instances)));
  const burst = context.demand.burst?.size ?? 0;
  const admits = ({ instances, processes }: ManagedSize) =>
    Math.min(inFlightOf(context, processes) + burst, instances * processes * spec.perVcpu);
  const isBetter = (size: ManagedSize, than: ManagedSize) =>
    size.instances < than.instances && admits(size) >= admits(than);
  // Where none has memory, that which takes the least of it.
  const [first = sizeWith(Math.min(1, vcpu), spec, context), ...others] = fit;
  return others.reduce((best, size) => (isBetter(size, best) ? size : best), first);
}

/** The number that the platform keeps at the peak: enough for CPU, for memory, and for requests in flight with headroom and the bursts that it remembers. */
function sizeWith(processes: number, spec: Managed, context: OptionContext): ManagedSize {
  const { needs, demand } = context;
  const held = heldOf(processes, spec, context);
  const places = processes * spec.perVcpu;
  const byCpu = cpuOfLoad(demand, needs.cpuMs ?? 0) / (processes * 1000 * spec.targetUtilization);
  const byConcurrency = ((1 + headroom) * (mostOf(inFlightOf(context, processes)) + remembered(demand))) / places;
  const needed = Math.max(fewestManaged, forMemory(held), ...[byCpu, byConcurrency].map(wholeAbove));
  return { instances: spec.count ?? needed, processes, ...optional('held', held) };
}

interface Served {
  readonly perSecond: number;
  readonly instances: number;
}

/** CPU in use as a share of the CPU of the instances, including the vCPU of each that the platform takes. */
export const cpuShareOf = (
  spec: Managed,
  { needs: { cpuMs = 0 } }: OptionContext,
  { perSecond, instances }: Served,
): number => (perSecond * cpuMs) / 1000 / (instances * (usableOf(spec).vcpu + reserved.vcpu));

/** Requests of bursts that come before the platform takes instances away. */
export const remembered = ({ burst }: PlanDemand): number =>
  burst !== undefined && isWarmFromLast(burst, doubleWithinMs) ? burst.size : 0;

/** Each takes as many requests as it has places. Undefined: the memory of a process is not known. */
function heldOf(processes: number, spec: Managed, context: OptionContext): HeldMemory | undefined {
  const { baseMb, perRequestMb } = context.needs;
  const { burst } = context.demand;
  const atPeak = inFlightOf(context, processes);
  if (baseMb === undefined) return undefined;
  return {
    ...{ emptyMb: baseMb * processes, perRequestMb, hasMb: usableOf(spec).memoryMb, atPeak },
    atOnce: processes * spec.perVcpu,
    ...optional('inBurst', burst && atPeak + burst.size),
  };
}

/** The platform does not see memory: these have to be there. */
export const forMemory = (held: HeldMemory | undefined): number => (held === undefined ? 0 : instancesForMemory(held));

const inFlightOf = ({ needs, demand }: OptionContext, processes: number): number =>
  (demand.peakPerSecond * (serverCallMs(needs, processes) ?? 0)) / 1000;

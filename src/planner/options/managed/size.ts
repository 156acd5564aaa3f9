import { type InstancePrice, priceTable } from '../../../billing/prices.ts';
import { wholeAbove } from '../../../concurrency/whole.ts';
import { optional } from '../../../model/optional.ts';
import type { PlanDemand } from '../../../model/plan/demand.ts';
import type { OptionOf } from '../../../scenario/plan/options.ts';
import { serverCallMs } from '../../needs/numbers.ts';
import { cpuOfLoad, mostOf } from '../../under-load/load.ts';
import { type HeldMemory, instancesForMemory } from '../../under-load/memory.ts';
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

/**
 * As many as the platform holds at the peak: for its CPU, for its requests in flight with the headroom for more, and those of bursts that it remembers, and
 * as many as their memory needs.
 */
export function instancesFor(spec: Managed, context: OptionContext): number {
  if (spec.count !== undefined) return spec.count;
  const { needs, demand } = context;
  const { vcpu } = usableOf(spec);
  const inFlight = inFlightOf(spec, context);
  const byCpu = cpuOfLoad(demand, needs.cpuMs ?? 0) / (vcpu * 1000 * spec.targetUtilization);
  const byConcurrency = ((1 + headroom) * (mostOf(inFlight) + remembered(demand))) / (vcpu * spec.perVcpu);
  return Math.max(fewestManaged, forMemory(spec, context), ...[byCpu, byConcurrency].map(wholeAbove));
}

interface Served {
  readonly perSecond: number;
  readonly instances: number;
}

/** CPU in use as a share of that of the instances, with the vCPU of each that is the platform's. */
export const cpuShareOf = (
  spec: Managed,
  { needs: { cpuMs = 0 } }: OptionContext,
  { perSecond, instances }: Served,
): number => (perSecond * cpuMs) / 1000 / (instances * (usableOf(spec).vcpu + reserved.vcpu));

/** Requests of bursts that come before the platform takes instances away. */
export const remembered = ({ burst }: PlanDemand): number =>
  burst !== undefined && isWarmFromLast(burst, doubleWithinMs) ? burst.size : 0;

/** Each takes as many requests as it has places. Undefined: the memory of a process is not known. */
export function heldOf(spec: Managed, context: OptionContext): HeldMemory | undefined {
  const { vcpu, memoryMb } = usableOf(spec);
  const { baseMb, perRequestMb } = context.needs;
  const { burst } = context.demand;
  const atPeak = inFlightOf(spec, context);
  if (baseMb === undefined) return undefined;
  return {
    ...{ emptyMb: baseMb * vcpu, perRequestMb, hasMb: memoryMb, atOnce: vcpu * spec.perVcpu, atPeak },
    ...optional('inBurst', burst && atPeak + burst.size),
  };
}

/** The platform does not see memory: these have to be there. */
export function forMemory(spec: Managed, context: OptionContext): number {
  const held = heldOf(spec, context);
  return held === undefined ? 0 : instancesForMemory(held);
}

const inFlightOf = (spec: Managed, { needs, demand }: OptionContext): number =>
  (demand.peakPerSecond * (serverCallMs(needs, usableOf(spec).vcpu) ?? 0)) / 1000;

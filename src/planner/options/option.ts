import type { PlanDemand } from '../../model/plan/demand.ts';
import type { CallNeeds } from '../../model/plan/needs.ts';
import type { PeakHour, PriceOrigin } from '../../model/plan/option-result.ts';
import type { Costs } from '../../model/schema/costs.ts';
import type { Commitment, PlanConstraints, PlanFile, PlanPlatform } from '../../scenario/plan/plan-file.ts';
import type { Numbers, PredictedCall } from '../needs/numbers.ts';
import type { MemoryOfOne } from '../under-load/memory.ts';
import type { SimulatedBurst } from '../under-load/simulated-burst.ts';
import type { Unpriced } from './region-prices.ts';

/** What an option is asked: one corner of the needs of a call, and the demand of one tenant, beside that of all, who share the account. */
export interface OptionContext {
  readonly needs: Numbers;
  readonly demand: PlanDemand;
  readonly ofAll: PlanDemand;
  readonly platform: PlanPlatform;
  readonly constraints: PlanConstraints;
  readonly prices: PlanFile['prices'];
  readonly commitment: Commitment;
  /** How long a request occupies its place, as a multiple of its call alone: a simulation of the peak found it. Absent: one. */
  readonly stretch?: number;
  /** Leaves out the quotas of the platform, to find the limits that remain. */
  readonly isUnlimited?: true;
}

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** What an option answers, as plain numbers. */
export interface OptionAnswer {
  readonly instances: {
    readonly average: number;
    readonly mean: number;
    readonly p50: number;
    readonly p99: number;
    readonly burst?: number;
    /** Of a record. */
    readonly most?: number;
    readonly overDay: readonly number[];
  };
  /** Mean instances at another peak rate, where simulations say more than closed forms, which have `closed`. */
  meanAt?(peakPerSecond: number, closed: number): number;
  readonly coldShare?: number;
  readonly coldShareAtPeak?: number;
  /** Share of cold starts in a record, without its bursts. */
  readonly recordedColdShare?: number;
  /** Share of the served requests of a record that find all provisioned environments busy. */
  readonly recordedOnDemandShare?: number;
  /** Absent: servers that do not carry the peak, which throttle nothing. */
  readonly throttledShare?: number;
  /** Of the requests of a burst. */
  readonly throttledInBurst?: number;
  /** New environments that a burst asks for. */
  readonly startsInBurst?: number;
  /** Absent where requests queue without end, and where it is not predicted. */
  readonly latencyMs: { readonly steady?: Percentiles; readonly burst?: Percentiles };
  /** The steady latency is of arrivals at random, although there is a record: it is too long to simulate. */
  readonly isOfRandom?: true;
  /** The time by which a share of a burst, from 0 to 1, has been answered. */
  readonly burstMs?: (share: number) => number;
  /** Allocated by one instance. */
  readonly memoryMb: number;
  /** In use by one that takes one request at a time, which it keeps until it ends. */
  readonly memoryUsedMb?: number;
  /** Of one that takes several. */
  readonly memory?: MemoryOfOne;
  /** Absent: the CPU of a call is not known. */
  readonly cpuShare?: number;
  /** CPU of all instances in ms per second: the part that the peak may use, and the whole. */
  readonly cpuBound?: { readonly instances: number; readonly msPerSecond: number; readonly mostMsPerSecond: number };
  /** CPU that the peak and its repeated bursts need, as a share of what the most instances have. */
  readonly cpuUtilization?: number;
  /** At the peak, of all instances. */
  readonly cpuUsedMsPerSecond?: number;
  /** For instances that come and go with the load: requests that each takes, and the most instances. */
  readonly atOnce?: number;
  readonly instanceLimit?: { readonly most: number; readonly ofTenant: number; readonly increase: string };
  /** Of web functions: requests per second of one endpoint, and what all tenants share. */
  readonly quotas?: {
    readonly perSecond: number;
    readonly vcpuOfOne: number;
    readonly vcpu: number;
    readonly accountPerSecond: number;
  };
  /** Of one instance, each with a pool of connections. Absent: one. */
  readonly processes?: number;
  /** How long a request occupies its place in a simulation of the peak, as a multiple of its call alone. */
  readonly stretch?: number;
  /** Requests in flight on average at the peak. */
  readonly busyAtPeak: number;
  /** The call of a function at its memory size. */
  readonly call?: PredictedCall | undefined;
  /** Of a record: requests in flight at the most, as if none were throttled. */
  readonly mostInFlight?: number;
  /** Of a record at one environment per request: when new ones start, as if none were throttled. */
  readonly startsMs?: Float64Array;
  /** What of the peak was simulated. */
  readonly peakHour?: PeakHour;
  readonly assumes: readonly string[];
}

/** The most instances of one tenant: at the peak, in a burst, or at any instant of a record. */
export const mostInstances = ({ instances: { p99, burst = 0, most = 0 } }: Pick<OptionAnswer, 'instances'>): number =>
  Math.max(p99, burst, most);

/** An answer with the figures of its simulated peak, and the ends of the intervals that the length of the simulation leaves. */
export interface SimulatedAnswer {
  readonly value: OptionAnswer;
  readonly low: OptionAnswer;
  readonly high: OptionAnswer;
}

/** Why there is no latency of the peak. */
export const notCarried = 'not simulated: its CPU does not carry the peak, so requests queue without end';

/** The closed forms, and why they are not simulated. */
export function notSimulated(answer: OptionAnswer, why: string): SimulatedAnswer {
  const value = { ...answer, assumes: [...answer.assumes, why] };
  return { value, low: value, high: value };
}

/** What a part of the month costs without and with a commitment. */
export interface CommittedPrice {
  /** Share of the price of servers, or of duration, that is left. Absent: no discount is known. */
  readonly share?: number;
  readonly words: string;
}

/** How fast a platform starts what its requests need. */
export type Starting =
  /** So much at one instant, and then `perSecond`. */
  | {
      readonly kind: 'rate';
      rate(constraints: PlanConstraints): { readonly atOnce: number; readonly perSecond: number };
      /** What is counted, and of whom. */
      readonly counts: 'environments of a function' | 'requests of all';
      readonly source: string;
    }
  | { readonly kind: 'not-published'; readonly words: string };

/** Everything that is known about a kind of option. */
export interface OptionModule<S> {
  readonly side: 'function' | 'server';
  readonly unit: 'environment' | 'instance' | 'server' | 'task';
  /** Each setting by itself: a list of memory sizes gives several. */
  each(spec: S): readonly S[];
  nameOf(spec: S): string;
  /** Names of needs without which there is no answer. */
  missing(spec: S, needs: Numbers): string[];
  answer(spec: S, context: OptionContext): OptionAnswer;
  /** The simulated peak hour of instances that take several requests at once. Undefined: they do not carry the peak, or the closed forms suffice. */
  simulatedPeak?(spec: S, answer: OptionAnswer, context: OptionContext, seed: number): SimulatedAnswer | undefined;
  /** Simulated latency, where the closed form ignores that requests wait for one another. Undefined: the closed form suffices. */
  simulated?(answer: OptionAnswer, context: OptionContext, seed: number): Percentiles | undefined;
  /** The burst, where only a simulation has it. */
  simulatedBurst?(spec: S, answer: OptionAnswer, context: OptionContext, seed: number): SimulatedBurst | undefined;
  /** Requests of a burst that the closed form of the answer throttles. Absent: only a simulation knows. */
  burstThrottled?(spec: S, context: OptionContext): number;
  /** Share of requests that are refused at the peak rate of the context. Absent: none, whatever the rate. */
  refused?(spec: S, context: OptionContext): number;
  /** Memory of one instance at the demand of the context. Absent: an instance never takes more requests at once than its memory has room for. */
  memory?(spec: S, context: OptionContext): MemoryOfOne | undefined;
  /** Undefined: a price is not known. */
  costs(spec: S, context: OptionContext): Costs | undefined;
  price(spec: S, prices: PlanFile['prices']): PriceOrigin;
  /** Of parts of the month that have another. */
  otherPrices?(
    spec: S,
    prices: PlanFile['prices'],
  ): { readonly requests?: PriceOrigin; readonly loadBalancer?: PriceOrigin };
  /** Why calls with these needs have no price in the region of the plan, although others have one. Absent: the price does not depend on the region. */
  unpriced?(spec: S, prices: PlanFile['prices'], needs: CallNeeds): Unpriced | undefined;
  committed(spec: S, commitment: Commitment): CommittedPrice;
  /** Part of the price of a server, relative to that of its instance, that is a fee: a part of the month of its own. */
  readonly feeShare?: number;
  /** Nothing of the platform spreads requests over its servers. */
  readonly needsLoadBalancer?: true;
  /** Its instances start for requests, which then wait for an init. */
  readonly startsOnDemand?: true;
  /** Prices of what AWS charges beside compute are not its prices. */
  readonly isOutsideAws?: true;
  /** Limits of Lambda apply: concurrency of the account, new environments, requests per concurrency. */
  readonly isUnderLambdaQuotas?: true;
  /** Those of web functions do. */
  readonly isUnderWebQuotas?: true;
  /** Of what starts for requests: how fast. */
  readonly starting?: Starting;
}

/** Each memory size of an option by itself; a name of several gets the size. */
export const eachMemory = <S extends { readonly name?: string | undefined; readonly memoryMb: number | number[] }>(
  spec: S,
): S[] =>
  [spec.memoryMb].flat().map((memoryMb, _, { length }) => ({
    ...spec,
    memoryMb,
    ...(spec.name !== undefined && length > 1 && { name: `${spec.name} ${memoryMb} MB` }),
  }));

import { wholeAbove } from '../../concurrency/whole.ts';
import { count, mb } from '../../text/format.ts';
import { mostOf } from './load.ts';

/** What instances have in memory that share the requests in flight. */
export interface HeldMemory {
  /** Of one without a request. */
  readonly emptyMb: number;
  /** Absent: not known, and counted as none. */
  readonly perRequestMb?: number | undefined;
  readonly hasMb: number;
  /** Requests that one takes at most. Absent: any. */
  readonly atOnce?: number;
  /** In flight at all of them: on average at the peak, and with all requests of a burst. */
  readonly atPeak: number;
  readonly inBurst?: number | undefined;
}

/** What one instance needs at the most, and what it has for it. */
export interface MemoryOfOne {
  /** With what is in flight on average at the peak. */
  readonly peakMb: number;
  readonly burstMb?: number;
  /** With what is in flight at moments of the peak, as arrivals at random have it. */
  readonly momentsMb: number;
  readonly hasMb: number;
  readonly held: HeldMemory;
}

/** Memory of one instance, where all instances share the requests evenly. */
export function memoryOf(held: HeldMemory, instances: number): MemoryOfOne {
  const { atPeak, inBurst, hasMb } = held;
  const withRequests = (requests: number) => mbWith(held, requests / instances);
  return {
    ...{ peakMb: withRequests(atPeak), momentsMb: withRequests(mostOf(atPeak)), hasMb, held },
    ...(inBurst !== undefined && { burstMb: withRequests(inBurst) }),
  };
}

/** Memory of one instance with this number of requests in flight: 100 MB, and 30 of 50 MB, are 1,600 MB. */
const mbWith = ({ emptyMb, perRequestMb = 0, atOnce = Number.POSITIVE_INFINITY }: HeldMemory, requests: number) =>
  emptyMb + perRequestMb * Math.min(requests, atOnce);

/** At the peak or in a burst, whichever is more. */
export const mostMb = ({ peakMb, burstMb = 0 }: MemoryOfOne): number => Math.max(peakMb, burstMb);

/** Memory of all instances together, with the requests in flight at the peak or in a burst that find a place. */
export function mbOfAll(held: HeldMemory, instances: number): number {
  const inFlight = Math.max(held.atPeak, held.inBurst ?? 0);
  return instances === 0 ? 0 : instances * mbWith(held, inFlight / instances);
}

/** Memory of one instance when the requests in flight grow to a multiple. */
export const mbGrown = (held: HeldMemory, instances: number, factor: number): number =>
  mbWith(held, (factor * Math.max(held.atPeak, held.inBurst ?? 0)) / instances);

/** Binary fractions make no memory too small. */
const margin = 1e-9;

export const fits = (usedMb: number, hasMb: number): boolean => usedMb <= hasMb * (1 + margin);

/** Memory that is not known is taken to fit. */
export const fitsMemory = (memory: MemoryOfOne | undefined): boolean =>
  memory === undefined || fits(mostMb(memory), memory.hasMb);

/** Requests in flight for which one has room. */
function roomOf({ emptyMb, perRequestMb = 0, hasMb, atOnce = Number.POSITIVE_INFINITY }: HeldMemory): number {
  if (!fits(emptyMb, hasMb)) return 0;
  const requests = perRequestMb === 0 ? Number.POSITIVE_INFINITY : (hasMb - emptyMb) / perRequestMb;
  return requests >= atOnce ? Number.POSITIVE_INFINITY : requests;
}

/** Share of the requests at the peak that these instances have room for. */
export const memoryShare = (held: HeldMemory, instances: number): number =>
  held.atPeak === 0 ? 1 : Math.min(1, (roomOf(held) * instances) / held.atPeak);

/** As many as have room for all that is in flight at moments of the peak, and in a burst. No number makes room where one has none for a request. */
export function instancesForMemory(held: HeldMemory): number {
  const room = roomOf(held);
  return room === 0 ? 0 : wholeAbove(Math.max(mostOf(held.atPeak), held.inBurst ?? 0) / room);
}

/** Requests per second that one instance has memory for, when each request takes `callMs`. Undefined: any rate. */
export function perSecondOfRoom(held: HeldMemory, callMs: number): number | undefined {
  const room = roomOf(held);
  return room === Number.POSITIVE_INFINITY || room === 0 || callMs === 0 ? undefined : (room * 1000) / callMs;
}

/** Whether it has memory on average, and not at moments. */
export const isShortAtMoments = (memory: MemoryOfOne): boolean =>
  fitsMemory(memory) && !fits(memory.momentsMb, memory.hasMb);

/** What the figures leave out, where it matters: arrivals at random have more in flight at moments than on average. */
export const memoryDoubts = (memory: MemoryOfOne | undefined): string[] =>
  memory === undefined || !isShortAtMoments(memory)
    ? []
    : [
        `memory is that of the ${count(memory.held.atPeak)} requests in flight on average at the peak, spread evenly; at moments ${count(mostOf(memory.held.atPeak))} take ${mb(memory.momentsMb)} of each, of ${mb(memory.hasMb)}`,
      ];

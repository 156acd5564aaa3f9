import type { RandomStreams } from '../random-streams.ts';
import { Bursts } from './bursts.ts';
import { Counted } from './counted.ts';
import { Even } from './even.ts';
import { Merged } from './merged.ts';
import { Poisson } from './poisson.ts';
import { type ArrivalSource, atLeastZero, type Stage } from './source.ts';
import { Times } from './times.ts';

/** When requests arrive. Instants are in ms from 0, rising. */
export type Arrivals =
  /** Many independent users: exponential gaps. */
  | { readonly kind: 'poisson'; readonly perSecond: number; readonly durationMs: number }
  /** The same with a rate that changes from stage to stage, such as the hours of a day. */
  | { readonly kind: 'stages'; readonly stages: readonly Stage[] }
  /** One every 1 / rate, the first at 0. */
  | { readonly kind: 'even'; readonly perSecond: number; readonly durationMs: number }
  /** `size` requests at one instant, `count` times, the first at `fromMs` (0). */
  | {
      readonly kind: 'bursts';
      readonly size: number;
      readonly count: number;
      readonly everyMs: number;
      readonly fromMs?: number;
    }
  /** Requests of each step, at random instants within it, such as counts per minute. */
  | { readonly kind: 'counts'; readonly stepMs: number; readonly counts: ArrayLike<number> }
  /** As recorded. `serviceMs`: how long the call of each request takes, in place of the platform's `call`. Without `durationMs`: until the last request. */
  | {
      readonly kind: 'times';
      readonly atMs: Iterable<number>;
      readonly serviceMs?: ArrayLike<number>;
      readonly durationMs?: number;
    }
  /** All of these. */
  | { readonly kind: 'merged'; readonly of: readonly Arrivals[] }
  /** Those of tenants that share no environment, one for each. */
  | { readonly kind: 'tenants'; readonly of: readonly Arrivals[] };

/** @throws {RangeError} For a negative rate, duration or count. */
export function arrivalSource(arrivals: Arrivals, streams: RandomStreams): ArrivalSource {
  switch (arrivals.kind) {
    case 'poisson':
      return new Poisson([{ durationMs: arrivals.durationMs, perSecond: arrivals.perSecond }], streams.next());
    case 'stages':
      return new Poisson(arrivals.stages, streams.next());
    case 'even':
      return new Even(arrivals);
    case 'bursts':
      return new Bursts(arrivals);
    case 'counts':
      return new Counted(arrivals, streams.next());
    case 'times':
      return new Times(arrivals);
    case 'merged':
    case 'tenants':
      return new Merged(
        arrivals.of.map((each) => arrivalSource(each, streams)),
        arrivals.kind === 'tenants',
      );
  }
}

/** How long requests arrive. Undefined: until the last of a recording. */
export function durationOf(arrivals: Arrivals): number | undefined {
  switch (arrivals.kind) {
    case 'poisson':
    case 'even':
      return atLeastZero(arrivals.durationMs, 'a duration');
    case 'stages':
      return arrivals.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
    case 'bursts':
      return (arrivals.fromMs ?? 0) + arrivals.count * arrivals.everyMs;
    case 'counts':
      return arrivals.stepMs * arrivals.counts.length;
    case 'times':
      return arrivals.durationMs;
    case 'merged':
    case 'tenants': {
      const all = arrivals.of.map(durationOf);
      return all.includes(undefined) ? undefined : Math.max(0, ...all.map((ms) => ms ?? 0));
    }
  }
}

/** Tenants of which requests arrive: 1 if they share all environments. */
export const tenantsOf = (arrivals: Arrivals): number => (arrivals.kind === 'tenants' ? arrivals.of.length : 1);

import { optional } from '../model/optional.ts';
import type { ClientHealth } from '../model/run-result.ts';
import type { Observation } from './observation.ts';

/** How the generator itself did: the worst of the repeats, and sums where a sum is meant. */
export function assembleClient({ spread, repeats }: Observation): ClientHealth {
  const healths = repeats.map(({ health }) => health);
  const delays = healths.flatMap(({ eventLoopDelayMs }) => eventLoopDelayMs ?? []);
  const utilizations = healths.flatMap(({ eventLoopUtilization }) => eventLoopUtilization ?? []);
  const cpus = healths.flatMap(({ cpuMs }) => cpuMs ?? []);
  const gcs = healths.flatMap(({ gc }) => gc ?? []);
  return {
    ...spread.finish(),
    ...optional(
      'eventLoopDelayMs',
      whenAny(delays, () => ({ p99: max(delays, 'p99'), max: max(delays, 'max') })),
    ),
    ...optional(
      'eventLoopUtilization',
      whenAny(utilizations, () => Math.max(...utilizations)),
    ),
    ...optional(
      'cpuMs',
      whenAny(cpus, () => cpus.reduce((a, b) => a + b)),
    ),
    ...optional(
      'gc',
      whenAny(gcs, () => ({ count: sum(gcs, 'count'), totalMs: sum(gcs, 'totalMs'), maxMs: max(gcs, 'maxMs') })),
    ),
  };
}

const whenAny = <T>(values: readonly unknown[], make: () => T): T | undefined =>
  values.length === 0 ? undefined : make();

const max = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  Math.max(...items.map((item) => item[key]));

const sum = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  items.reduce((total, item) => total + item[key], 0);

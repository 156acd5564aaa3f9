import { optional } from '../../model/optional.ts';
import type { ClientHealth } from '../../model/schema/client/client-health.ts';
import type { WorkerResult } from '../../model/schema/client/workers.ts';
import { hostOverRepeats, withConnections } from '../../stats/machine/host-over-repeats.ts';
import type { Observation } from '../observe/observation.ts';
import { highestOf, measuredOf, totalOf } from './over-repeats.ts';

/** Measurements of the generator: the worst repeat, or the sum for totals. */
export function assembleClient({ spread, repeats, workers }: Observation, peakInFlight: number): ClientHealth {
  const healths = repeats.map(({ health }) => health);
  const delays = measuredOf(healths, ({ eventLoopDelayMs }) => eventLoopDelayMs);
  const gcs = measuredOf(healths, ({ gc }) => gc);
  const host = hostOverRepeats(measuredOf(healths, (health) => health.host));
  return {
    ...spread.finish(),
    ...optional(
      'workers',
      workers?.map((worker) => withPeak(worker, peakInFlight / firedOf(workers))),
    ),
    ...(delays.length > 0 && { eventLoopDelayMs: { p99: highest(delays, 'p99'), max: highest(delays, 'max') } }),
    ...optional(
      'eventLoopUtilization',
      highestOf(healths, ({ eventLoopUtilization }) => eventLoopUtilization),
    ),
    ...optional(
      'cpuMs',
      totalOf(healths, ({ cpuMs }) => cpuMs),
    ),
    ...optional('host', host && withConnections(host, peakInFlight)),
    ...(gcs.length > 0 && {
      gc: { count: total(gcs, 'count'), totalMs: total(gcs, 'totalMs'), maxMs: highest(gcs, 'maxMs') },
    }),
  };
}

const firedOf = (workers: readonly WorkerResult[]): number =>
  Math.max(1, workers.filter(({ samplesReceived }) => samplesReceived > 0).length);

/** Segments are alike, so the peak of each is taken for its share of that of all. */
const withPeak = (worker: WorkerResult, share: number): WorkerResult => ({
  ...worker,
  ...optional('host', worker.host && withConnections(worker.host, Math.ceil(share))),
});

const highest = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  Math.max(...items.map((item) => item[key]));

const total = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  items.reduce((sum, item) => sum + item[key], 0);

import { optional } from '../../model/optional.ts';
import type { ClientHealth, HostUse } from '../../model/schema/client/client-health.ts';
import type { Observation } from '../observe/observation.ts';
import { highestOf, measuredOf, totalOf } from './over-repeats.ts';

/** Measurements of the generator: the worst repeat, or the sum for totals. */
export function assembleClient({ spread, repeats, workers }: Observation, peakInFlight: number): ClientHealth {
  const healths = repeats.map(({ health }) => health);
  const delays = measuredOf(healths, ({ eventLoopDelayMs }) => eventLoopDelayMs);
  const gcs = measuredOf(healths, ({ gc }) => gc);
  const hosts = measuredOf(healths, ({ host }) => host);
  return {
    ...spread.finish(),
    ...optional('workers', workers && [...workers]),
    ...(delays.length > 0 && { eventLoopDelayMs: { p99: highest(delays, 'p99'), max: highest(delays, 'max') } }),
    ...optional(
      'eventLoopUtilization',
      highestOf(healths, ({ eventLoopUtilization }) => eventLoopUtilization),
    ),
    ...optional(
      'cpuMs',
      totalOf(healths, ({ cpuMs }) => cpuMs),
    ),
    ...(hosts.length > 0 && { host: assembleHost(hosts, peakInFlight) }),
    ...(gcs.length > 0 && {
      gc: { count: total(gcs, 'count'), totalMs: total(gcs, 'totalMs'), maxMs: highest(gcs, 'maxMs') },
    }),
  };
}

/** The busiest repeat, and the counts of all. */
function assembleHost(hosts: readonly HostUse[], peakInFlight: number): HostUse {
  const openFiles = fullest(measuredOf(hosts, (host) => host.openFiles));
  const ports = fullest(measuredOf(hosts, (host) => host.ports));
  const host: HostUse = {
    // After the load its connections are closed. At the peak, each request in flight had one.
    ...optional('openFiles', openFiles && { ...openFiles, used: openFiles.used + peakInFlight }),
    // The connections are then in TIME_WAIT, so both numbers count the same ports.
    ...optional('ports', ports && { ...ports, used: Math.max(ports.used, peakInFlight) }),
  };
  const shares = (['cpuShare', 'stealShare'] as const).map((key) =>
    optional(
      key,
      highestOf(hosts, (one) => one[key]),
    ),
  );
  const counts = (['listenOverflows', 'synRetransmits', 'retransmits'] as const).map((key) =>
    optional(
      key,
      totalOf(hosts, (one) => one[key]),
    ),
  );
  return Object.assign({}, ...shares, ...counts, host);
}

type Headroom = NonNullable<HostUse['openFiles']>;

const fullest = (all: readonly Headroom[]): Headroom | undefined =>
  all.toSorted((a, b) => b.used / b.limit - a.used / a.limit)[0];

const highest = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  Math.max(...items.map((item) => item[key]));

const total = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  items.reduce((sum, item) => sum + item[key], 0);

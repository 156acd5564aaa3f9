import { optional } from '../../model/optional.ts';
import type { ClientHealth, HostUse } from '../../model/schema/client-health.ts';
import type { Observation } from '../observe/observation.ts';

/** Measurements of the generator: the worst repeat, or the sum for totals. */
export function assembleClient({ spread, repeats }: Observation, peakInFlight: number): ClientHealth {
  const healths = repeats.map(({ health }) => health);
  const delays = healths.flatMap(({ eventLoopDelayMs }) => eventLoopDelayMs ?? []);
  const utilizations = healths.flatMap(({ eventLoopUtilization }) => eventLoopUtilization ?? []);
  const cpus = healths.flatMap(({ cpuMs }) => cpuMs ?? []);
  const gcs = healths.flatMap(({ gc }) => gc ?? []);
  const hosts = healths.flatMap(({ host }) => host ?? []);
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
      'host',
      whenAny(hosts, () => assembleHost(hosts, peakInFlight)),
    ),
    ...optional(
      'gc',
      whenAny(gcs, () => ({ count: sum(gcs, 'count'), totalMs: sum(gcs, 'totalMs'), maxMs: max(gcs, 'maxMs') })),
    ),
  };
}

/** The busiest repeat, and the counts of all. */
function assembleHost(hosts: readonly HostUse[], peakInFlight: number): HostUse {
  const values = (key: CounterKey) => hosts.flatMap((host) => host[key] ?? []);
  const highest = (key: CounterKey) => whenAny(values(key), () => Math.max(...values(key)));
  const total = (key: CounterKey) => whenAny(values(key), () => values(key).reduce((a, b) => a + b));
  const openFiles = fullest(hosts.flatMap((host) => host.openFiles ?? []));
  const ports = fullest(hosts.flatMap((host) => host.ports ?? []));
  return {
    ...optional('cpuShare', highest('cpuShare')),
    ...optional('stealShare', highest('stealShare')),
    ...optional('listenOverflows', total('listenOverflows')),
    ...optional('synRetransmits', total('synRetransmits')),
    ...optional('retransmits', total('retransmits')),
    // After the load its connections are closed. At the peak, each request in flight had one.
    ...optional('openFiles', openFiles && { ...openFiles, used: openFiles.used + peakInFlight }),
    // The connections are then in TIME_WAIT, so both numbers count the same ports.
    ...optional('ports', ports && { ...ports, used: Math.max(ports.used, peakInFlight) }),
  };
}

type CounterKey = Exclude<keyof HostUse, 'openFiles' | 'ports'>;
type Headroom = NonNullable<HostUse['openFiles']>;

const fullest = (all: readonly Headroom[]): Headroom | undefined =>
  all.toSorted((a, b) => b.used / b.limit - a.used / a.limit)[0];

const whenAny = <T>(values: readonly unknown[], make: () => T): T | undefined =>
  values.length === 0 ? undefined : make();

const max = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  Math.max(...items.map((item) => item[key]));

const sum = <K extends string>(items: readonly Record<K, number>[], key: K): number =>
  items.reduce((total, item) => total + item[key], 0);

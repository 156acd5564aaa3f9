import { optional } from '../../model/optional.ts';
import type { HostUse } from '../../model/schema/client/host-use.ts';

/** The busiest repeat, and the counts of all. Undefined of none. */
export function hostOverRepeats(hosts: readonly HostUse[]): HostUse | undefined {
  if (hosts.length === 0) return undefined;
  const valuesOf = <K extends keyof HostUse>(key: K) =>
    hosts.map((host) => host[key]).filter((value): value is NonNullable<HostUse[K]> => value !== undefined);
  const shares = (['cpuShare', 'stealShare'] as const).map((key) => optional(key, highest(valuesOf(key))));
  const counts = (['listenOverflows', 'synRetransmits', 'retransmits'] as const).map((key) =>
    optional(key, total(valuesOf(key))),
  );
  const rooms = (['openFiles', 'ports'] as const).map((key) => optional(key, fullest(valuesOf(key))));
  return Object.assign({}, ...shares, ...counts, ...rooms);
}

/**
 * With the connections of the load: those that it closed are in TIME_WAIT, so both numbers of ports count the same ones.
 * @param inFlight requests at the peak, each of which had a connection
 */
export const withConnections = ({ openFiles, ports, ...host }: HostUse, inFlight: number): HostUse => ({
  ...host,
  ...optional('openFiles', openFiles && { ...openFiles, used: openFiles.used + inFlight }),
  ...optional('ports', ports && { ...ports, used: Math.max(ports.used, inFlight) }),
});

const highest = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values);

const total = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);

type Headroom = NonNullable<HostUse['openFiles']>;

const fullest = (all: readonly Headroom[]): Headroom | undefined =>
  all.toSorted((a, b) => b.used / b.limit - a.used / a.limit)[0];

import { readdirSync } from 'node:fs';
import { optional } from '../../model/optional.ts';
import type { HostUse } from '../../model/schema/client/host-use.ts';
import { readLimits } from './limits.ts';
import { readProc } from './proc.ts';

/** Counters of the whole host since it started, and what is left of its limits. Absent where there is no /proc. */
export interface HostCounters {
  /** Ticks of all CPUs, by what they did; `man 5 proc_stat`. */
  readonly cpu?: { readonly busy: number; readonly stolen: number; readonly total: number };
  /** Connections refused because an accept queue was full. */
  readonly listenOverflows?: number;
  /** SYNs sent again: each is a connection that took 1 s longer. */
  readonly synRetransmits?: number;
  readonly retransmits?: number;
  readonly openFiles?: HostUse['openFiles'];
  /** Those in TIME_WAIT. */
  readonly ports?: HostUse['ports'];
}

export function readHost(): HostCounters {
  const counters = hostCounters({
    stat: readProc('/proc/stat'),
    netstat: readProc('/proc/net/netstat'),
    snmp: readProc('/proc/net/snmp'),
  });
  const { openFiles, ephemeralPorts } = readLimits();
  return {
    ...counters,
    ...optional('openFiles', headroom(openFilesNow(), openFiles)),
    ...optional('ports', headroom(timeWaitIn(readProc('/proc/net/sockstat')), ephemeralPorts)),
  };
}

type ProcTexts = { readonly [File in 'stat' | 'netstat' | 'snmp']: string | undefined };

export const hostCounters = ({ stat, netstat, snmp }: ProcTexts): HostCounters => ({
  ...optional('cpu', cpuTicks(stat)),
  ...optional('listenOverflows', counter(netstat, 'TcpExt', 'ListenOverflows')),
  ...optional('synRetransmits', counter(netstat, 'TcpExt', 'TCPSynRetrans')),
  ...optional('retransmits', counter(snmp, 'Tcp', 'RetransSegs')),
});

const headroom = (used: number | undefined, limit: number | undefined): HostUse['openFiles'] =>
  used === undefined || limit === undefined ? undefined : { used, limit };

function openFilesNow(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    // No /proc: not measured.
    return undefined;
  }
}

/** `TCP: inuse 9 orphan 0 tw 12 alloc 9 mem 3`: a connection that this side has closed keeps its port for a minute. */
export function timeWaitIn(sockstat: string | undefined): number | undefined {
  const count = sockstat?.match(/^TCP: .*\btw (\d+)/m)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** What the host did between two readings, and how it stood at the second. */
export function hostUse(before: HostCounters, after: HostCounters): HostUse {
  const [from, to] = [before.cpu, after.cpu];
  const total = from && to ? to.total - from.total : 0;
  return {
    ...(from && to && total > 0 && { cpuShare: (to.busy - from.busy) / total }),
    ...(from && to && total > 0 && { stealShare: (to.stolen - from.stolen) / total }),
    ...optional('listenOverflows', difference(before.listenOverflows, after.listenOverflows)),
    ...optional('synRetransmits', difference(before.synRetransmits, after.synRetransmits)),
    ...optional('retransmits', difference(before.retransmits, after.retransmits)),
    ...optional('openFiles', after.openFiles),
    ...optional('ports', after.ports),
  };
}

const difference = (before: number | undefined, after: number | undefined): number | undefined =>
  before === undefined || after === undefined ? undefined : after - before;

/** `cpu user nice system idle iowait irq softirq steal guest guest_nice`; guest time is in user time already. */
function cpuTicks(stat: string | undefined): HostCounters['cpu'] {
  const fields = stat
    ?.match(/^cpu +(.*)$/m)?.[1]
    ?.split(' ')
    .map(Number);
  if (fields === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, stolen = 0] = fields;
  const busy = user + nice + system + irq + softirq + stolen;
  return { busy, stolen, total: busy + idle + iowait };
}

/** These files have a line of names and a line of values for each protocol. */
function counter(text: string | undefined, protocol: string, name: string): number | undefined {
  const [names, values] = (text ?? '').split('\n').filter((line) => line.startsWith(`${protocol}: `));
  const value = values?.split(' ')[names?.split(' ').indexOf(name) ?? -1];
  return value === undefined ? undefined : Number(value);
}

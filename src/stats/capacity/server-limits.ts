import { optional } from '../../model/optional.ts';
import type { Costs } from '../../model/schema/costs.ts';
import { type Demand, reservedConcurrencyFor } from './busy-environments.ts';

/** What a run knows of a server beside its costs. */
export interface LimitedServers {
  readonly servers: NonNullable<Costs['servers']>;
  /** At the demand, the spare ones not counted. */
  readonly running: number;
  /** Median service time. Absent: nothing was answered. */
  readonly requestMs?: number | undefined;
  /** Most requests that the one server of the run had at once. */
  readonly measuredAtOnce: number;
  /** Of one server: its peak in the run, and what it has. Absent: not measured. */
  readonly memory?: { readonly peakMb: number; readonly allocatedMb: number } | undefined;
  /** Downstream connections of the server of the run, and how many the downstream allows. Absent: not known. */
  readonly connections?: { readonly peak: number; readonly allowed: number } | undefined;
}

/** One limit of the servers that run at the demand. */
export interface ServerLimit {
  readonly name: 'CPU' | 'memory of one' | 'connections';
  readonly allows: number;
  readonly unit: 'requests/s' | 'MB' | 'connections';
  /** What the demand needs, in the same unit. Absent: the demand has more requests at once than the run had, so nobody knows. */
  readonly used?: number;
  /** Absent: does not grow with the rate in a way that the run knows. */
  readonly reachedAtPerSecond?: number;
  /** The arithmetic. */
  readonly formula: string;
}

/** Every limit whose inputs are known. */
export function serverLimits(limited: LimitedServers, demand: Demand): ServerLimit[] {
  const { servers, running, memory, connections } = limited;
  const { capacityPerSecond } = servers;
  const wasMeasured = atOnceOfEach(limited, demand) <= limited.measuredAtOnce;
  const limits: (ServerLimit | undefined)[] = [
    capacityPerSecond === undefined
      ? undefined
      : {
          ...{ name: 'CPU', allows: running * capacityPerSecond, unit: 'requests/s', used: demand.perSecond },
          reachedAtPerSecond: running * capacityPerSecond,
          formula: 'servers * usable vCPU * targetUtilization / CPU per request',
        },
    memory && {
      ...{ name: 'memory of one', allows: memory.allocatedMb, unit: 'MB' },
      ...optional('used', wasMeasured ? memory.peakMb : undefined),
      formula: 'memory.peak.rssMb, with at least as many requests at once',
    },
    connections && {
      ...{ name: 'connections', allows: connections.allowed, unit: 'connections' },
      ...optional('used', wasMeasured ? running * connections.peak : undefined),
      formula: 'servers * downstream.peakConnections, with at least as many requests at once',
    },
  ];
  return limits.filter((limit) => limit !== undefined);
}

/** Requests that each server has at once: the upper end of the band of the rate, or its mean and the burst, spread evenly. */
function atOnceOfEach({ running, requestMs }: LimitedServers, demand: Demand): number {
  return requestMs === undefined ? Number.POSITIVE_INFINITY : reservedConcurrencyFor(demand, requestMs) / running;
}

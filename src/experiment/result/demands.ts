import type { PlatformAccount } from '../../launch/running-target.ts';
import type { Measures } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { Demands } from '../../model/schema/demands.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { type CallDemand, memoryOfEnvironments, severalThreadsOf, summarizedDemands } from '../../stats/demands.ts';
import { hiddenWaitShare } from '../../stats/machine/hidden-waiting.ts';
import { quietLoopMs, referenceOf } from '../../stats/reference.ts';
import type { Observation } from '../observe/observation.ts';
import { totalOf } from './over-repeats.ts';

export interface MeasuredNeeds {
  readonly calls: readonly CallDemand[];
  readonly leftOut: Demands['leftOut'];
  readonly measures: Measures;
  /** Of the whole load, rather than of a phase. */
  readonly isWhole: boolean;
  /** Quiet loop of the run. */
  readonly calmestLoopMs?: number | undefined;
}

/** Absent if the CPU of no call is known. A process that several calls share has its CPU for the whole load only. */
export function assembleDemands(
  { cpuSpeed }: Pick<Scenario, 'cpuSpeed'>,
  seen: Observation,
  { calls, leftOut, measures, isWhole, calmestLoopMs }: MeasuredNeeds,
): Demands | undefined {
  const alone = calls.length > 0 || leftOut !== undefined;
  const needs = alone ? summarizedDemands(calls) : isWhole ? sharedNeeds(seen, measures) : {};
  if (needs.call === undefined && leftOut === undefined) return undefined;
  const memory = alone ? memoryOfCalls(seen.accounts) : memoryOfServer(seen, measures);
  return {
    ...needs,
    ...optional('leftOut', leftOut),
    ...optional('severalThreads', severalThreadsOf(calls)),
    ...optional('hiddenWaitShare', hiddenWaitShare(calls, calmWaits(seen))),
    ...optional('memory', isWhole ? memory : undefined),
    ...optional('reference', referenceOf(loopsOf(seen), calmestLoopMs)),
    cpuSpeed,
  };
}

const loopsOf = ({ repeats }: Observation) => repeats.flatMap(({ reference }) => reference ?? []);

/** Neighbors that were busy before one target may not have been before another. */
export function calmestLoopMs(seen: readonly Observation[]): number | undefined {
  const loops = seen.flatMap((one) => quietLoopMs(loopsOf(one)) ?? []);
  return loops.length === 0 ? undefined : Math.min(...loops);
}

const calmWaits = ({ probe }: Observation) =>
  probe && { init: probe.init.waitMs, cold: probe.coldCall.waitMs, warm: probe.warmCall.waitMs };

/** The mean of a call: the CPU of the processes during the load, by the requests that they answered, whatever the status. */
function sharedNeeds({ repeats }: Observation, { requests, environments }: Measures): Partial<Demands> {
  const count = requests.answered + requests.throttled + requests.failures.httpError;
  const cpuMs = totalOf(repeats, (repeat) => repeat.serverCpuMs) ?? totalOf(repeats, activeCpuMs);
  if (cpuMs === undefined || count === 0) return {};
  const mean = cpuMs / count;
  const [only, ...others] = environments.list;
  const isOnly = only !== undefined && others.length === 0;
  return {
    call: { cpuMs: { count, mean } },
    ...(isOnly && { perInstance: [{ instanceId: only.instanceId, calls: count, cpuMs: mean }] }),
  };
}

/** Of environments that take several requests at once; undefined if that of one is unknown. */
function activeCpuMs({ account }: Observation['repeats'][number]): number | undefined {
  const lives = account?.activeCpu ?? [];
  if (account?.incomplete !== undefined || lives.length === 0) return undefined;
  return lives.every(({ record }) => record.cpuMs !== undefined)
    ? totalOf(lives, ({ record }) => record.cpuMs)
    : undefined;
}

const memoryOfCalls = (accounts: readonly PlatformAccount[]): Demands['memory'] =>
  memoryOfEnvironments(
    accounts.flatMap(({ environmentEvents }) => environmentEvents),
    accounts.flatMap(({ invocations }) => invocations),
  );

/** Each request in flight has an equal part of what the load added. */
function memoryOfServer({ repeats }: Observation, { peakInFlight }: Measures): Demands['memory'] {
  const [{ idle, peak } = {}] = repeats;
  if (idle?.rssMb === undefined || peak?.rssMb === undefined || peakInFlight === 0) return undefined;
  const perRequestMb = Math.max(0, peak.rssMb - idle.rssMb) / peakInFlight;
  return { basePerEnvironmentMb: idle.rssMb, perRequestMb };
}

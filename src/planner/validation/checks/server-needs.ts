import { UserError } from '../../../model/errors.ts';
import type { Arrivals } from '../../../simulator/arrivals/arrivals.ts';
import type { Histogram } from '../../../simulator/statistics/histogram.ts';
import { latencyOfServers } from '../../under-load/simulated-servers.ts';
import { cpuMsIn, dueIn, phaseIn, type SeenRun } from './check.ts';

/** Requests of a burst to learn from. */
export const batch = 10;
/** About a second of them. */
const burstsOfGroup = 10;

export interface ServerNeeds {
  readonly cpuMs: number;
  readonly wakeShare: number;
  readonly waitMs: number;
  /** Share of `cpuMs` before the waiting. */
  readonly beforeWait: number;
  /** Share of a CPU at which they were learned. */
  readonly utilization: number;
  /** Standard deviation of `cpuMs` from one second to another, as a share: the speed of the CPU drifts. */
  readonly drift: number;
}

/**
 * CPU of a phase per call: a + s * the time per call for which the loop was blocked, with a, the CPU of a call, and s, that of waking up as a
 * share of the time before. Two phases give both. In bursts the loop runs one call after another, as it does where it has much to do; at a low
 * rate it is blocked before each.
 * @param workMs CPU of a call by its workload, all of it before its waiting
 */
export function learnedOfServer(run: SeenRun, workMs: number): ServerNeeds {
  const [batches, steady] = [useOf(run, 'batches'), useOf(run, 'steady')];
  const loneMs = phaseIn(run, 'steady').latencyMs.serviceTime.all?.p50 ?? notMeasured('latency', 'steady');
  const moreBlockedMs = steady.blockedMs - batches.blockedMs;
  const wakeShare = moreBlockedMs > 0 ? Math.max(0, steady.cpuMs - batches.cpuMs) / moreBlockedMs : 0;
  const cpuMs = batches.cpuMs - wakeShare * batches.blockedMs;
  // Half of what a call needs beside its work is taken to read the request, and half to answer.
  const beforeWait = 1 - Math.max(0, cpuMs - workMs) / (2 * cpuMs);
  // Of waiting all but the CPU of a call, and then less by what is too long at the low rate: wakes, and calls that wait for one another.
  const atMostMs = Math.max(0, loneMs - cpuMs);
  const arrivals = { kind: 'times', atMs: dueIn(run, 'steady') } as const;
  const simulatedMs =
    latencyOf({ cpuMs, wakeShare, beforeWait, waitMs: atMostMs }, arrivals, 1).percentile(50) ?? loneMs;
  const waitMs = Math.max(0, atMostMs + loneMs - simulatedMs);
  return { cpuMs, wakeShare, beforeWait, waitMs, utilization: steady.utilization, drift: driftOf(run) };
}

/**
 * Calls per second that use a share of a CPU, a whole number. The loop is blocked for the rest of the time, so share = (a + s * blocked) * rate
 * with blocked = (1 - share) / rate.
 */
export const rateAt = (share: number, { cpuMs, wakeShare }: Pick<ServerNeeds, 'cpuMs' | 'wakeShare'>): number =>
  Math.max(1, Math.round((1000 * (share - wakeShare * (1 - share))) / cpuMs));

/**
 * CPU and blocked time per call.
 * @throws {UserError} `not-learned` where they were not measured
 */
export function useOf(run: SeenRun, name: string) {
  const { startedAtMs, finishedAtMs, requests } = phaseIn(run, name);
  const allMs = cpuMsIn(run, name);
  if (allMs === undefined || requests.answered === 0) return notMeasured('CPU of the server', name);
  const lengthMs = finishedAtMs - startedAtMs;
  return {
    cpuMs: allMs / requests.answered,
    blockedMs: Math.max(0, lengthMs - allMs) / requests.answered,
    utilization: allMs / lengthMs,
  };
}

/**
 * In a burst one answer follows another by the CPU of a call, in time, since the process has a CPU of its own. Standard deviation of this over
 * groups of bursts, as a share of its mean; 0 for a single group.
 */
export function driftOf(run: SeenRun): number {
  const answeredAtMs = run.samples
    .filter(({ phase }) => phase === 'batches')
    .map(({ completedAtMs }) => completedAtMs)
    .sort((one, other) => one - other);
  // A burst begins after the last answer of the one before.
  const spans = groupsOf(batch, answeredAtMs).map((each) => ((each.at(-1) ?? 0) - (each[0] ?? 0)) / (batch - 1));
  const means = groupsOf(burstsOfGroup, spans).map(meanOf);
  if (means.length < 2) return 0;
  const mean = meanOf(means);
  return Math.sqrt(means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (means.length - 1)) / mean;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Complete ones. */
const groupsOf = <T>(size: number, values: readonly T[]): T[][] =>
  Array.from({ length: Math.floor(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );

function notMeasured(what: string, phase: string): never {
  throw new UserError(
    'not-learned',
    `the ${what} was not measured in the phase ${phase}: use a machine with Linux, whose /proc has it, and run the check again`,
  );
}

/** The built-in workload computes, waits on a timer, and answers. */
export const latencyOf = (
  { cpuMs, waitMs, wakeShare, beforeWait }: Pick<ServerNeeds, 'cpuMs' | 'waitMs' | 'wakeShare' | 'beforeWait'>,
  arrivals: Arrivals,
  seed: number,
): Histogram =>
  latencyOfServers({
    ...{ needs: { cpuMs, waitMs, spread: { p50: 1 } }, processes: 1 },
    loopUse: { beforeWait, waitsBy: 'timer', wakeShare },
    ...{ arrivals, seed },
  });

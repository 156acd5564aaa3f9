import { vcpusAt } from '../../concurrency/cpu-share.ts';
import { phaseModules } from '../../load/phase-modules.ts';
import { vcpusNotEnforced } from '../../model/platform/command.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import { withoutAnswer } from '../../stats/request-counts.ts';
import { limit } from './limits.ts';
import { present, type Reason, reasonFor } from './reason.ts';

/** What this machine added to the figures, or left out of them. */
export const contentionReasons = (target: TargetResult): Reason[] =>
  present([
    contentionReason(target),
    countsReason(target),
    projectionReason(target),
    threadsReason(target),
    leftOutReason(target),
    cpuShareReason(target),
    serverSizeReason(target),
  ]);

function contentionReason(target: TargetResult): Reason | undefined {
  const share = queuedShare(target);
  if (share <= limit.highestQueueShare) return undefined;
  const counts = doCountsHold(target) ? 'hold' : target.phases.some(isOpen) ? 'grow' : 'unknown';
  const isProjected = target.projected !== undefined && projectionReason(target) === undefined;
  return reasonFor('cpu-contention', { target: target.name, share, counts, isProjected });
}

/** Of the time of the calls whose CPU is known, the part in which they were ready to run and had no CPU. */
function queuedShare({ utilization }: Pick<TargetResult, 'utilization'>): number {
  if (utilization?.cpuQueueMs === undefined) return 0;
  const { cpuQueueMs, billedMs, startDelayMs = 0 } = utilization;
  return (cpuQueueMs + startDelayMs) / (billedMs + startDelayMs);
}

const isOpen = ({ kind }: PhaseResult): boolean => phaseModules[kind].shape === 'due';

/**
 * A burst needs an environment for each of its requests, however long they take, as long as all are answered and no call ends before the
 * last one is sent. In all other loads, longer calls overlap more.
 */
const doCountsHold = (target: TargetResult): boolean =>
  target.phases.every(({ kind }) => ['rounds', 'idle'].includes(phaseModules[kind].shape)) &&
  withoutAnswer(target.requests) === 0 &&
  !hasFailedInits(target) &&
  target.phases.every((phase) => !isOff(phase, 0));

const hasFailedInits = ({ environments: { failedInits } }: TargetResult): boolean =>
  (failedInits?.timedOut ?? 0) + (failedInits?.failed ?? 0) > 0;

interface ContendedCounts {
  readonly phase: string;
  readonly measured: number;
  readonly projected: number;
}

/** The phase of an open load whose measured environments are furthest from the projected ones, as the machine was short of CPU. */
export function contendedCounts(target: TargetResult): ContendedCounts | undefined {
  const isContended = (phase: PhaseResult) =>
    Math.max(queuedShare(target), queuedShare(phase)) > limit.highestQueueShare;
  const off = target.phases.filter(
    (phase) => isOpen(phase) && isContended(phase) && isOff(phase, limit.mostCountDifference),
  );
  const [worst] = off
    .map(({ name, environments, projected }) => ({
      ...{ phase: name, measured: environments.distinct ?? 0, projected: projected?.environments ?? 0 },
    }))
    .sort((a, b) => difference(b) - difference(a));
  return worst;
}

/** By more than this share of the projected count, and by more than one environment, which the timing of one call decides. */
function isOff({ environments, projected }: PhaseResult, share: number): boolean {
  if (projected?.environments === undefined || environments.distinct === undefined) return false;
  const counts = { measured: environments.distinct, projected: projected.environments };
  return difference(counts) > Math.max(1, share * counts.projected);
}

const difference = ({ measured, projected }: Pick<ContendedCounts, 'measured' | 'projected'>): number =>
  Math.abs(measured - projected);

function countsReason(target: TargetResult): Reason | undefined {
  const counts = contendedCounts(target);
  return counts && reasonFor('contended-counts', { target: target.name, ...counts });
}

function projectionReason({ name: target, projected, demands }: TargetResult): Reason | undefined {
  if (projected === undefined || projected.fromProbe) return undefined;
  const share = demands?.hiddenWaitShare ?? 0;
  return share > limit.highestProjectedErrorShare ? reasonFor('projection-contended', { target, share }) : undefined;
}

function threadsReason({ name: target, demands, projected }: TargetResult): Reason | undefined {
  const { calls = 0 } = demands?.severalThreads ?? {};
  const share = projected?.threadsOverlapShare ?? 0;
  if (share <= limit.highestProjectedErrorShare) return undefined;
  return reasonFor('several-threads', { target, calls, allCalls: demands?.call?.cpuMs.count ?? 0, share });
}

function leftOutReason({ name: target, demands }: TargetResult): Reason | undefined {
  const { timedOut = 0, repeatedInit = 0, ended = 0 } = demands?.leftOut ?? {};
  const leftOut = timedOut + repeatedInit + ended;
  const calls = leftOut + (demands?.call?.cpuMs.count ?? 0);
  if (leftOut <= limit.highestUnansweredShare * calls) return undefined;
  return reasonFor('calls-left-out', { target, calls, timedOut, repeatedInit, ended });
}

/** At one vCPU and more, a call of one thread runs as fast with its share enforced as without. */
function cpuShareReason({ name: target, enforced, billing, projected }: TargetResult): Reason | undefined {
  if (enforced?.cpu !== 'none' || billing === undefined) return undefined;
  const memoryMb = Math.round((1024 * 1000 * billing.gbSeconds) / billing.billedMs);
  const vcpus = vcpusAt(memoryMb, 'call');
  if (vcpus >= 1) return undefined;
  const why = enforced.why.filter((text) => text.includes('CPU'));
  const facts = { target, memoryMb, vcpus, why, isProjected: projected !== undefined };
  return reasonFor('cpu-share-not-enforced', facts);
}

/** Where this machine has no more CPUs than the server, nothing had to hold it back. */
function serverSizeReason({ name: target, enforced, billing }: TargetResult): Reason | undefined {
  if (enforced?.cpu !== 'none' || billing !== undefined) return undefined;
  const why = enforced.why.filter((text) => text.startsWith(vcpusNotEnforced));
  return why.length === 0 ? undefined : reasonFor('server-size-not-enforced', { target, why });
}

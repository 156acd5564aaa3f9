import { vcpusAt } from '../../concurrency/cpu-share.ts';
import { optional } from '../../model/optional.ts';
import type { Figure } from '../../model/plan/figure.ts';
import type { CallNeeds, CallSpread } from '../../model/plan/needs.ts';

/** What a call needs as plain numbers: one corner of the intervals of its inputs. */
export interface Numbers {
  readonly cpuMs?: number;
  readonly waitMs?: number;
  readonly callMs?: { readonly ms: number; readonly memoryMb: number };
  readonly initMs?: number;
  readonly initCpuMs?: number;
  readonly startBilledMs?: number;
  readonly paidRestoreShare?: number;
  readonly baseMb?: number;
  readonly besideMb?: number;
  readonly perRequestMb?: number;
  readonly usedMb?: number;
  readonly connections?: number;
  readonly spread: CallSpread;
  /** Where in its interval each input is, by its name and its interval: an input of both sides is at the same end of both. */
  readonly ends?: Readonly<Record<string, End>>;
}

type End = 'value' | 'low' | 'high';

/** Which end of each interval. Most figures grow with every need; shares of CPU are extreme where CPU and waiting differ. */
interface Corner {
  readonly cpu: End;
  readonly rest: End;
}

const corners: readonly Corner[] = [
  { cpu: 'value', rest: 'value' },
  { cpu: 'low', rest: 'low' },
  { cpu: 'high', rest: 'high' },
  { cpu: 'low', rest: 'high' },
  { cpu: 'high', rest: 'low' },
];

/** A call that always takes its mean. */
const constant: CallSpread = { p50: 1, p99: 1 };

/** Needs at the corners of all intervals, the most likely first, then the lowest and the highest; once where no need has an interval. */
export function cornersOf(needs: CallNeeds): Numbers[] {
  const hasInterval = Object.values(needs).some((part) => typeof part === 'object' && 'low' in (part.ms ?? part));
  return (hasInterval ? corners : corners.slice(0, 1)).map((corner) => numbersAt(needs, corner));
}

function numbersAt(needs: CallNeeds, { cpu, rest }: Corner): Numbers {
  const at = (figure: Figure | undefined, end: End = rest) => figure && (figure[end] ?? figure.value);
  const { callMs, initMs, initCpuMs, initWaitMs } = needs;
  const parts = initCpuMs && initWaitMs && (at(initCpuMs, cpu) ?? 0) + (at(initWaitMs) ?? 0);
  return {
    ...optional('cpuMs', at(needs.cpuMs, cpu)),
    ...optional('waitMs', at(needs.waitMs)),
    ...optional('callMs', callMs && { ms: at(callMs.ms) ?? callMs.ms.value, memoryMb: callMs.memoryMb }),
    ...optional('initMs', at(initMs) ?? parts),
    ...optional('initCpuMs', at(initCpuMs, cpu)),
    ...optional('startBilledMs', at(needs.startBilledMs)),
    ...optional('paidRestoreShare', needs.paidRestoreShare),
    ...optional('baseMb', at(needs.baseMb)),
    ...optional('besideMb', at(needs.besideMb)),
    ...optional('perRequestMb', at(needs.perRequestMb)),
    ...optional('usedMb', at(needs.maxMemoryUsedMb)),
    ...optional('connections', at(needs.connections)),
    ...{ spread: needs.spread ?? constant, ...optional('ends', endsOf(needs, { cpu, rest })) },
  };
}

function endsOf(needs: CallNeeds, { cpu, rest }: Corner): Numbers['ends'] {
  const { callMs, source: _, sources: __, spread: ___, paidRestoreShare: ____, ...figures } = needs;
  const all: Readonly<Record<string, Figure | undefined>> = { ...figures, ...optional('callMs', callMs?.ms) };
  const ends = Object.entries(all).flatMap(([key, figure]) =>
    figure?.low === undefined
      ? []
      : [[`${key} ${figure.low} ${figure.value} ${figure.high}`, ofCpu.has(key) ? cpu : rest]],
  );
  return ends.length === 0 ? undefined : Object.fromEntries(ends);
}

const ofCpu: ReadonlySet<string> = new Set(['cpuMs', 'initCpuMs']);

/** On a share of a vCPU: 150 ms of waiting and 2 ms of CPU at 512 MB take 150 + 2 / (512 / 1769) = 156.91 ms. */
export function callMsAt(
  { cpuMs, waitMs, callMs }: Pick<Numbers, 'cpuMs' | 'waitMs' | 'callMs'>,
  memoryMb: number,
): number | undefined {
  if (cpuMs !== undefined && waitMs !== undefined) return waitMs + cpuMs / Math.min(1, vcpusAt(memoryMb, 'call'));
  return callMs?.memoryMb === memoryMb ? callMs.ms : undefined;
}

/** A mean call at a memory size. */
export interface PredictedCall {
  readonly ms: number;
  /** Absent: a part of a time that was measured at this size. */
  readonly cpuMs?: number;
  /** Share of the time for which a CPU share below one vCPU holds the call back. */
  readonly heldBackMs?: number;
}

/** 150 ms of waiting and 2 ms of CPU at 512 MB: 156.91 ms, of which 4.91 ms are held back. */
export function predictedCall(
  needs: Pick<Numbers, 'cpuMs' | 'waitMs' | 'callMs'>,
  memoryMb: number,
): PredictedCall | undefined {
  const { cpuMs, waitMs } = needs;
  const ms = callMsAt(needs, memoryMb);
  if (ms === undefined || cpuMs === undefined || waitMs === undefined) return ms === undefined ? undefined : { ms };
  return { ms, cpuMs, heldBackMs: ms - waitMs - cpuMs };
}

/**
 * A function has 2 vCPU for its init at every memory size, and one thread uses one of them at most: it takes as long at each. On less than a vCPU its
 * CPU, where it is known, takes longer: 400 ms at half a vCPU are 800 ms.
 */
export const initMsOf = ({ initMs = 0, initCpuMs = 0 }: Numbers, vcpu = 1): number =>
  initMs + initCpuMs * (1 / Math.min(1, vcpu) - 1);

/** Where a call has a vCPU to itself. */
export const serverCallMs = ({ cpuMs, waitMs }: Numbers, vcpu: number): number | undefined =>
  cpuMs === undefined || waitMs === undefined ? undefined : waitMs + cpuMs / Math.min(1, vcpu);

import { phaseModules } from '../../../load/phase-modules.ts';
import type { LatencySummary } from '../../../model/measures.ts';
import { numberAt } from '../../../model/number-path.ts';
import { optional } from '../../../model/optional.ts';
import type { PhaseResult, RunResult, TargetResult } from '../../../model/run-result.ts';
import type { BySize } from '../../../model/schema/by-size.ts';
import { wasShortOfCpu } from '../../../stats/short-of-cpu.ts';
import { count, ms, shown } from '../../../text/format.ts';
import { tail } from '../../figures/headlines.ts';

/** Service times of a target under one kind of load, with the label of the high end: p99, or the maximum of too few answers. */
export interface Latency extends Times {
  readonly phase: string;
  readonly highLabel: string;
  /** Of a phase with bursts of several sizes: a percentile of all its answers is one of no burst. */
  readonly sizes?: { readonly first: number; readonly last: number };
  /** Projected of a target that was short of CPU, as on the page: then its measured times depend on this machine. */
  readonly basis: 'measured' | 'projected';
  readonly metric: string;
  /** Beside projected ones. */
  readonly measured?: Times;
  /** Measured by a target that was short of CPU, and nothing is projected. */
  readonly isContended: boolean;
}

interface Times {
  /** With several sizes of the smallest and of the largest burst. */
  readonly mediansMs: readonly (number | undefined)[];
  readonly highMs: number | undefined;
}

type LoadKind = 'burst' | 'steady';

type Run = Pick<RunResult, 'verdict'>;

/** Of the phase with the most answers: percentiles of several cannot be put together. */
export function latencyOf(run: Run, target: TargetResult, load: LoadKind): Latency | undefined {
  const known = target.phases
    .filter((phase) => isOf(phase, load))
    .flatMap((phase) => {
      const summary = phase.latencyMs.serviceTime.all;
      return summary === undefined ? [] : [{ phase, summary }];
    })
    .sort((a, b) => b.summary.count - a.summary.count);
  const [most] = known;
  return most && timesIn(most.phase, most.summary, wasShortOfCpu(run, target));
}

function timesIn(phase: PhaseResult, summary: LatencySummary, isShort: boolean): Latency {
  const { p99: _, ...withoutP99 } = summary;
  const [first, last] = [phase.bySize?.[0]?.size, phase.bySize?.at(-1)?.size];
  const sizes = first === undefined || last === undefined || first === last ? undefined : { first, last };
  const high = tail(sizes ? withoutP99 : summary, phase.requests);
  const measured = {
    mediansMs: sizes ? mediansOf(phase.bySize, sizes) : [summary.p50],
    highMs: numberAt(summary, high.path),
  };
  const projected = isShort ? projectedTimes(phase, high.path, sizes) : undefined;
  const median = sizes ? 'bySize, medianMs' : projected ? 'latencyMs.p50' : 'latencyMs.serviceTime.all.p50';
  return {
    ...{ phase: phase.name, highLabel: high.label, isContended: isShort && projected === undefined },
    ...optional('sizes', sizes),
    ...(projected ? { ...projected, basis: 'projected', measured } : { ...measured, basis: 'measured' }),
    metric: `phase ${phase.name}: ${projected ? 'projected.' : ''}${median}, ${high.path}`,
  };
}

/** All of the figures that are quoted, else none. */
function projectedTimes({ projected }: PhaseResult, path: string, sizes: Latency['sizes']): Times | undefined {
  if (projected === undefined) return undefined;
  const { p50, p99, max } = projected.latencyMs;
  const mediansMs = sizes ? mediansOf(projected.bySize, sizes) : [p50];
  const highMs = path === 'p99' ? p99 : max;
  return [...mediansMs, highMs].includes(undefined) ? undefined : { mediansMs, highMs };
}

const mediansOf = (bySize: BySize = [], { first, last }: NonNullable<Latency['sizes']>) =>
  [first, last].map((size) => bySize.find((one) => one.size === size)?.medianMs);

/** Steady: an open rate or a closed loop. Requests one by one, such as those of a warm-up, are neither. */
function isOf({ kind, latencyMs }: PhaseResult, load: LoadKind): boolean {
  const { releasesTogether, shape } = phaseModules[kind];
  if (load === 'burst') return releasesTogether;
  const isSteady = shape === 'due' || shape === 'closed';
  return isSteady && (latencyMs.serviceTime.all?.count ?? 0) >= leastSteadyAnswers;
}

/** A median of fewer is one of single requests. */
const leastSteadyAnswers = 10;

/** `1,200 ms and 3,000 ms` of bursts of two sizes. */
export const medianText = ({ mediansMs }: Times): string => mediansMs.map((median) => shown(median, ms)).join(' and ');

export const highText = ({ highMs }: Times): string => shown(highMs, ms);

/** `bursts of 1 and of 100`; undefined where all bursts had one size. */
export const sizesText = ({ sizes }: Latency): string | undefined =>
  sizes && `bursts of ${count(sizes.first)} and of ${count(sizes.last)}`;

/** Most requests that arrived at once in a burst. Undefined: there was none. */
export function measuredBurst({ phases }: TargetResult): number | undefined {
  const sizes = phases
    .filter(({ kind }) => phaseModules[kind].releasesTogether)
    .map(({ bySize, peakInFlight }) => Math.max(peakInFlight, ...(bySize ?? []).map(({ size }) => size)));
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

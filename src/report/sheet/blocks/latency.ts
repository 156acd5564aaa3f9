import { phaseModules } from '../../../load/phase-modules.ts';
import type { LatencySummary } from '../../../model/measures.ts';
import { numberAt } from '../../../model/number-path.ts';
import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';
import type { BySize } from '../../../model/schema/by-size.ts';
import { count, ms, shown } from '../../../text/format.ts';
import { type Choice, tail } from '../../figures/headlines.ts';

/** Service times of a target under one kind of load. */
export interface Latency {
  readonly phase: string;
  readonly summary: LatencySummary;
  /** p99, or the maximum of too few answers. */
  readonly high: Choice<LatencySummary>;
  /** Of a phase with bursts of several sizes: a percentile of all its answers is one of no burst. */
  readonly sizes?: { readonly first: BySize[number]; readonly last: BySize[number] };
}

type LoadKind = 'burst' | 'steady';

/** Of the phase with the most answers: percentiles of several cannot be put together. */
export function latencyOf({ phases }: TargetResult, load: LoadKind): Latency | undefined {
  const known = phases
    .filter((phase) => isOf(phase, load))
    .flatMap(({ name, latencyMs, requests, bySize }): Latency[] => {
      const summary = latencyMs.serviceTime.all;
      if (summary === undefined) return [];
      const [first, last] = [bySize?.[0], bySize?.at(-1)];
      if (first === undefined || last === undefined || first === last)
        return [{ phase: name, summary, high: tail(summary, requests) }];
      const { p99: _, ...without } = summary;
      return [{ phase: name, summary, high: tail(without, requests), sizes: { first, last } }];
    });
  return known.sort((a, b) => b.summary.count - a.summary.count)[0];
}

/** Steady: an open rate or a closed loop. Requests one by one, such as those of a warm-up, are neither. */
function isOf({ kind, latencyMs }: PhaseResult, load: LoadKind): boolean {
  const { releasesTogether, shape } = phaseModules[kind];
  if (load === 'burst') return releasesTogether;
  const isSteady = shape === 'due' || shape === 'closed';
  return isSteady && (latencyMs.serviceTime.all?.count ?? 0) >= leastSteadyAnswers;
}

/** A median of fewer is one of single requests. */
const leastSteadyAnswers = 10;

/** Of bursts of several sizes that of the smallest and of the largest. */
export const medianText = ({ summary, sizes }: Latency): string =>
  sizes === undefined
    ? shown(summary.p50, ms)
    : `${shown(sizes.first.medianMs, ms)} to ${shown(sizes.last.medianMs, ms)}`;

export const highText = ({ summary, high }: Latency): string => shown(numberAt(summary, high.path), ms);

/** `bursts of 1 to 100`; undefined where all bursts had one size. */
export const sizesText = ({ sizes }: Latency): string | undefined =>
  sizes && `bursts of ${count(sizes.first.size)} to ${count(sizes.last.size)}`;

/** Most requests that arrived at once in a burst. Undefined: there was none. */
export function measuredBurst({ phases }: TargetResult): number | undefined {
  const sizes = phases
    .filter(({ kind }) => phaseModules[kind].releasesTogether)
    .map(({ bySize, peakInFlight }) => Math.max(peakInFlight, ...(bySize ?? []).map(({ size }) => size)));
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

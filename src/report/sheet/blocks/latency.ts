import { phaseModules } from '../../../load/phase-modules.ts';
import type { LatencySummary } from '../../../model/measures.ts';
import { numberAt } from '../../../model/number-path.ts';
import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';
import { ms, shown } from '../../../text/format.ts';
import { type Choice, tail } from '../../figures/headlines.ts';

/** Service times of a target under one kind of load. */
export interface Latency {
  readonly phase: string;
  readonly summary: LatencySummary;
  /** p99, or the maximum of too few answers. */
  readonly high: Choice<LatencySummary>;
}

/** Of the phase with the most answers: percentiles of several cannot be put together. */
export function latencyOf({ phases }: TargetResult, load: 'burst' | 'steady'): Latency | undefined {
  const isBurst = ({ kind }: PhaseResult) => phaseModules[kind].releasesTogether;
  const known = phases
    .filter((phase) => isBurst(phase) === (load === 'burst'))
    .flatMap(({ name, latencyMs, requests }) => {
      const summary = latencyMs.serviceTime.all;
      return summary === undefined ? [] : [{ phase: name, summary, high: tail(summary, requests) }];
    });
  return known.sort((a, b) => b.summary.count - a.summary.count)[0];
}

export const highText = ({ summary, high }: Latency): string => shown(numberAt(summary, high.path), ms);

import type { LatencySummary } from '../../model/measures.ts';
import type { RunResult } from '../../model/run-result.ts';
import { type Sample, serviceTimeMs } from '../../model/sample.ts';
import { thinned } from '../../stats/group.ts';
import { answeredShare } from '../../stats/request-counts.ts';

/** The cumulative distribution of the service times of one run. */
export interface RunCurve {
  readonly side: 'baseline' | 'candidate';
  readonly run: string;
  readonly target: string;
  readonly answers: number;
  /** Ascending in both: `[ms, share]`. */
  readonly points: readonly (readonly [number, number])[];
  /** From what: every answer (or a selection of them), or the percentiles of result.json where there are no samples. */
  readonly source: 'samples' | 'percentiles';
}

const mostPoints = 150;

/** One curve per target that answered. */
export function curvesOfRun(
  side: RunCurve['side'],
  run: string,
  { targets }: RunResult,
  samples: readonly Sample[],
): RunCurve[] {
  return targets.flatMap(({ name: target, latencyMs, requests }): RunCurve[] => {
    const summary = latencyMs.serviceTime.all;
    if (summary === undefined) return [];
    const times = samples
      .filter((sample) => sample.target === target && sample.outcome.kind === 'answered')
      .flatMap((sample) => serviceTimeMs(sample) ?? [])
      .sort((a, b) => a - b);
    const place = { side, run, target, answers: summary.count };
    if (times.length === 0)
      return [{ ...place, points: percentilesOf(summary, answeredShare(requests)), source: 'percentiles' }];
    // The curve ends at the share that was answered.
    const answered = answeredShare(requests);
    const points = times.map((time, index) => [time, (answered * (index + 1)) / times.length] as const);
    // Of a run of millions the slowest answer may not be among the samples that were selected.
    const slowest = summary.max > (times.at(-1) ?? 0) ? [[summary.max, answered] as const] : [];
    return [{ ...place, points: [...thinned(points, mostPoints), ...slowest], source: 'samples' }];
  });
}

function percentilesOf(
  { min, p50, p90, p95, p99, p999, max, count }: LatencySummary,
  answered: number,
): RunCurve['points'] {
  const points = [
    [min, answered / count],
    [p50, 0.5],
    [p90, 0.9],
    [p95, 0.95],
    [p99, 0.99],
    [p999, 0.999],
    [max, answered],
  ] as const;
  return points.flatMap(([time, share]) => (time === undefined ? [] : [[time, share] as const]));
}

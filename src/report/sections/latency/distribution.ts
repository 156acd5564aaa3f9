import type { LatencySummary } from '../../../model/measures.ts';
import type { RunResult } from '../../../model/run-result.ts';
import { type Sample, serviceTimeMs } from '../../../model/sample.ts';
import { thinned } from '../../../stats/group.ts';
import type { AnsweredOf } from '../../../stats/percentile.ts';
import { answeredOf } from '../../../stats/request-counts.ts';

/** The cumulative distribution of service time: one curve per target, or two where cold and warm differ. */
export interface Curve {
  readonly target: string;
  readonly split: 'all' | 'cold' | 'warm';
  readonly count: number;
  /** Requests without an answer are above the curve. */
  readonly answeredOf: AnsweredOf;
  /** Ascending in both: `[ms, share]`, up to the answered share. */
  readonly points: readonly (readonly [number, number])[];
  /** Of the samples at hand, ascending, and of all of them the slowest, in ms. */
  readonly times: readonly number[];
  readonly slowestMs: number;
}

const mostPoints = 300;

/** Only answers have a latency. A target with both cold and warm answers has a curve for each, otherwise one for all. */
export function curvesOf({ targets }: RunResult, samples: readonly Sample[]): Curve[] {
  return targets.flatMap(({ name, requests, latencyMs: { serviceTime } }) => {
    const share = answeredOf(requests);
    const answered = samples.filter(({ target, outcome }) => target === name && outcome.kind === 'answered');
    const cold = answered.filter(({ identity }) => identity?.coldStart === true);
    const warm = answered.filter(({ identity }) => identity?.coldStart === false);
    if (cold.length === 0 || warm.length === 0) return curve(name, 'all', answered, serviceTime.all, share);
    return [
      ...curve(name, 'cold', cold, serviceTime.cold, share),
      ...curve(name, 'warm', warm, serviceTime.warm, share),
    ];
  });
}

function curve(
  target: string,
  split: Curve['split'],
  samples: readonly Sample[],
  summary: LatencySummary | undefined,
  answeredOf: AnsweredOf,
): Curve[] {
  const times = samples
    .map(serviceTimeMs)
    .filter((ms) => ms !== undefined)
    .sort((a, b) => a - b);
  if (times.length === 0 || summary === undefined) return [];
  const answeredShare = answeredOf.answered / answeredOf.of;
  const points = times.map((ms, index) => [ms, (answeredShare * (index + 1)) / times.length] as const);
  // Samples may be a selection: the slowest of all need not be among them.
  const slowestMs = Math.max(summary.max, times.at(-1) ?? 0);
  const drawn = [...thinned(points, mostPoints).slice(0, -1), [slowestMs, answeredShare] as const];
  return [{ target, split, answeredOf, count: summary.count, points: drawn, times, slowestMs }];
}

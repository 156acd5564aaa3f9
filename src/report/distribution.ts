import type { RunResult } from '../model/run-result.ts';
import { type Sample, serviceTimeMs } from '../model/sample.ts';
import { thinned } from './group.ts';

/** The share of answered requests that took at most so long: one curve per target, or two where cold and warm differ. */
export interface Curve {
  readonly target: string;
  readonly split: 'all' | 'cold' | 'warm';
  readonly count: number;
  /** Ascending in both: `[ms, share]`, share from 1/count to 1. */
  readonly points: readonly (readonly [number, number])[];
}

const mostPoints = 300;

/** Only answers have a latency. A target with both cold and warm answers has a curve for each, otherwise one for all. */
export function curvesOf({ targets }: RunResult, samples: readonly Sample[]): Curve[] {
  return targets.flatMap(({ name }) => {
    const answered = samples.filter(({ target, outcome }) => target === name && outcome.kind === 'answered');
    const cold = answered.filter(({ identity }) => identity?.coldStart === true);
    const warm = answered.filter(({ identity }) => identity?.coldStart === false);
    if (cold.length === 0 || warm.length === 0) return curve(name, 'all', answered);
    return [...curve(name, 'cold', cold), ...curve(name, 'warm', warm)];
  });
}

function curve(target: string, split: Curve['split'], samples: readonly Sample[]): Curve[] {
  const times = samples
    .map(serviceTimeMs)
    .filter((ms) => ms !== undefined)
    .sort((a, b) => a - b);
  if (times.length === 0) return [];
  const points = times.map((ms, index) => [ms, (index + 1) / times.length] as const);
  return [{ target, split, count: times.length, points: thinned(points, mostPoints) }];
}

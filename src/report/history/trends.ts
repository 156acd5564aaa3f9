import { groupBy } from '../../stats/group.ts';
import { count, type Format, msLike, usd } from '../../text/format.ts';
import { newestFirst, type SoundEntry } from './run.ts';

/** How the figures of one scenario went from run to run. */
export interface Trend {
  readonly scenario: string;
  /** Oldest first; of many the latest. */
  readonly runs: readonly SoundEntry[];
  /** All that there are. */
  readonly of: number;
  /** Each line has the color of its place. */
  readonly targets: readonly string[];
  readonly charts: readonly TrendChart[];
}

export interface TrendChart {
  readonly label: string;
  readonly format: Format;
  readonly series: readonly TrendSeries[];
}

interface TrendSeries {
  readonly target: string;
  /** In the order of the runs, without those that have no such figure. */
  readonly points: readonly TrendPoint[];
}

export interface TrendPoint {
  /** Place of its run. */
  readonly at: number;
  readonly value: number;
  /** Of the target in this run. */
  readonly verdict: 'VALID' | 'SUSPECT' | 'INVALID';
}

/** Lines of more runs than pixels are a smear, and each makes the page longer. */
const mostRuns = 100;
const mostTargets = 6;
/** With the most recent run first. */
const mostTrends = 20;

/** A trend needs two runs. */
export function trendsOf(entries: readonly SoundEntry[]): { trends: Trend[]; leftOut: number } {
  const groups = [...groupBy(newestFirst(entries), ({ scenario }) => scenario)].filter(([, runs]) => runs.length > 1);
  return {
    trends: groups.slice(0, mostTrends).map(([scenario, runs]) => trendOf(scenario, runs)),
    leftOut: Math.max(0, groups.length - mostTrends),
  };
}

function trendOf(scenario: string, newest: readonly SoundEntry[]): Trend {
  const runs = newest.slice(0, mostRuns).toReversed();
  const targets = [...new Set(runs.toReversed().flatMap((run) => run.targets.map(({ name }) => name)))].slice(
    0,
    mostTargets,
  );
  const charts = figures.map(({ label, format, of }) => {
    const series = targets.map((target) => ({ target, points: pointsOf(runs, target, of) }));
    const values = series.flatMap(({ points }) => points.map(({ value }) => value));
    return { label, format: format(values), series: series.filter(({ points }) => points.length > 0) };
  });
  return { scenario, runs, of: newest.length, targets, charts: charts.filter(({ series }) => series.length > 0) };
}

type Figures = SoundEntry['targets'][number];

interface Figure {
  readonly label: string;
  /** One unit for all values of the chart. */
  format(values: readonly number[]): Format;
  of(target: Figures): number | undefined;
}

const figures: readonly Figure[] = [
  { label: 'Service time measured, p50', format: msLike, of: ({ p50Ms }) => p50Ms },
  {
    label: 'Service time measured, p99',
    format: msLike,
    of: ({ tail }) => (tail?.label === 'p99' ? tail.ms : undefined),
  },
  {
    label: 'Service time measured, maximum (fewer than 100 answers)',
    format: msLike,
    of: ({ tail }) => (tail === undefined || tail.label === 'p99' ? undefined : tail.ms),
  },
  { label: 'Environments or processes', format: () => count, of: ({ environments }) => environments },
  {
    label: 'Cost per million requests, projected where the run can',
    format: () => usd,
    of: ({ usdPerMillion }) => usdPerMillion,
  },
];

const pointsOf = (runs: readonly SoundEntry[], name: string, of: Figure['of']): TrendPoint[] =>
  runs.flatMap(({ targets }, at) => {
    const target = targets.find((one) => one.name === name);
    const value = target && of(target);
    return target === undefined || value === undefined ? [] : [{ at, value, verdict: target.verdict }];
  });

import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { attributesOf, deltaTemporality, type Metric, type NumberPoint, nanosOf } from './wire.ts';

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** A count adds up over runs; a level does not. */
  readonly isCount: boolean;
  readonly of: (target: TargetResult) => number | undefined;
}

/** A figure that was not measured has no data point. */
const figures: readonly Figure[] = [
  count('rollcall.requests', '{request}', 'Requests sent', ({ requests }) => requests.sent),
  count('rollcall.cold_starts', '{cold_start}', 'Responses that waited for an init', (t) => t.environments.coldStarts),
  count('rollcall.billed.duration', 'ms', 'Billed duration, measured', ({ billing }) => billing?.billedMs),
  level('rollcall.environments', '{environment}', 'Distinct instances that answered', (t) => t.environments.distinct),
  level(
    'rollcall.projected.environments',
    '{environment}',
    'Environments that the platform needs for this load',
    ({ projected }) => projected?.environments,
  ),
  level(
    'rollcall.projected.cost',
    'USD/1e6{request}',
    'Cost of a million requests, projected',
    ({ projected }) => projected?.usdPerMillion,
  ),
  level(
    'rollcall.projected.waiting_share',
    '1',
    'Share of the billed time that calls wait, projected',
    ({ projected }) => projected?.waitingShareOfBilled,
  ),
  level('rollcall.memory.rss', 'MBy', 'Memory of all processes at once, at its highest', (t) => t.memory?.peak.rssMb),
  level('rollcall.in_flight.peak', '{request}', 'Requests in flight at once', ({ peakInFlight }) => peakInFlight),
];

function count(name: string, unit: string, description: string, of: Figure['of']): Figure {
  return { name, unit, description, isCount: true, of };
}

function level(name: string, unit: string, description: string, of: Figure['of']): Figure {
  return { name, unit, description, isCount: false, of };
}

/** The main figures of each target. */
export function runMetrics({ targets, startedAt, finishedAt }: RunResult): Metric[] {
  const times = {
    startTimeUnixNano: nanosOf(Date.parse(startedAt)),
    timeUnixNano: nanosOf(Date.parse(finishedAt)),
  };
  return figures.flatMap(({ name, unit, description, isCount, of }): Metric[] => {
    const dataPoints = targets.flatMap((target): NumberPoint[] => {
      const value = of(target);
      const attributes = attributesOf({ 'rollcall.target': target.name, 'rollcall.target.kind': target.kind });
      return value === undefined ? [] : [{ attributes, ...times, asDouble: value }];
    });
    if (dataPoints.length === 0) return [];
    const named = { name, unit, description };
    return isCount
      ? [{ ...named, sum: { dataPoints, aggregationTemporality: deltaTemporality, isMonotonic: true } }]
      : [{ ...named, gauge: { dataPoints } }];
  });
}

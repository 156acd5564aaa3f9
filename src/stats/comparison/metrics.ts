import { numberAtKeys } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';
import type { RunResult } from '../../model/run-result.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';

/** A number of a target that runs are compared by. Lower is better. */
export interface ComparedMetric {
  /** Its path in the target's entry of result.json; of several, the first one that was measured counts. */
  readonly paths: readonly (readonly string[])[];
  readonly label: string;
  readonly unit?: 'ms' | 'MB' | 'USD';
  /** Counts are compared exactly: by default any change of them matters. */
  readonly kind: 'latency' | 'quantity' | 'count';
  /** Of a whole run, however far its targets got; then no path is read. */
  ofRun?(run: Pick<RunResult, 'aborted'>, target: string): number;
}

export const metricName = ({ paths }: ComparedMetric): string => paths[0]?.join('.') ?? '';

const p50 = latency('serviceTime', 'p50');
const environments = metric('environments.distinct', 'environments', 'count');
const projectedEnvironments = metric('projected.environments', 'environments, projected', 'count');
const memory = metric('memory.peak.rssMb', 'memory peak (RSS)', 'quantity', 'MB');
const projectedCost = metric('projected.usdPerMillion', 'cost per million, projected', 'quantity', 'USD');
const billedCost = metric('billing.usdPerMillion', 'cost per million, measured', 'quantity', 'USD');
export const failedRequests = metric('requests.failed', 'failed', 'count');
export const throttledRequests = metric('requests.throttled', 'throttled', 'count');
const timedOutRequests = metric('requests.timedOut', 'timed out', 'count');
/** What a target failed or refused to answer. */
export const requestsWithoutAnswer = [throttledRequests, timedOutRequests, failedRequests];
/** 1 if a condition of `abortOn` ended the run at this target: that is what the code did, and its other figures are of a part of the load. */
export const endedEarly: ComparedMetric = {
  ...metric('endedEarly', 'runs ended early', 'count'),
  ofRun: ({ aborted }, target) => Number(aborted !== undefined && (aborted.target ?? target) === target),
};
const hourlyCost = metric('serverCost.usdPerMillion', 'cost per million', 'quantity', 'USD');

/** What every comparison shows. */
export const comparedMetrics: readonly ComparedMetric[] = [
  ...[p50, latency('serviceTime', 'p90'), latency('serviceTime', 'p99')],
  ...[latency('responseTime', 'p50'), latency('responseTime', 'p90'), latency('responseTime', 'p99')],
  environments,
  projectedEnvironments,
  metric('environments.coldStarts', 'cold starts', 'count'),
  metric('projected.coldStarts', 'cold starts, projected', 'count'),
  metric('environments.peakAlive', 'environments alive at once', 'count'),
  metric('projected.billedMs', 'billed time, projected', 'quantity', 'ms'),
  metric('billing.billedMs', 'billed time, measured', 'quantity', 'ms'),
  metric('projected.waitingShareOfBilled', 'waiting share, projected', 'quantity'),
  ...[projectedCost, billedCost, hourlyCost],
  memory,
  ...requestsWithoutAnswer,
  endedEarly,
];

/** `exploratory`: tested by itself, so that one of twenty looks changed by chance. */
export type Role = 'primary' | 'exploratory';

/** What is known of a target on both sides. */
interface ComparedTarget {
  readonly kind: string | undefined;
  readonly isShortOfCpu: boolean;
  has(metric: ComparedMetric): boolean;
}

/** All figures of a target with their roles, the primary ones first. */
export function metricsByRole(
  target: ComparedTarget,
  primary: readonly ComparedMetric[] = primaryMetrics(target),
): { readonly metric: ComparedMetric; readonly role: Role }[] {
  const byName = new Map(primary.map((metric) => [metricName(metric), metric]));
  const others = comparedMetrics.filter((metric) => !byName.has(metricName(metric)));
  return [
    ...[...byName.values()].map((metric) => ({ metric, role: 'primary' as const })),
    ...others.map((metric) => ({ metric, role: 'exploratory' as const })),
  ];
}

/**
 * The figures that a comparison is about by default: how long, with how much, for how much money. A server has as many processes as it was
 * given, so there it is memory that changes. Money is projected where it can be, and environments where this machine was short of CPU:
 * it has no part in projected figures.
 */
const primaryMetrics = ({ kind, isShortOfCpu, has }: ComparedTarget): readonly ComparedMetric[] => [
  p50,
  kindNamed(kind)?.isServer === true
    ? memory
    : isShortOfCpu && has(projectedEnvironments)
      ? projectedEnvironments
      : environments,
  [projectedCost, billedCost].find(has) ?? hourlyCost,
];

function latency(time: 'serviceTime' | 'responseTime', percentile: string): ComparedMetric {
  const name = time === 'serviceTime' ? 'service time' : 'response time';
  return metric(`latencyMs.${time}.all.${percentile}`, `${name} ${percentile}`, 'latency', 'ms');
}

/** @param paths separated by spaces. */
function metric(
  paths: string,
  label: string,
  kind: ComparedMetric['kind'],
  unit?: NonNullable<ComparedMetric['unit']>,
): ComparedMetric {
  return { paths: paths.split(' ').map((path) => path.split('.')), label, kind, ...optional('unit', unit) };
}

/** Of a target's entry, of one of its phases, or of a repeat. Absent if it was not measured. */
export function measuredValue(measured: object, { paths }: ComparedMetric): number | undefined {
  return paths.map((path) => numberAtKeys(measured, path)).find((value) => value !== undefined);
}

import { numberAtKeys } from '../../model/number-path.ts';
import { optional } from '../../model/optional.ts';

/** A number of a target that runs are compared by. Lower is better. */
export interface ComparedMetric {
  /** Its path in the target's entry of result.json; of several, the first one that was measured counts. */
  readonly paths: readonly (readonly string[])[];
  readonly label: string;
  readonly unit?: 'ms' | 'MB' | 'USD';
  /** Counts are compared exactly: by default any change of them matters. */
  readonly kind: 'latency' | 'quantity' | 'count';
}

export const metricName = ({ paths }: ComparedMetric): string => paths[0]?.join('.') ?? '';

/** What every comparison shows. */
export const comparedMetrics: readonly ComparedMetric[] = [
  ...latencies('serviceTime', 'service time'),
  ...latencies('responseTime', 'response time'),
  metric('environments.distinct', 'environments', 'count'),
  metric('environments.coldStarts', 'cold starts', 'count'),
  metric('environments.peakAlive', 'environments alive at once', 'count'),
  metric('billing.billedMs', 'billed time', 'quantity', 'ms'),
  metric('billing.usdPerMillion serverCost.usdPerMillion', 'cost per million', 'quantity', 'USD'),
  metric('memory.peak.rssMb', 'memory peak (RSS)', 'quantity', 'MB'),
  metric('requests.throttled', 'throttled', 'count'),
  metric('requests.failed', 'failed', 'count'),
];

function latencies(time: string, label: string): ComparedMetric[] {
  return ['p50', 'p90', 'p99'].map((of) => metric(`latencyMs.${time}.all.${of}`, `${label} ${of}`, 'latency', 'ms'));
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

import type { RequestCounts } from '../../model/measures.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { metricsOf, parseThreshold } from '../../scenario/thresholds/threshold.ts';

/**
 * Requests without an answer of an expected status, without those outcomes that a threshold asks about: `api.requests.throttled < 100`
 * judges throttles itself. Interrupted requests were stopped by us.
 */
export function unaskedFailures({ name, requests }: TargetResult, thresholds: readonly string[]): number {
  const asked = new Set(
    thresholds
      .flatMap((expression) => metricsOf(parseThreshold(expression)))
      .flatMap(({ target, paths }) => (target === name ? paths.map((path) => path.join('.')) : [])),
  );
  return outcomes
    .filter(({ metrics }) => !metrics.some((metric) => asked.has(metric)))
    .reduce((sum, { count }) => sum + count(requests), 0);
}

/** The metrics that ask about an outcome, and its count. */
interface AskedOutcome {
  readonly metrics: readonly string[];
  readonly count: (requests: RequestCounts) => number;
}

const failure = (kind: keyof RequestCounts['failures']): AskedOutcome => ({
  metrics: ['requests.failed', `requests.failures.${kind}`],
  count: ({ failures }) => failures[kind],
});

const outcomes: readonly AskedOutcome[] = [
  { metrics: ['requests.throttled'], count: ({ throttled }) => throttled },
  { metrics: ['requests.timedOut'], count: ({ timedOut }) => timedOut },
  ...(['httpError', 'refused', 'reset', 'malformed', 'unreachable'] as const).map(failure),
];

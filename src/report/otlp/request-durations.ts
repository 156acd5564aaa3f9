import type { SampleLine } from '../../model/sample-line.ts';
import { type Attributes, attributesOf, deltaTemporality, type HistogramPoint, type Metric, nanosOf } from './wire.ts';

/**
 * Seconds. The bounds that OpenTelemetry's conventions advise for `http.client.request.duration`
 * (https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpclientrequestduration).
 */
export const explicitBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

interface Series {
  readonly attributes: Attributes;
  readonly counts: number[];
  sum: number;
  min: number;
  max: number;
}

/** The service times of the answered and failed requests of a run, per target, phase, request of the list and outcome. Memory does not grow with requests. */
export class RequestDurations {
  private readonly series = new Map<string, Series>();

  /** A request that was never sent has no duration. */
  add(sample: SampleLine): void {
    if (sample.sentAtMs === undefined) return;
    const attributes = outcomeAttributes(sample);
    const key = JSON.stringify(attributes);
    const series = this.series.get(key) ?? emptySeries(attributes);
    this.series.set(key, series);
    const seconds = (sample.completedAtMs - sample.sentAtMs) / 1000;
    const bucket = explicitBounds.findIndex((bound) => seconds <= bound);
    const index = bucket < 0 ? explicitBounds.length : bucket;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += seconds;
    series.min = Math.min(series.min, seconds);
    series.max = Math.max(series.max, seconds);
  }

  /** @param window of the run, in ms since 1970 */
  finish(window: { readonly fromEpochMs: number; readonly toEpochMs: number }): Metric {
    const dataPoints = [...this.series.values()].map((series): HistogramPoint => {
      const { attributes, counts, ...figures } = series;
      return {
        attributes: attributesOf(attributes),
        startTimeUnixNano: nanosOf(window.fromEpochMs),
        timeUnixNano: nanosOf(window.toEpochMs),
        count: String(counts.reduce((total, count) => total + count, 0)),
        ...figures,
        bucketCounts: counts.map(String),
        explicitBounds,
      };
    });
    return {
      name: 'http.client.request.duration',
      unit: 's',
      description: 'Duration of HTTP client requests',
      histogram: { dataPoints, aggregationTemporality: deltaTemporality },
    };
  }
}

/** `error.type` is the status of an unexpected answer, or why there was none. */
export const outcomeAttributes = ({ target, phase, request, outcome, status }: SampleLine): Attributes => ({
  'rollcall.target': target,
  'rollcall.phase': phase,
  'rollcall.request': request,
  'http.response.status_code': status,
  'error.type': outcome === 'answered' ? undefined : String(status ?? outcome),
});

const emptySeries = (attributes: Attributes): Series => ({
  attributes,
  counts: new Array<number>(explicitBounds.length + 1).fill(0),
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
});

import type { LatencySummary, Measures } from '../../src/model/measures.ts';
import { type Sample, serviceTimeMs } from '../../src/model/sample.ts';
import { LatencyHistogram } from '../../src/stats/latency.ts';
import { percentile } from '../../src/stats/percentile.ts';

export interface Union {
  /** That were sent. */
  readonly requests: number;
  /** Names that samples have. */
  readonly instances: number;
  /** Samples of an invocation that another sample has, too. */
  readonly twice: number;
  /** Samples ranked by themselves, without a histogram. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  /** Of service times, as a run keeps them. */
  readonly summary: LatencySummary | undefined;
  readonly distribution: string;
}

/** Of all samples, one by one. */
export function unionOf(samples: readonly Sample[]): Union {
  const histogram = new LatencyHistogram();
  const times = samples.flatMap((sample) => {
    const ms = sample.outcome.kind === 'answered' ? serviceTimeMs(sample) : undefined;
    if (ms !== undefined) histogram.add(ms);
    return ms === undefined ? [] : [ms];
  });
  const ascending = Float64Array.from(times).sort();
  const identities = samples.flatMap(({ identity }) => (identity === undefined ? [] : [identity]));
  const calls = new Set(identities.map(({ instanceId, invocationId }) => `${instanceId} ${invocationId}`));
  return {
    requests: samples.filter(({ sentAtMs }) => sentAtMs !== undefined).length,
    instances: new Set(identities.map(({ instanceId }) => instanceId)).size,
    twice: identities.length - calls.size,
    ...{ p50: percentile(ascending, 50), p99: percentile(ascending, 99) },
    ...{ summary: histogram.summary(), distribution: histogram.distribution() },
  };
}

export interface Combined {
  readonly requests: number;
  readonly instances: number;
  readonly p50: number;
  readonly p99: number;
}

/** What is made of the summaries of separate runs: counts added up, percentiles averaged. */
export function combined(parts: readonly Pick<Measures, 'requests' | 'environments' | 'latencyMs'>[]): Combined {
  const sum = (of: (part: (typeof parts)[number]) => number | undefined) =>
    parts.reduce((total, part) => total + (of(part) ?? Number.NaN), 0);
  return {
    requests: sum(({ requests }) => requests.sent),
    instances: sum(({ environments }) => environments.distinct),
    p50: sum(({ latencyMs }) => latencyMs.serviceTime.all?.p50) / parts.length,
    p99: sum(({ latencyMs }) => latencyMs.serviceTime.all?.p99) / parts.length,
  };
}

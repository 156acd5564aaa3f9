import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import { awsAccount } from '../../model/platform/lambda.ts';
import { simulate } from '../../simulator/simulate.ts';

export interface ReplayedFunction {
  /** Of calls of which the record does not have the time. */
  readonly callMs: number;
  readonly initMs: number;
  readonly keepAliveMs: number;
  readonly concurrency: number;
  readonly startablePer10s: number;
  readonly provisioned: number;
}

/** What a function that takes one request per environment needs for recorded arrivals. */
export interface ReplayedTrace {
  readonly environments: { readonly mean: number; readonly p50: number; readonly p99: number; readonly peak: number };
  readonly coldStarts: number;
  readonly coldShare: number;
  readonly throttledShare: number;
  /** Each call rounded up with its init. */
  readonly billedMs: number;
}

/** Environments do not end before their keep-alive: a record is rarely longer than their life of about 2 h. */
export function replayTrace({ atMs, callMs, spanMs }: RecordedArrivals, by: ReplayedFunction): ReplayedTrace {
  const { alive, measured, time } = simulate({
    arrivals: { kind: 'times', atMs, durationMs: Math.max(spanMs, 1), ...(callMs && { serviceMs: callMs }) },
    platform: {
      ...{ kind: 'event', call: { kind: 'constant', ms: by.callMs }, init: { kind: 'constant', ms: by.initMs } },
      account: {
        ...awsAccount,
        concurrentExecutions: by.concurrency + awsAccount.unreservedMinimum,
        scaling: { burst: by.startablePer10s, perMs: 10_000 },
      },
      ...(by.provisioned > 0 && { provisionedConcurrency: by.provisioned }),
      ...{ reservedConcurrency: by.concurrency, keepAlive: { kind: 'constant', ms: by.keepAliveMs } },
      maxLifeMs: Number.MAX_SAFE_INTEGER,
    },
    seed: 1,
  });
  const { served, throttled, coldStarts } = measured;
  const [p50, p99] = [alive.percentile(50), alive.percentile(99)];
  return {
    environments: { mean: alive.mean, p50, p99, peak: alive.peak },
    ...{ coldStarts, coldShare: served === 0 ? 0 : coldStarts / served, billedMs: time.billedMs },
    throttledShare: throttled / Math.max(1, served + throttled),
  };
}
